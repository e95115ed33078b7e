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
import java.util.StringJoiner;

/**
 * A session that another one waits for, or a prepared transaction.
 *
 * @param pid of its backend; 0 for a prepared transaction, which has none
 * @param user as which it is logged in; empty for a process of the server's own
 * @param application as it calls itself, or what process of the server it is; may be empty
 * @param client its address, {@code local} for a socket; empty if this role may not see it
 * @param state as {@code pg_stat_activity} has it, {@code idle in transaction} say; empty if this
 *     role may not see it
 * @param transactionAge since when its transaction is open; zero where there is none, or if this
 *     role may not see it
 * @param query its statement, or the last one if it is idle: the first words, secrets masked; empty
 *     if it may not be seen or is not to be shown
 */
public record Blocker(
    int pid,
    String user,
    String application,
    String client,
    String state,
    Duration transactionAge,
    String query) {

  @Override
  public String toString() {
    StringJoiner about = new StringJoiner(", ", " (", ")").setEmptyValue("");
    add(about, "application '%s'", application);
    add(about, "user %s", user);
    add(about, "from %s", client);
    if (pid != 0) {
      add(about, "%s", state);
    }
    if (!transactionAge.isZero()) {
      about.add("transaction open for %s s".formatted(transactionAge.toSeconds()));
    }
    return (pid == 0 ? state : "pid " + pid) + about + (query.isEmpty() ? "" : ": " + query);
  }

  /** What to do where it stays in the way. */
  public String remedy() {
    return pid == 0
        ? "commit or roll back the prepared transaction that is in the way (pg_prepared_xacts), and"
            + " run again"
        : "let pid %1$s finish, or end it: select pg_terminate_backend(%1$s), and run again"
            .formatted(pid);
  }

  private static void add(StringJoiner about, String text, String value) {
    if (!value.isEmpty()) {
      about.add(text.formatted(value));
    }
  }
}
