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

import dev.pgmigrations.history.Sql;
import java.time.Duration;
import java.util.Optional;

/**
 * How long the tries of a unit may wait for a lock.
 *
 * <p>What the file sets for itself is left alone: a mark beside {@code lock_timeout} tells our
 * values from others.
 *
 * @param fixed what the directive says, for all tries; empty for what the schedule says
 * @param longest whether each try gets the longest, for it would lose work otherwise
 */
record LockTimeouts(Optional<Duration> fixed, boolean longest) {

  private static final String MARK = "pgmigrations.lock_timeout";

  /** Switches it off for one statement, whoever has set it. */
  static final String OFF_FOR_NOW =
      "select pg_catalog.set_config('pgmigrations.lock_timeout_before',"
          + " pg_catalog.current_setting('lock_timeout'), false),"
          + " pg_catalog.set_config('lock_timeout', '0', false)";

  /** Takes {@link #OFF_FOR_NOW} back. */
  static final String AS_BEFORE =
      "select pg_catalog.set_config('lock_timeout',"
          + " pg_catalog.current_setting('pgmigrations.lock_timeout_before'), false)";

  /** By the schedule, unless a directive says something else. */
  static LockTimeouts scheduled(Optional<Duration> directive) {
    return new LockTimeouts(directive, false);
  }

  /** The longest of the schedule. */
  static LockTimeouts longest(Optional<Duration> directive) {
    return new LockTimeouts(directive, true);
  }

  /** Of a try. */
  Duration of(RetrySchedule schedule, int number, boolean losesWork) {
    return fixed.orElseGet(
        () -> longest || losesWork ? schedule.longest() : schedule.lockTimeout(number));
  }

  /** Once something is done that a further try would have to do again. */
  Duration afterWork(RetrySchedule schedule) {
    return fixed.orElseGet(schedule::longest);
  }

  /**
   * A statement that sets it, unless somebody else has.
   *
   * @param local for the transaction only
   */
  static String unlessOthers(Duration timeout, boolean local) {
    return "select %s where pg_catalog.current_setting('lock_timeout') = pg_catalog.current_setting('%s', true)"
        .formatted(setting(timeout, local), MARK);
  }

  /**
   * An item of a SELECT that sets it, with the mark.
   *
   * @param local for the transaction only
   */
  static String setting(Duration timeout, boolean local) {
    return "pg_catalog.set_config('%s', pg_catalog.set_config('lock_timeout', %s, %s), %s)"
        .formatted(MARK, Sql.literal(timeout.toMillis() + "ms"), local, local);
  }
}
