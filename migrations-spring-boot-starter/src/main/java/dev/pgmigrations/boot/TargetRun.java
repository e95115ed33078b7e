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
import dev.pgmigrations.PlannedRun;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.MigrationReport;
import java.util.List;
import java.util.Optional;
import java.util.function.BiFunction;
import java.util.function.Consumer;
import java.util.function.Supplier;
import java.util.function.UnaryOperator;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/** A run of one target, which tells how far it is. */
final class TargetRun {

  private static final Logger log = LoggerFactory.getLogger(MigrationRunner.class);

  private final MigrationTarget target;
  private final Migrator migrator;
  private final Consumer<UnaryOperator<TargetReport>> report;
  private final Level nothingToDo;

  /**
   * A run.
   *
   * @param report takes what changes of its report
   * @param nothingToDo how loud to say that there was nothing to do
   */
  TargetRun(
      MigrationTarget target,
      Migrator migrator,
      Consumer<UnaryOperator<TargetReport>> report,
      Level nothingToDo) {
    this.target = target;
    this.migrator = migrator;
    this.report = report;
    this.nothingToDo = nothingToDo;
  }

  /**
   * Does it.
   *
   * @param planned what is known of it already
   */
  void run(
      RunMode mode, Optional<MigrationStrategy> strategy, List<PlannedRun> planned, Stop stop) {
    report.accept(TargetReport::running);
    if (mode instanceof RunMode.Validate) {
      attempt(new PendingRun(target, migrator, stop)::validate);
    } else if (mode instanceof RunMode.Wait wait) {
      attempt(() -> new PendingRun(target, migrator, stop).await(wait));
    } else if (strategy.isPresent()) {
      attempt(() -> strategy.get().migrate(target.name(), migrator));
    } else {
      migrate(planned, stop);
    }
  }

  private void migrate(List<PlannedRun> planned, Stop stop) {
    MigrationReport migrated = attempt(() -> run(target.goal(), planned), TargetReport::migrated);
    if (target.seeds() && stop.isAsked()) {
      throw failed(
          new MigrationsPendingException(
              List.of(
                  Diagnostic.error("stopped", "the run was stopped before the seeds")
                      .kept("what was migrated")
                      .fix("run again")),
              null));
    }
    int seeds =
        target.seeds()
            ? attempt(() -> run(new Goal.Seed(), planned), TargetReport::seeded).steps().size()
            : 0;
    report.accept(TargetReport::done);
    log(migrated, seeds);
  }

  private MigrationReport run(Goal goal, List<PlannedRun> planned) {
    for (PlannedRun run : planned) {
      if (run.goal().equals(goal)) {
        return migrator.run(run);
      }
    }
    return migrator.run(goal);
  }

  private MigrationReport attempt(
      Supplier<MigrationReport> command,
      BiFunction<TargetReport, MigrationReport, TargetReport> record) {
    try {
      MigrationReport done = command.get();
      report.accept(before -> record.apply(before, done));
      return done;
    } catch (MigrationFailedException e) {
      report.accept(before -> record.apply(before, e.report()));
      throw failed(e);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
  }

  private void attempt(Runnable check) {
    try {
      check.run();
    } catch (MigrationFailedException e) {
      report.accept(before -> before.migrated(e.report()));
      throw failed(e);
    } catch (RuntimeException | Error e) {
      throw failed(e);
    }
    report.accept(TargetReport::done);
  }

  /** What is to be thrown. */
  private RuntimeException failed(Throwable failure) {
    report.accept(
        before ->
            before.failed(
                failure instanceof MigrationException known ? known.diagnostics() : List.of()));
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }

  /** The one line that says how it ended. */
  private void log(MigrationReport migrated, int seeds) {
    String label = target.label().isEmpty() ? "" : target.label() + ": ";
    String summary =
        migrated.isNothing()
            ? "Nothing to do, the schema is up to date (%s applied)"
                .formatted(migrated.appliedBefore())
            : migrated.summary();
    String seeded = seeds == 0 ? "" : ", %s %s run".formatted(seeds, seeds == 1 ? "seed" : "seeds");
    log.atLevel(migrated.isNothing() && seeds == 0 ? nothingToDo : Level.INFO)
        .addKeyValue("migrations.target", target.name())
        .addKeyValue("migrations.steps", migrated.steps().size() + seeds)
        .addKeyValue("migrations.millis", migrated.took().toMillis())
        .log("{}{}{}", label, summary, seeded);
  }
}
