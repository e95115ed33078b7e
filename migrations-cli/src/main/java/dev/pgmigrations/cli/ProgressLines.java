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

package dev.pgmigrations.cli;

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.report.Durations;
import dev.pgmigrations.report.EventText;
import java.time.Duration;

/**
 * Tells a person how a run goes: a line when a step begins and one when it ends, and for a
 * statement that takes long a line that is written over; where nothing can be written over, a line
 * now and then.
 */
final class ProgressLines implements MigrationListener {

  private static final Duration OFTEN = Duration.ofSeconds(10);

  private final Page page;
  private final Style style;
  private String running = "";
  private Duration told = Duration.ZERO;

  ProgressLines(Page page) {
    this.page = page;
    this.style = page.style();
  }

  @Override
  public synchronized void on(MigrationEvent event) {
    if (event instanceof MigrationEvent.Planned planned) {
      planned.plan().warnings().forEach(w -> page.line(new DiagnosticText(style).of(w)));
    } else if (event instanceof MigrationEvent.Warned warned) {
      page.line(new DiagnosticText(style).of(warned.diagnostic()));
    } else if (event instanceof MigrationEvent.StepStarted started) {
      page.line(
          "> %s (%s of %s)".formatted(name(started.step()), started.number(), started.count()));
    } else if (event instanceof MigrationEvent.StatementRunning statement) {
      running(statement);
    } else if (event instanceof MigrationEvent.StatementBlocked blocked) {
      page.line(style.notable("  " + EventText.of(blocked)));
    } else if (event instanceof MigrationEvent.UnitRetried retried) {
      page.line(style.notable("  " + EventText.of(retried)));
    } else if (event instanceof MigrationEvent.UnitFinished unit) {
      page.line("  %s of %s statements are done and kept".formatted(unit.done(), unit.total()));
    } else if (event instanceof MigrationEvent.NoticeRaised notice) {
      page.line("  %s: %s".formatted(notice.severity(), notice.message()));
    } else if (event instanceof MigrationEvent.LockAwaited awaited) {
      said("waiting for another run " + EventText.of(awaited));
    } else if (event instanceof MigrationEvent.HistoryAwaited awaited) {
      page.line(style.notable(text(awaited)));
    } else if (event instanceof MigrationEvent.ConnectionAwaited awaited) {
      said(
          "waiting for the database, at most %s: [%s] %s"
              .formatted(
                  Durations.text(awaited.limit()),
                  awaited.reason().code(),
                  awaited.reason().message()));
    } else if (event instanceof MigrationEvent.StepFinished finished) {
      finished(finished);
    } else if (event instanceof MigrationEvent.StepFailed failed) {
      page.line(style.bad("x %s failed".formatted(name(failed.step()))));
    }
  }

  static String text(MigrationEvent.HistoryAwaited awaited) {
    return "waiting for the history table " + EventText.of(awaited);
  }

  private void said(String text) {
    if (page.isLive()) {
      page.live(text);
    } else {
      page.line(text);
    }
  }

  private void running(MigrationEvent.StatementRunning statement) {
    String text = "  " + EventText.of(statement);
    if (page.isLive()) {
      page.live(text);
    } else if (isDue(statement)) {
      page.line(text);
    }
  }

  private boolean isDue(MigrationEvent.StatementRunning statement) {
    boolean isNew = !statement.place().equals(running) || statement.elapsed().compareTo(told) < 0;
    if (!isNew && statement.elapsed().minus(told).compareTo(OFTEN) < 0) {
      return false;
    }
    running = statement.place();
    told = statement.elapsed();
    return true;
  }

  private void finished(MigrationEvent.StepFinished finished) {
    Step step = finished.step();
    int units = step.begin().units();
    page.line(
        "%s %s (%s%s)"
            .formatted(
                sign(step.direction()),
                name(step),
                Durations.text(finished.took()),
                units > 1 ? ", in " + units + " units" : ""));
  }

  private String sign(Direction direction) {
    return switch (direction) {
      case UP -> style.good("+");
      case DOWN -> style.notable("-");
      case MARK -> style.good("=");
    };
  }

  private static String name(Step step) {
    return step.id().named(step.description());
  }
}
