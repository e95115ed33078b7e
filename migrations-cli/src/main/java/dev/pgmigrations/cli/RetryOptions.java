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

package dev.pgmigrations.cli;

import dev.pgmigrations.execute.RetrySchedule;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How often, and how patiently, to try again what does not get its locks. */
final class RetryOptions {

  @Option(names = "--no-retry", description = "Wait for them as long as it takes instead.")
  boolean none;

  @Option(
      names = "--retry-lock-timeouts",
      paramLabel = "TIME",
      split = ",",
      description = "How long each try waits for a lock: 200ms,1s,5s. Ten tries by default.")
  @Nullable List<Duration> lockTimeouts;

  @Option(
      names = "--retry-first-pause",
      paramLabel = "TIME",
      description = "How long to pause at most after the first try; doubled after each. 100ms.")
  @Nullable Duration firstPause;

  @Option(
      names = "--retry-longest-pause",
      paramLabel = "TIME",
      description = "How long to pause at most. 60s.")
  @Nullable Duration longestPause;

  /**
   * As the core takes it.
   *
   * @throws IllegalArgumentException naming everything that is wrong
   */
  RetrySchedule schedule() {
    return RetrySchedule.of(!none, lockTimeouts, firstPause, longestPause);
  }
}
