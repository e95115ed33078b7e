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

import java.time.Duration;
import java.util.Optional;

/** What a run does. */
public sealed interface RunMode {

  /** Applies what is pending. */
  record Migrate() implements RunMode {}

  /** Fails if anything is pending; changes nothing. */
  record Validate() implements RunMode {}

  /**
   * Waits until somebody else, a Kubernetes Job say, has applied everything; changes nothing and
   * takes no lock.
   *
   * @param pollInterval how long to wait before asking the database again; more than zero
   * @param timeout how long to wait in all; empty: without end
   */
  record Wait(Duration pollInterval, Optional<Duration> timeout) implements RunMode {

    public Wait {
      if (pollInterval.isZero() || pollInterval.isNegative()) {
        throw new IllegalArgumentException(
            "poll-interval is %s; give more than zero".formatted(pollInterval));
      }
      timeout
          .filter(Duration::isNegative)
          .ifPresent(
              negative -> {
                throw new IllegalArgumentException(
                    "timeout is %s; give zero or more".formatted(negative));
              });
    }
  }
}
