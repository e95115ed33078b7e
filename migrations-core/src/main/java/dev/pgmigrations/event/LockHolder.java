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

package dev.pgmigrations.event;

import java.time.Duration;
import java.util.Optional;

/**
 * The session that holds the lock of a history.
 *
 * @param pid of its backend
 * @param application as it calls itself, without what it does
 * @param user as which it is logged in
 * @param client its host or address, {@code local} for a socket
 * @param connectedFor how long it has been connected
 * @param migration that it runs; empty between migrations, and where it is no run of ours
 * @param doing its statement, or the last one if it is idle: the first words, secrets masked; empty
 *     if this role may not see it
 * @param doingFor how long that statement has been running
 * @param progress of that statement, as far as PostgreSQL tells
 */
public record LockHolder(
    int pid,
    String application,
    String user,
    String client,
    Duration connectedFor,
    Optional<String> migration,
    String doing,
    Duration doingFor,
    Optional<Progress> progress) {

  @Override
  public String toString() {
    StringBuilder text =
        new StringBuilder(
            "pid %s (application '%s', user %s, from %s, connected for %s s)"
                .formatted(pid, application, user, client, connectedFor.toSeconds()));
    migration.ifPresent(m -> text.append(", migrating ").append(m));
    if (!doing.isEmpty()) {
      text.append(", its statement, for %s s: %s".formatted(doingFor.toSeconds(), doing));
    }
    progress.ifPresent(p -> text.append(" (").append(p).append(')'));
    return text.toString();
  }
}
