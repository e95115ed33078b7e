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

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.report.LogListener;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.StatusReport;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Migrates every target of an application, one after the other, and remembers how it went. Safe to
 * use from several threads.
 */
public final class MigrationRunner {

  private static final Logger log = LoggerFactory.getLogger(MigrationRunner.class);

  private final MigrationTargets targets;
  private final RunMode mode;
  private final Optional<MigrationStrategy> strategy;
  private final List<MigrationRunListener> runListeners;
  private final Map<String, Migrator> migrators = new LinkedHashMap<>();
  private final Map<String, TargetReport> reports = new ConcurrentHashMap<>();

  /**
   * A runner that migrates, logs and tells {@code listeners} what happens.
   *
   * @param classLoader of {@code classpath:} locations
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader) {
    this(targets, listeners, classLoader, Optional.empty());
  }

  /**
   * The same.
   *
   * @param strategy replaces what is done with each target, if there is one
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader,
      Optional<MigrationStrategy> strategy) {
    this(targets, listeners, classLoader, new RunMode.Migrate(), strategy, List.of());
  }

  /**
   * The same for any mode.
   *
   * @param strategy replaces what is done to migrate a target, if there is one
   * @param runListeners hear of whole runs
   */
  public MigrationRunner(
      MigrationTargets targets,
      List<? extends MigrationListener> listeners,
      ClassLoader classLoader,
      RunMode mode,
      Optional<MigrationStrategy> strategy,
      List<? extends MigrationRunListener> runListeners) {
    this.targets = targets;
    this.mode = mode;
    this.strategy = strategy;
    this.runListeners = List.copyOf(runListeners);
    for (MigrationTarget target : targets.targets()) {
      List<MigrationListener> all = new ArrayList<>();
      all.add(new LogListener(target.label()));
      all.addAll(listeners);
      migrators.put(
          target.name(), new Migrator(target.settings(), target.dataSource(), all, classLoader));
      reports.put(target.name(), TargetReport.waiting(target.name()));
    }
  }

  /**
   * Migrates the targets in their order, and seeds those that ask for it; or, by the mode, only
   * makes sure or waits that they are migrated.
   *
   * @return how each fared
   * @throws TargetFailedException at the first that fails; those after it are not tried
   * @throws MigrationsConfigurationException before anything is done, if two of them turn out to
   *     have one history
   */
  public synchronized List<TargetReport> run() {
    tell(listener -> listener.started(targets()));
    try {
      runAll();
    } catch (RuntimeException | Error e) {
      tell(listener -> listener.failed(reports(), e));
      throw e;
    }
    tell(listener -> listener.completed(reports()));
    return reports();
  }

  private void tell(Consumer<MigrationRunListener> what) {
    for (MigrationRunListener listener : runListeners) {
      try {
        what.accept(listener);
      } catch (RuntimeException e) {
        log.warn("A listener of the migrations failed; they go on without it", e);
      }
    }
  }

  private void runAll() {
    if (targets.targets().isEmpty()) {
      log.info("No migration target is enabled");
    }
    MigrationsConfigurationException.throwIfAny(SharedHistories.found(targets.targets()));
    targets.targets().forEach(t -> reports.put(t.name(), TargetReport.waiting(t.name())));
    targets.targets().forEach(this::run);
  }

  private void run(MigrationTarget target) {
    Migrator migrator = migrator(target.name());
    change(target, TargetReport::running);
    if (mode instanceof RunMode.Validate) {
      attempt(target, new PendingRun(target, migrator)::validate);
    } else if (mode instanceof RunMode.Wait wait) {
      attempt(target, () -> new PendingRun(target, migrator).await(wait));
    } else if (strategy.isPresent()) {
      MigrationStrategy own = strategy.get();
      guarded(target, () -> given(own, target.name(), migrator), TargetReport::migrated);
      change(target, TargetReport::done);
    } else {
      migrate(target, migrator);
    }
  }

  private void migrate(MigrationTarget target, Migrator migrator) {
    MigrationReport migrated =
        attempt(
            target,
            () -> target.to().map(migrator::migrate).orElseGet(migrator::migrate),
            TargetReport::migrated);
    int seeds =
        target.seeds() ? attempt(target, migrator::seed, TargetReport::seeded).steps().size() : 0;
    change(target, TargetReport::done);
    log(target, migrated, seeds);
  }

