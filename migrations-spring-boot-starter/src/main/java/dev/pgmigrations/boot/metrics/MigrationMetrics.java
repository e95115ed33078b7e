/*
 * Copyright 2026-present the pgmigrations authors
 *
 * Licensed under the Apache License, Version 2.0 (the "License");
 * you may not use this file except in compliance with the License.
 * You may obtain a copy of the License at
 *
 *      https://www.apache.org/licenses/LICENSE-2.0
 *
 * Unless required by applicable law or agreed to in writing, software
 * distributed under the License is distributed on an "AS IS" BASIS,
 * WITHOUT WARRANTIES OR CONDITIONS OF ANY KIND, either express or implied.
 * See the License for the specific language governing permissions and
 * limitations under the License.
 */

package dev.pgmigrations.boot.metrics;

import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import io.micrometer.core.instrument.Gauge;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.binder.MeterBinder;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Gauges of what is pending and what is applied in each target, from memory: as the last command of
 * this process left it. They are not a number before the first. Those of a tenant come with its
 * first run.
 */
public final class MigrationMetrics implements MeterBinder, MigrationListener {

  /** Steps that the last plan has left. */
  public static final String PENDING = "migrations.pending";

  /** Versions that are applied. */
  public static final String APPLIED = "migrations.applied";

  private final Supplier<List<String>> targets;
  private final MigrationProgress progress;
  private final Map<MeterRegistry, Set<String>> known = new ConcurrentHashMap<>();
  private final Set<String> later = ConcurrentHashMap.newKeySet();

  /** Gauges of {@code targets}, which is asked when there is a registry. */
  public MigrationMetrics(Supplier<List<String>> targets, MigrationProgress progress) {
    this.targets = targets;
    this.progress = progress;
  }

  @Override
  public void bindTo(MeterRegistry registry) {
    known.putIfAbsent(registry, ConcurrentHashMap.newKeySet());
    targets.get().forEach(target -> gauges(registry, target));
    later.forEach(target -> gauges(registry, target));
  }

  @Override
  public void on(MigrationEvent event) {
    if (event instanceof MigrationEvent.RunStarted started && later.add(started.target())) {
      known.keySet().forEach(registry -> gauges(registry, started.target()));
    }
  }

  /** Once for each target: a registry warns of a gauge that it has already. */
  private void gauges(MeterRegistry registry, String target) {
    if (!known.computeIfAbsent(registry, unused -> ConcurrentHashMap.newKeySet()).add(target)) {
      return;
    }
    gauge(registry, PENDING, "Migrations that the last plan has left", target, p -> p.pending());
    gauge(registry, APPLIED, "Versions that are applied", target, p -> p.applied().orElseThrow());
  }

  private void gauge(
      MeterRegistry registry,
      String name,
      String description,
      String target,
      Function<MigrationProgress.Snapshot, Integer> value) {
    Gauge.builder(name, progress, all -> value(all, target, value))
        .description(description)
        .tag("migrations.target", target)
        .register(registry);
  }

  private static double value(
      MigrationProgress progress,
      String target,
      Function<MigrationProgress.Snapshot, Integer> value) {
    return progress
        .of(target)
        .filter(snapshot -> snapshot.applied().isPresent())
        .map(value)
        .map(Integer::doubleValue)
        .orElse(Double.NaN);
  }
}
