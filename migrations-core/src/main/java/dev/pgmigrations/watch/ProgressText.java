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

package dev.pgmigrations.watch;

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Progress;
import java.time.Duration;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalInt;

/** Puts what was counted into words. */
final class ProgressText {

  /** All of it is not done before the server says so. */
  private static final int MOST = 99;

  private ProgressText() {}

  /**
   * Of a statement that a progress view shows.
   *
   * @param locker the session that is waited for in a phase that waits
   */
  static Progress of(
      Counters counters, OptionalDouble done, Optional<Duration> left, Optional<Blocker> locker) {
    return new Progress(counters.phase(), percent(done), left, detail(counters, locker));
  }

  private static String detail(Counters counters, Optional<Blocker> locker) {
    if (counters.isWaiting() && counters.lockers() > 0) {
      String who =
          locker
              .map(Blocker::toString)
              .orElseGet(() -> counters.locker() == 0 ? "" : "pid " + counters.locker());
      return "waiting for %s of %s transactions%s"
          .formatted(
              counters.lockers() - counters.lockersDone(),
              counters.lockers(),
              who.isEmpty() ? "" : ": " + who);
    }
    if (counters.parts() > 0) {
      return "%s of %s partitions done".formatted(counters.partsDone(), counters.parts());
    }
    return counters.rows() > 0 ? "%s rows".formatted(counters.rows()) : "";
  }

  /** Of data that go over. */
  static Progress copied(long sent, long total, Optional<Duration> left) {
    OptionalDouble done =
        total <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sent / total);
    String bytes =
        total <= 0
            ? Bytes.text(sent)
            : "%s of %s".formatted(Bytes.text(sent), Bytes.text(Math.max(sent, total)));
    return new Progress("copying", percent(done), left, bytes);
  }

  /** Of a statement that shows nothing else. */
  static Progress written(long wal) {
    return new Progress(
        "",
        OptionalInt.empty(),
        Optional.empty(),
        Bytes.text(wal) + " of WAL written on the server meanwhile");
  }

  private static OptionalInt percent(OptionalDouble done) {
    return done.isEmpty()
        ? OptionalInt.empty()
        : OptionalInt.of((int) Math.min(MOST, Math.floor(done.getAsDouble() * 100)));
  }
}
