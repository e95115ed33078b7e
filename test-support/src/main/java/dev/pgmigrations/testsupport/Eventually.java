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

package dev.pgmigrations.testsupport;

import java.time.Duration;
import java.util.function.BooleanSupplier;

/** Waits for something that another process brings about; polls, with a deadline. */
public final class Eventually {

  private static final long SHORTEST_MILLIS = 10;
  private static final long LONGEST_MILLIS = 100;

  private final Duration patience;

  private Eventually(Duration patience) {
    this.patience = patience;
  }

  public static Eventually within(Duration patience) {
    return new Eventually(patience);
  }

  /**
   * Waits until it is so.
   *
   * @param what is to be so, for the message
   * @throws AssertionError if it is not in time
   */
  public void isTrue(String what, BooleanSupplier condition) {
    long deadline = System.nanoTime() + patience.toNanos();
    long pause = SHORTEST_MILLIS;
    while (!condition.getAsBoolean()) {
      if (System.nanoTime() > deadline) {
        throw new AssertionError("not within %d ms: %s".formatted(patience.toMillis(), what));
      }
      try {
        Thread.sleep(pause);
        // Most conditions are asked over a new connection, which costs more than such a pause.
        pause = Math.min(LONGEST_MILLIS, pause + pause / 2);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
        throw new AssertionError("interrupted before: " + what, e);
      }
    }
  }
}
