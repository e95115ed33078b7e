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

package dev.pgmigrations.diagnostic;

import java.util.List;

/**
 * Between this run and the server stands a connection pooler that keeps no session for a client.
 * The lock of a session keeps nobody away there.
 */
public final class PoolerException extends MigrationException {

  public PoolerException(List<Diagnostic> diagnostics) {
    super(diagnostics, null);
  }

  /**
   * A refusal to lock a session that others use as well.
   *
   * @param evidence that it is so
   */
  public static PoolerException sharedSession(String evidence) {
    return new PoolerException(
        List.of(
            Diagnostic.error(
                    "pooler",
                    "a connection pooler in transaction mode is between this run and the server,"
                        + " and a session's lock keeps nobody away there: "
                        + evidence)
                .kept("what was finished before")
                .fix(
                    "give a direct url in migrations.url: the server's own host and port, with Neon"
                        + " the host without -pooler; or set"
                        + " migrations.lock.strategy=transaction")));
  }

  /**
   * A refusal to rely on a session that is not always the same.
   *
   * @param first the server's process that answered first
   * @param then the one that answered then
   */
  public static PoolerException movedSession(int first, int then) {
    return sharedSession(
        "this session was answered by the server's process %s first and by %s then"
            .formatted(first, then));
  }

  /**
   * The lock has a connection to the server, and there is none for the work.
   *
   * @param seconds that were waited
   */
  public static PoolerException noSecondConnection(long seconds) {
    return new PoolerException(
        List.of(
            Diagnostic.error(
                    "pooler",
                    "the pooler has no second connection to the server: with"
                        + " lock.strategy=transaction the lock keeps one for itself, and none for"
                        + " the migrations came within "
                        + seconds
                        + " s")
                .kept("everything as it was")
                .fix(
                    "give this user's pool two connections or more (PgBouncer: default_pool_size,"
                        + " pool_size), or a direct url in migrations.url")));
  }

  /** The pooler allows no transactions. */
  public static PoolerException statementMode() {
    return new PoolerException(
        List.of(
            Diagnostic.error(
                    "pooler",
                    "the connection pooler is in statement mode, which allows no transactions")
                .kept("everything as it was")
                .fix("give a direct url in migrations.url: the server's own host and port")));
  }
}
