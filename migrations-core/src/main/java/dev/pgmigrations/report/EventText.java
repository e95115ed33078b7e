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

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.LockHolder;
import dev.pgmigrations.event.MigrationEvent;
import java.util.List;
import java.util.stream.Collectors;

/** What happened, in the words that the log and the command line share. */
public final class EventText {

  private EventText() {}

  /** A statement takes long: where, since when, and how far it is. */
  public static String of(MigrationEvent.StatementRunning running) {
    return "%s runs since %s%s"
        .formatted(
            place(running.place()),
            Durations.text(running.elapsed()),
            running.progress().map(progress -> ": " + progress).orElse(""));
  }

  /** A statement waits: where, since when, and for whom, down to the root. */
  public static String of(MigrationEvent.StatementBlocked blocked) {
    return "%s waits since %s for %s"
        .formatted(
            place(blocked.place()), Durations.text(blocked.waited()), chain(blocked.blockers()));
  }

  /** A try failed, and there is another one. */
  public static String of(MigrationEvent.UnitRetried retried) {
    return "try %s of %s failed, nothing of it is kept, the next in %s: [%s] %s%s"
        .formatted(
            retried.attempt(),
            retried.attempts(),
            Durations.text(retried.pause()),
            retried.reason().code(),
            retried.reason().message(),
            retried.blockers().isEmpty() ? "" : "; in the way: " + chain(retried.blockers()));
  }

  /** Another run has the lock: {@code since 12 s: …}, and who it is. */
  public static String of(MigrationEvent.LockAwaited awaited) {
    return "since %s: %s"
        .formatted(
            Durations.text(awaited.waited()),
            awaited.holder().map(LockHolder::toString).orElse("it just ended"));
  }

  /** The history table is locked: {@code since 2.1 s: it is locked by …}, and by whom. */
  public static String of(MigrationEvent.HistoryAwaited awaited) {
    return "since %s: it is locked by %s"
        .formatted(Durations.text(awaited.waited()), chain(awaited.blockers()));
  }

  private static String place(String place) {
    return place.isEmpty() ? "a statement of the history" : place;
  }

  /** Who is in the way of what is in the way, the root last. */
  public static String chain(List<Blocker> blockers) {
    return blockers.stream()
        .map(Blocker::toString)
        .collect(Collectors.joining("; that one waits for "));
  }
}
