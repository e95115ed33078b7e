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

package dev.pgmigrations.lock;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Gives back the lock of a session. Behind a pooler that was not recognized as one, other sessions
 * may answer, again and again; then the one that holds it is ended, but only while it is idle: the
 * pooler opens another one. A lock that stayed there would keep all later runs away.
 *
 * @param holder the process of the server that got it
 */
record LockRelease(LockKey key, int holder) {

  private static final Logger log = LoggerFactory.getLogger(LockRelease.class);

  /** In which the right session may answer. */
  private static final int GENTLE_TRIES = 10;

  private static final int TRIES = 40;
  private static final long PAUSE_MILLIS = 50;

  /** Gives it back through the connection that got it. */
  void by(Connection connection) throws SQLException {
    // A statement that is prepared would be, the fifth time, in a session that does not know it.
    try (Statement statement = connection.createStatement()) {
      for (int i = 0; i < TRIES; i++) {
        if (isFree(statement, i >= GENTLE_TRIES)) {
          return;
        }
        log.debug("Another backend than {} answered; trying again to free its lock", holder);
        if (i >= GENTLE_TRIES) {
          Thread.sleep(PAUSE_MILLIS);
        }
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    log.warn(
        "The server's process {} still holds the lock of the migrations, for a pooler gives this"
            + " run other sessions than that; end it: select pg_terminate_backend({})",
        holder,
        holder);
  }

  private boolean isFree(Statement statement, boolean ending) throws SQLException {
    try (ResultSet row =
        statement.executeQuery(
            """
            select case
              when pg_catalog.pg_backend_pid() = %1$s
                then pg_catalog.pg_advisory_unlock(%2$s) is not null
              when not exists (select %3$s and l.pid = %1$s) then true
              when %4$s then (
                select count(pg_catalog.pg_terminate_backend(a.pid)) < 0 -- asked again whether it is
                from pg_catalog.pg_stat_activity a where a.pid = %1$s and a.state = 'idle')
              else false end\
            """
                .formatted(holder, key.value(), key.holders(), ending))) {
      return row.next() && row.getBoolean(1);
    }
  }
}
