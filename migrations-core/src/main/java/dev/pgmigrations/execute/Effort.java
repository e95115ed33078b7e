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

/** One try of a unit: how long it may wait for locks, and what would be lost with it. */
final class Effort {

  private final Duration lockTimeout;
  private final Duration afterWork;
  private boolean wrote;

  Effort(Duration lockTimeout, Duration afterWork) {
    this.lockTimeout = lockTimeout;
    this.afterWork = afterWork;
  }

  /** Zero for as long as it takes. */
  Duration lockTimeout() {
    return lockTimeout;
  }

  /** The one from the first statement on that wrote rows. */
  Duration afterWork() {
    return afterWork;
  }

  /** Rows of a table that was there before are written. */
  void wrote() {
    wrote = true;
  }

  boolean hasWritten() {
    return wrote;
  }
}
