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

package dev.pgmigrations.boot;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.PlannedRun;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.BooleanSupplier;
import java.util.function.Function;

/** The targets that there are, with the tenants that were seen last; safe for several threads. */
final class KnownTargets {

  private final MigrationTargets targets;
  private final Function<MigrationTarget, Migrator> migrators;
  private final TargetReports reports;
  private volatile Map<String, Known> known;
  private volatile TargetReport.State listing;

  /** A target that is there. */
  record Known(MigrationTarget target, Migrator migrator) {}

  /**
   * Those without tenants, for nobody has asked for these yet.
   *
   * @param migrators makes that of a target
   * @param reports kept to who is there
   */
  KnownTargets(
      MigrationTargets targets,
      Function<MigrationTarget, Migrator> migrators,
      TargetReports reports) {
    this.targets = targets;
    this.migrators = migrators;
    this.reports = reports;
    this.known = with(List.of());
    this.listing = targets.hasTenants() ? TargetReport.State.WAITING : TargetReport.State.DONE;
  }

  private Map<String, Known> with(List<MigrationTarget> tenants) {
    Map<String, Known> all = new LinkedHashMap<>();
    for (MigrationTarget target : targets.targets()) {
      all.put(target.name(), new Known(target, migrators.apply(target)));
    }
    for (MigrationTarget tenant : tenants) {
      all.put(tenant.name(), new Known(tenant, migrators.apply(tenant)));
    }
    return Collections.unmodifiableMap(all);
  }

  /** Their names, in the order in which they begin. */
  List<String> names() {
    return List.copyOf(known.keySet());
  }

  /** By name, as they are now. */
  Map<String, Known> all() {
    return known;
  }

  /**
   * One of them.
   *
   * @throws IllegalArgumentException if there is none of that name
   */
  Known named(String name) {
    Known one = known.get(name);
    if (one == null) {
      throw new IllegalArgumentException(
          "there is no target '%s'; there are %s".formatted(name, names()));
    }
    return one;
  }

  /** Whether a run has found out who the tenants are; done where there are none to list. */
  TargetReport.State listing() {
    return listing;
  }

  /**
   * Asks who the tenants are, for a run. Where that cannot be told, none of them is touched, and
   * they stand as they did {@code lastTime}: health would wait for them else, for nobody comes.
   *
   * @return their names
   */
  List<String> listTenants(List<TargetReport> lastTime) {
    synchronized (reports) { // Not that of a run: who asks for the status does not wait for it.
      if (!targets.hasTenants()) {
        return List.of();
      }
      boolean wereListed = listing == TargetReport.State.DONE;
      listing = wereListed ? listing : TargetReport.State.RUNNING;
      try {
        List<MigrationTarget> tenants = listed();
        remember(with(tenants));
        listing = TargetReport.State.DONE;
        return MigrationTargets.names(tenants);
      } catch (RuntimeException e) {
        listing = wereListed ? listing : TargetReport.State.FAILED;
        reports.doNotWait(lastTime);
        throw e;
      }
    }
  }

  /**
   * All that there are now; asks who the tenants are.
   *
   * @param kept whether those that were seen before stay, of a run that may have to be stopped
   */
  Map<String, Known> current(BooleanSupplier kept) {
    synchronized (reports) {
      if (!targets.hasTenants()) {
        return known;
      }
      Map<String, Known> all = with(listed());
      if (!kept.getAsBoolean()) {
        remember(all);
      }
      return all;
    }
  }

  private List<MigrationTarget> listed() {
    List<MigrationTarget> tenants = targets.tenants().targets();
    List<MigrationTarget> all = new ArrayList<>(targets.targets());
    all.addAll(tenants);
    MigrationTargets.check(all, SharedHistories.OF_TENANTS);
    return tenants;
  }

  private void remember(Map<String, Known> all) {
    known = all;
    reports.areOf(names());
  }

  /**
   * What was planned, but for tenants that have moved since, or are gone.
   *
   * @param before those for whom it was planned
   */
  Map<String, List<PlannedRun>> ofThoseThatStayed(
      Map<String, List<PlannedRun>> planned, Map<String, Known> before) {
    Map<String, List<PlannedRun>> stayed = new HashMap<>();
    planned.forEach(
        (name, runs) -> {
          Known then = before.get(name);
          Known now = known.get(name);
          if (then != null
              && now != null
              && SharedHistories.history(then.target())
                  .equals(SharedHistories.history(now.target()))) {
            stayed.put(name, runs);
          }
        });
    return stayed;
  }
}
