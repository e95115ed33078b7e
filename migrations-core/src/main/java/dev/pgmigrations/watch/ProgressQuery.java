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
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Reads how far the statement of a backend is, on any connection. */
public final class ProgressQuery {

  private ProgressQuery() {}

  /**
   * Looks once; so there is no time left in it, which takes several looks.
   *
   * @return empty if the backend is gone or idle, or its statement has no progress view
   */
  public static Optional<Progress> of(JdbcClient jdbc, int pid) {
    return Look.at(jdbc, pid)
        .filter(Look::isActive)
        .flatMap(Look::counters)
        .map(
            counters ->
                ProgressText.of(
                    counters, Phases.done(counters), Optional.empty(), locker(jdbc, counters)));
  }

  private static Optional<Blocker> locker(JdbcClient jdbc, Counters counters) {
    return counters.isWaiting() && counters.locker() != 0
        ? new Sessions(jdbc, false).of(counters.locker())
        : Optional.empty();
  }
}
