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

import java.time.Duration;
import java.util.List;

/** Says when a line about something that goes on is due: soon at first, more and more rarely. */
final class GrowingInterval {

  private static final List<Duration> FIRST =
      List.of(Duration.ZERO, Duration.ofSeconds(5), Duration.ofSeconds(10), Duration.ofSeconds(20));
  private static final Duration EVERY = Duration.ofSeconds(30);

  private String what = "";
  private Duration last = Duration.ZERO;
  private Duration next = Duration.ZERO;

  /**
   * Whether it is time.
   *
   * @param thing what goes on; another one begins anew, and so does one whose time runs again
   */
  boolean isDue(String thing, Duration elapsed) {
    if (!thing.equals(what) || elapsed.compareTo(last) < 0) {
      what = thing;
      next = Duration.ZERO;
    }
    last = elapsed;
    if (elapsed.compareTo(next) < 0) {
      return false;
    }
    next =
        FIRST.stream()
            .filter(time -> time.compareTo(elapsed) > 0)
            .findFirst()
            .orElseGet(() -> elapsed.plus(EVERY));
    return true;
  }

  /** Something else begins. */
  void reset() {
    what = "";
    last = Duration.ZERO;
    next = Duration.ZERO;
  }
}
