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

import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/**
 * How often a unit is tried when it does not get its locks, how long each try may wait for one, and
 * how long to pause between tries.
 *
 * <p>A statement that waits for a lock makes everybody who comes later wait behind it, readers too.
 * So it waits for a short time, lets the others through, and tries again. Some tries wait longer
 * than a second: PostgreSQL cancels an autovacuum that is in the way only after {@code
 * deadlock_timeout}, one second by default.
 *
 * @param lockTimeouts of each try, in order; one for a single try
 * @param firstPause at most, after the first try; doubled after each further one
 * @param longestPause at most, after any try; the actual pause is random between zero and the most
 * @see <a href="https://www.postgresql.org/docs/current/runtime-config-client.html">PostgreSQL,
 *     lock_timeout</a>
 */
public record RetrySchedule(
    List<Duration> lockTimeouts, Duration firstPause, Duration longestPause) {

  /** Ten tries within about four minutes. */
  public static final RetrySchedule DEFAULT =
      new RetrySchedule(
          List.of(
              Duration.ofMillis(200),
              Duration.ofMillis(200),
              Duration.ofMillis(500),
              Duration.ofMillis(500),
              Duration.ofMillis(1500),
              Duration.ofMillis(500),
              Duration.ofMillis(500),
              Duration.ofSeconds(3),
              Duration.ofSeconds(1),
              Duration.ofSeconds(5)),
          Duration.ofMillis(100),
          Duration.ofSeconds(60));

  /** One try that waits as long as it takes. */
  public static final RetrySchedule OFF =
      new RetrySchedule(List.of(Duration.ZERO), Duration.ZERO, Duration.ZERO);

  /**
   * A schedule.
   *
   * @throws IllegalArgumentException naming everything that is wrong
   */
  public RetrySchedule {
    lockTimeouts = List.copyOf(lockTimeouts);
    List<String> wrong = new ArrayList<>();
    if (lockTimeouts.isEmpty()) {
      wrong.add("retry.lock-timeouts are empty; give one for each try");
    }
    if (lockTimeouts.size() > 1 && Collections.min(lockTimeouts).toMillis() < 1) {
      wrong.add(
          "retry.lock-timeouts are %s; give a millisecond or more each".formatted(lockTimeouts));
    }
    if (firstPause.isNegative() || longestPause.isNegative()) {
      wrong.add("the pauses of retry are negative; give zero or more");
    }
    if (firstPause.compareTo(longestPause) > 0) {
      wrong.add(
          "retry.first-pause is %s, longer than retry.longest-pause, %s"
              .formatted(firstPause, longestPause));
    }
    if (!wrong.isEmpty()) {
      throw new IllegalArgumentException(String.join("; ", wrong));
    }
  }

  /**
   * The default schedule with what is given instead.
   *
   * @param enabled false for {@link #OFF}; what is given is checked all the same
   * @throws IllegalArgumentException naming everything that is wrong
   */
  public static RetrySchedule of(
      boolean enabled,
      @Nullable List<Duration> lockTimeouts,
      @Nullable Duration firstPause,
      @Nullable Duration longestPause) {
    RetrySchedule given =
        new RetrySchedule(
            Objects.requireNonNullElse(lockTimeouts, DEFAULT.lockTimeouts()),
            Objects.requireNonNullElse(firstPause, DEFAULT.firstPause()),
            Objects.requireNonNullElse(longestPause, DEFAULT.longestPause()));
    return enabled ? given : OFF;
  }

  /** How often it is tried in all. */
  int tries() {
    return lockTimeouts.size();
  }

  /** Of a try, from 1. */
  Duration lockTimeout(int number) {
    return lockTimeouts.get(number - 1);
  }

  /** The longest of all; for tries that would lose work. */
  Duration longest() {
    return lockTimeouts.stream().max(Comparator.naturalOrder()).orElseThrow();
  }

  /** The most to pause after a try, from 1. */
  Duration pauseAfter(int number) {
    Duration doubled = firstPause.multipliedBy(1L << Math.min(number - 1, 30));
    return doubled.compareTo(longestPause) > 0 ? longestPause : doubled;
  }
}
