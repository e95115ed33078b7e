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
import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A run of a target that leaves the migrating to somebody else. */
final class PendingRun {

  private static final Logger log = LoggerFactory.getLogger(PendingRun.class);

  /** How often to say that it is still waiting. */
  private static final Duration HEARTBEAT = Duration.ofSeconds(30);

  private final MigrationTarget target;
  private final Migrator migrator;
  private final Stop stop;

  PendingRun(MigrationTarget target, Migrator migrator, Stop stop) {
    this.target = target;
    this.migrator = migrator;
    this.stop = stop;
  }

  /** Makes sure that nothing is pending. */
  void validate() {
    PendingMigrations pending = pending();
    rejectErrors(pending);
    if (!pending.isNothing()) {
      throw new MigrationsPendingException(
          List.of(
              Diagnostic.error("pending", pending.text())
                  .kept("everything as it was")
                  .fix(
                      "apply them before this application starts, or set migrations.mode=migrate")),
          null);
    }
    log.info("{}Nothing is pending ({} applied)", label(), pending.applied());
  }

  private PendingMigrations pending() {
    return PendingMigrations.of(target, migrator.status());
  }

  private static void rejectErrors(PendingMigrations pending) {
    if (!pending.errors().isEmpty()) {
      throw new PlanRejectedException(pending.errors());
    }
  }

  /** Asks again and again until nothing is pending; a database that is not there yet may come. */
  void await(RunMode.Wait wait) {
    long start = System.nanoTime();
    @Nullable String told = null;
    long toldAt = start;
    while (true) {
      Answer answer = ask();
      if (answer.done()) {
        log.info("{}{}", label(), answer.text());
        return;
      }
      long now = System.nanoTime();
      if (wait.timeout().isPresent() && now - start >= wait.timeout().get().toNanos()) {
        throw waitedEnough(wait.timeout().get(), answer);
      }
      if (!answer.text().equals(told) || now - toldAt >= HEARTBEAT.toNanos()) {
        Duration waited = Duration.ofSeconds(Duration.ofNanos(now - start).toSeconds());
        log.info("{}Waiting for {}, {} so far", label(), answer.text(), seconds(waited));
        told = answer.text();
        toldAt = now;
      }
      pause(wait.pollInterval(), answer);
    }
  }

  /**
   * What the database says now.
   *
   * @param text what is missing, or how it is well
   */
  private record Answer(boolean done, String text, @Nullable RuntimeException failure) {}

  private Answer ask() {
    try {
      PendingMigrations pending = pending();
      if (pending.names().isEmpty()) {
        rejectErrors(pending);
        return new Answer(
            true, "Nothing is pending (%s applied)".formatted(pending.applied()), null);
      }
      return new Answer(false, "somebody to migrate: " + pending.text(), null);
    } catch (DatabaseUnavailableException e) {
      return new Answer(false, "the database: " + e.diagnostics().get(0).message(), e);
    }
  }

  private static MigrationsPendingException waitedEnough(Duration timeout, Answer answer) {
    return new MigrationsPendingException(
        List.of(
            Diagnostic.error(
                    "wait-timeout", "waited %s for %s".formatted(seconds(timeout), answer.text()))
                .kept("everything as it was")
                .fix("see why nobody migrates, or raise migrations.wait.timeout")),
        answer.failure());
  }

  private void pause(Duration time, Answer answer) {
    try {
      if (stop.within(time.toNanos())) {
        throw ended("stopped", "the application stops; it was waiting for ", answer, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw ended("interrupted", "was interrupted while waiting for ", answer, e);
    }
  }

  private static MigrationsPendingException ended(
      String code, String what, Answer answer, @Nullable InterruptedException cause) {
    return new MigrationsPendingException(
        List.of(Diagnostic.error(code, what + answer.text()).kept("everything as it was")), cause);
  }

  private static String seconds(Duration duration) {
    return duration.toMillis() % 1000 == 0
        ? duration.toSeconds() + " s"
        : duration.toMillis() + " ms";
  }

  private String label() {
    return target.label().isEmpty() ? "" : target.label() + ": ";
  }
}
