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

package dev.pgmigrations.execute;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.watch.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ThreadLocalRandom;
import java.util.function.Consumer;
import java.util.stream.Collectors;

/** Tries a unit again that did not get its locks, until its schedule is spent. */
final class Attempts {

  private static final String NO_LOCK = "55P03";

  /** No lock in time, a deadlock, a concurrent change; never a cancelled statement (57014). */
  private static final Set<String> RETRIED = Set.of(NO_LOCK, "40P01", "40001");

  /** A try that took longer is not to be lost for a lock that a little patience would get. */
  private static final Duration MUCH_WORK = Duration.ofSeconds(5);

  private final RetrySchedule schedule;
  private final Watch watch;
  private final Events events;
  private final StopSignal stop;

  Attempts(RetrySchedule schedule, Watch watch, Events events, StopSignal stop) {
    this.schedule = schedule;
    this.watch = watch;
    this.events = events;
    this.stop = stop;
  }

  /**
   * Does it, again and again if need be.
   *
   * @param attempt leaves nothing behind when it throws
   */
  void run(MigrationId id, LockTimeouts timeouts, Consumer<Effort> attempt) {
    long begun = System.nanoTime();
    boolean losesWork = false;
    List<Blocker> blockers = List.of();
    for (int number = 1; ; number++) {
      Effort effort =
          new Effort(timeouts.of(schedule, number, losesWork), timeouts.afterWork(schedule));
      long start = System.nanoTime();
      try {
        attempt.accept(effort);
        return;
      } catch (StatementFailedException failure) {
        if (!RETRIED.contains(failure.sqlState())) {
          throw failure;
        }
        blockers = watch.blockers().isEmpty() ? blockers : watch.blockers();
        if (number == schedule.tries()) {
          throw explained(failure, number, since(begun), blockers);
        }
        losesWork |= effort.hasWritten() || since(start).compareTo(MUCH_WORK) > 0;
        pause(id, number, failure, blockers);
      }
    }
  }

  /** For what must not be lost; of a schedule that is off, as long as it takes. */
  Duration patience(Optional<Duration> directive) {
    return LockTimeouts.longest(directive).of(schedule, 1, true);
  }

  private void pause(
      MigrationId id, int number, StatementFailedException failure, List<Blocker> blockers) {
    watch.expectBlockers();
    long most = schedule.pauseAfter(number).toMillis();
    Duration pause = Duration.ofMillis(ThreadLocalRandom.current().nextLong(most + 1));
    events.tell(
        new MigrationEvent.UnitRetried(
            id, number, schedule.tries(), pause, failure.diagnostics().get(0), blockers));
    try {
      if (stop.awaitFor(pause)) {
        throw Stops.asked(failure);
      }
    } catch (InterruptedException e) {
      throw Stops.interrupted(failure);
    }
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private static StatementFailedException explained(
      StatementFailedException failure, int tries, Duration took, List<Blocker> blockers) {
    List<Diagnostic> diagnostics =
        failure.diagnostics().stream().map(d -> explained(d, tries, took, blockers)).toList();
    return new StatementFailedException(diagnostics, failure.sqlState(), failure);
  }

  private static Diagnostic explained(
      Diagnostic diagnostic, int tries, Duration took, List<Blocker> blockers) {
    StringBuilder message = new StringBuilder(diagnostic.message());
    if (tries > 1) {
      message.append("; tried %s times in %s s".formatted(tries, took.toSeconds()));
    }
    if (!blockers.isEmpty()) {
      message.append("; in the way: ").append(chain(blockers));
    }
    Diagnostic explained =
        new Diagnostic(
            diagnostic.severity(),
            diagnostic.code(),
            diagnostic.place(),
            message.toString(),
            diagnostic.kept(),
            diagnostic.fix());
    return blockers.isEmpty()
        ? explained
        : explained.fix(blockers.get(blockers.size() - 1).remedy());
  }

  private static String chain(List<Blocker> blockers) {
    return blockers.stream()
        .map(Blocker::toString)
        .collect(Collectors.joining(", which waits for "));
  }
}
