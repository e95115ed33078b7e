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

import java.time.Duration;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Estimates what is left from how fast it went lately: a moving average over about half a minute,
 * begun anew with each phase.
 */
final class TimeLeft {

  private static final double WINDOW = 30;
  private static final double FIRST = 2;
  private static final Duration LONGEST = Duration.ofDays(30);

  private @Nullable String phase;
  private double begin;
  private double last;
  private double lastDone;
  private double speed;

  /**
   * Takes a further measurement.
   *
   * @param done of the whole, from 0 to 1
   * @return empty in the first two seconds of a phase, and while nothing moves
   */
  Optional<Duration> after(String nowIn, Duration elapsed, double done) {
    double now = elapsed.toMillis() / 1000.0;
    if (!nowIn.equals(phase) || now < last) {
      phase = nowIn;
      begin = now;
      speed = 0;
    } else if (now > last) {
      double weight = (now - last) / Math.min(now - begin, WINDOW);
      speed += weight * ((done - lastDone) / (now - last) - speed);
    }
    last = now;
    lastDone = done;
    return now - begin < FIRST || speed <= 0 ? Optional.empty() : left((1 - done) / speed);
  }

  private static Optional<Duration> left(double seconds) {
    return seconds > LONGEST.toSeconds()
        ? Optional.empty()
        : Optional.of(Duration.ofMillis(Math.round(seconds * 1000)));
  }

  /** Nothing counts any more: another statement, or a phase that waits. */
  void forget() {
    phase = null;
  }
}