  private static boolean given(MigrationStrategy strategy, String target, Migrator migrator) {
    strategy.migrate(target, migrator);
    return true;
  }

  private MigrationReport attempt(
      MigrationTarget target,
      Supplier<MigrationReport> command,
      BiFunction<TargetReport, MigrationReport, TargetReport> record) {
    MigrationReport report = guarded(target, command, record);
    change(target, before -> record.apply(before, report));
    return report;
  }

  private <T> T guarded(
      MigrationTarget target,
      Supplier<T> command,
      BiFunction<TargetReport, MigrationReport, TargetReport> record) {
    try {
      return command.get();
    } catch (RuntimeException | Error e) {
      throw failed(target, record, e);
    }
  }

  private void attempt(MigrationTarget target, Runnable check) {
    try {
      check.run();
      change(target, TargetReport::done);
    } catch (RuntimeException | Error e) {
      throw failed(target, (before, report) -> before, e);
    }
  }

  /** What is to be thrown. */
  private RuntimeException failed(
      MigrationTarget target,
      BiFunction<TargetReport, MigrationReport, TargetReport> record,
      Throwable failure) {
    if (failure instanceof MigrationFailedException failed) {
      change(target, before -> record.apply(before, failed.report()));
    }
    if (failure instanceof MigrationException known) {
      change(target, before -> before.failed(known.diagnostics()));
      return new TargetFailedException(target.name(), reports(), known);
    }
    change(target, before -> before.failed(List.of()));
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  private void change(MigrationTarget target, UnaryOperator<TargetReport> change) {
    reports.computeIfPresent(target.name(), (name, before) -> change.apply(before));
  }

  /** The one line that says how it ended. */
  private static void log(MigrationTarget target, MigrationReport migrated, int seeds) {
    String label = target.label().isEmpty() ? "" : target.label() + ": ";
    String summary =
        migrated.isNothing()
            ? "Nothing to do, the schema is up to date (%d applied)"
                .formatted(migrated.appliedBefore())
            : migrated.summary();
    String seeded = seeds == 0 ? "" : ", %d %s run".formatted(seeds, seeds == 1 ? "seed" : "seeds");
    log.atInfo()
        .addKeyValue("migrations.target", target.name())
        .addKeyValue("migrations.steps", migrated.steps().size() + seeds)
        .addKeyValue("migrations.millis", migrated.took().toMillis())
        .log("{}{}{}", label, summary, seeded);
  }

  /** How each target stands with the last run, in their order; from memory. */
  public List<TargetReport> reports() {
    return targets().stream().map(reports::get).toList();
  }

  /** What is applied and pending in each target, in their order; asks the databases. */
  public Map<String, StatusReport> status() {
    Map<String, StatusReport> status = new LinkedHashMap<>();
    migrators.forEach((name, migrator) -> status.put(name, migrator.status()));
    return status;
  }

  /** What a run would do now in each target, in their order; asks the databases. */
  Map<String, PendingMigrations> pending() {
    Map<String, PendingMigrations> pending = new LinkedHashMap<>();
    for (MigrationTarget target : targets.targets()) {
      pending.put(target.name(), PendingMigrations.of(target, migrator(target.name()).status()));
    }
    return pending;
  }

  /** The names of the targets, in the order in which they run. */
  public List<String> targets() {
    return List.copyOf(migrators.keySet());
  }

  /**
   * What a target is.
   *
   * @throws IllegalArgumentException if there is no such target
   */
  public MigrationTarget target(String name) {
    return targets.targets().stream()
        .filter(target -> target.name().equals(name))
        .findFirst()
        .orElseThrow(() -> unknown(name));
  }

  /**
   * The migrator of a target, to roll back, say.
   *
   * @throws IllegalArgumentException if there is no such target
   */
  public Migrator migrator(String target) {
    Migrator migrator = migrators.get(target);
    if (migrator == null) {
      throw unknown(target);
    }
    return migrator;
  }

  private IllegalArgumentException unknown(String target) {
    return new IllegalArgumentException(
        "there is no target '%s'; there are %s".formatted(target, targets()));
  }

  /**
   * The migrator of the only target.
   *
   * @throws IllegalStateException if there are several, or none
   */
  public Migrator migrator() {
    if (migrators.size() != 1) {
      throw new IllegalStateException(
          "there are %d targets; say which of %s".formatted(migrators.size(), targets()));
    }
    return migrators.values().iterator().next();
  }
}
