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

package dev.pgmigrations.report;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.plan.Step;
import java.util.List;
import java.util.OptionalInt;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;
import org.slf4j.spi.LoggingEventBuilder;

/**
 * Writes a run into the log, a line for each thing worth one. Failures are left to who catches
 * them.
 */
public final class LogListener implements MigrationListener {

  private static final Logger log = LoggerFactory.getLogger("dev.pgmigrations.migrate");

  private final String prefix;
  private final GrowingInterval runningLine = new GrowingInterval();
  private String step = "";

  /**
   * A listener.
   *
   * @param name of the target, empty if there is only one
   */
  public LogListener(String name) {
    this.prefix = name.isEmpty() ? "" : name + ": ";
  }

  @Override
  public void on(MigrationEvent event) {
    // First what each run tells: one with nothing to do then loads no class of the others.
    if (event instanceof MigrationEvent.Planned planned) {
      for (Diagnostic warning : planned.plan().warnings()) {
        warn(warning);
      }
    } else if (event instanceof MigrationEvent.RunStarted
        || event instanceof MigrationEvent.RunFinished) {
      return; // Told by who runs.
    } else if (event instanceof MigrationEvent.LockAwaited awaited) {
      log.info("{}Waiting for another run {}", prefix, EventText.of(awaited));
    } else if (event instanceof MigrationEvent.Warned warned) {
      warn(warned.diagnostic());
    } else if (event instanceof MigrationEvent.StepStarted started) {
      step = name(started.step());
      runningLine.reset();
      log.debug("{}{} of {}: {}", prefix, started.number(), started.count(), step);
    } else if (event instanceof MigrationEvent.StatementRunning running) {
      running(running);
    } else if (event instanceof MigrationEvent.StatementBlocked blocked) {
      blocked(blocked);
    } else if (event instanceof MigrationEvent.UnitRetried retried) {
      retried(retried);
    } else if (event instanceof MigrationEvent.ConnectionAwaited awaited) {
      awaited(awaited);
    } else if (event instanceof MigrationEvent.HistoryAwaited awaited) {
      awaited(awaited);
    } else if (event instanceof MigrationEvent.UnitFinished unit) {
      log.info("{}{}: {} of {} statements", prefix, unit.id(), unit.done(), unit.total());
    } else if (event instanceof MigrationEvent.NoticeRaised notice) {
      log.info("{}{}: {} {}", prefix, notice.id(), notice.severity(), notice.message());
    } else if (event instanceof MigrationEvent.StepFinished finished) {
      finished(finished);
    }
  }

  private void warn(Diagnostic diagnostic) {
    Level level = diagnostic.severity() == Severity.NOTE ? Level.INFO : Level.WARN;
    log.atLevel(level).log("{}{}", prefix, diagnostic);
  }

  /** Whom it waits for is said in a line of its own. */
  private void running(MigrationEvent.StatementRunning running) {
    boolean knowsMore = running.progress().filter(p -> !p.phase().isEmpty()).isPresent();
    if ((!running.blockers().isEmpty() && !knowsMore)
        || !runningLine.isDue(running.place(), running.elapsed())) {
      return;
    }
    LoggingEventBuilder line =
        log.atInfo()
            .addKeyValue("migration.id", running.id())
            .addKeyValue("migration.place", running.place())
            .addKeyValue("migration.millis", running.elapsed().toMillis());
    OptionalInt percent = running.progress().map(Progress::percent).orElse(OptionalInt.empty());
    if (percent.isPresent()) {
      line = line.addKeyValue("migration.percent", percent.getAsInt());
    }
    line.log("{}{}: {}", prefix, step, EventText.of(running));
  }

  private void blocked(MigrationEvent.StatementBlocked blocked) {
    List<Blocker> chain = blocked.blockers();
    log.atWarn()
        .addKeyValue("migration.id", blocked.id())
        .addKeyValue("migration.place", blocked.place())
        .addKeyValue("migration.millis", blocked.waited().toMillis())
        .addKeyValue("migration.blocker", chain.get(chain.size() - 1).pid())
        .log("{}{}: {}", prefix, step, EventText.of(blocked));
  }

  private void retried(MigrationEvent.UnitRetried retried) {
    log.atWarn()
        .addKeyValue("migration.id", retried.id())
        .addKeyValue("migration.attempt", retried.attempt())
        .log("{}{}: {}", prefix, step, EventText.of(retried));
  }

  private void awaited(MigrationEvent.HistoryAwaited awaited) {
    List<Blocker> chain = awaited.blockers();
    log.atWarn()
        .addKeyValue("migration.millis", awaited.waited().toMillis())
        .addKeyValue("migration.blocker", chain.get(chain.size() - 1).pid())
        .log("{}Waiting for the history table {}", prefix, EventText.of(awaited));
  }

  private void awaited(MigrationEvent.ConnectionAwaited awaited) {
    log.atWarn()
        .addKeyValue("migration.millis", awaited.waited().toMillis())
        .log(
            "{}Waiting for the database since {}, at most {}: [{}] {}",
            prefix,
            Durations.text(awaited.waited()),
            Durations.text(awaited.limit()),
            awaited.reason().code(),
            awaited.reason().message());
  }

  private void finished(MigrationEvent.StepFinished finished) {
    Step step = finished.step();
    String verb =
        switch (step.direction()) {
          case UP -> "Applied";
          case DOWN -> "Undid";
          case MARK -> "Recorded";
        };
    int units = step.begin().units();
    log.atInfo()
        .addKeyValue("migration.id", step.id())
        .addKeyValue("migration.direction", step.direction().stored())
        .addKeyValue("migration.millis", finished.took().toMillis())
        .log(
            "{}{} {} ({}){}",
            prefix,
            verb,
            name(step),
            Durations.text(finished.took()),
            units > 1 ? " in " + units + " units" : "");
  }

  private static String name(Step step) {
    return step.id().named(step.description());
  }
}
