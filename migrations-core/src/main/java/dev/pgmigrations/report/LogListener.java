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
import dev.pgmigrations.event.LockHolder;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.plan.Step;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.slf4j.event.Level;

/**
 * Writes a run into the log, a line for each thing worth one. Failures are left to who catches
 * them.
 */
public final class LogListener implements MigrationListener {

  private static final Logger log = LoggerFactory.getLogger("dev.pgmigrations.migrate");

  private final String prefix;

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
    if (event instanceof MigrationEvent.LockAwaited awaited) {
      log.info(
          "{}Waiting for another run since {}: {}",
          prefix,
          Durations.text(awaited.waited()),
          awaited.holder().map(LockHolder::toString).orElse("it just ended"));
    } else if (event instanceof MigrationEvent.Planned planned) {
      planned.plan().warnings().forEach(this::warn);
    } else if (event instanceof MigrationEvent.Warned warned) {
      warn(warned.diagnostic());
    } else if (event instanceof MigrationEvent.StepStarted started) {
      log.debug("{}{} of {}: {}", prefix, started.number(), started.count(), name(started.step()));
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
