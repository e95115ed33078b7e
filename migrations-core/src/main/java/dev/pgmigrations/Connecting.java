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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.execute.Database;
import java.time.Duration;
import java.util.List;
import java.util.Objects;

/** Connects to a database that may still be starting. */
final class Connecting {

  private static final Duration FIRST_PAUSE = Duration.ofMillis(200);
  private static final Duration LONGEST_PAUSE = Duration.ofSeconds(2);

  private final Work work;
  private final StopSignal stop;
  private final Events events;
  private final long start = System.nanoTime();
  private String told = "";

  Connecting(Work work, StopSignal stop, Events events) {
    this.work = work;
    this.stop = stop;
    this.events = events;
  }

  /**
   * Tries until there is a connection, the time is over, or trying again is of no use.
   *
   * @throws DatabaseUnavailableException saying how long it was tried
   * @throws dev.pgmigrations.diagnostic.MigrationStoppedException if the run was asked to end
   */
  Database open() {
    Duration limit = work.settings().connectRetry();
    Duration pause = FIRST_PAUSE;
    while (true) {
      try {
        return work.open();
      } catch (DatabaseUnavailableException e) {
        Duration waited = Duration.ofNanos(System.nanoTime() - start);
        Duration left = limit.minus(waited);
        if (!Database.maySoonBeThere(e) || limit.isZero()) {
          throw e;
        }
        if (left.isNegative() || left.isZero()) {
          throw givenUp(e, waited);
        }
        tell(e.diagnostics().get(0), waited, limit);
        stop.pause(left.compareTo(pause) < 0 ? left : pause, "the database");
        Duration doubled = pause.multipliedBy(2);
        pause = doubled.compareTo(LONGEST_PAUSE) > 0 ? LONGEST_PAUSE : doubled;
      }
    }
  }

  /** A reason that differs in numbers only is the same: a pool counts who waits, and how long. */
  private void tell(Diagnostic reason, Duration waited, Duration limit) {
    String text = reason.toString().replaceAll("[0-9]+", "");
    if (!text.equals(told)) {
      events.tell(new MigrationEvent.ConnectionAwaited(reason, waited, limit));
      told = text;
    }
  }

  private static DatabaseUnavailableException givenUp(
      DatabaseUnavailableException last, Duration waited) {
    Diagnostic diagnostic = last.diagnostics().get(0);
    return new DatabaseUnavailableException(
        List.of(
            new Diagnostic(
                diagnostic.severity(),
                diagnostic.code(),
                diagnostic.place(),
                "after %s s of trying, %s".formatted(waited.toSeconds(), diagnostic.message()),
                diagnostic.kept(),
                Objects.requireNonNullElse(diagnostic.fix(), "")
                    + "; if it only needs longer, raise migrations.connect-retry")),
        last);
  }
}
