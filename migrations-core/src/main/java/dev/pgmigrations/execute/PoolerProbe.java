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

import dev.pgmigrations.diagnostic.PoolerException;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessResourceFailureException;

/**
 * Finds out whether a pooler gives one session of the server to several connections.
 *
 * <p>Costs nothing where the process that the server named when the connection was made is the one
 * that answers. A pooler names one of its own invention. Then a second connection shows which kind
 * it is: if it gets the session of the first, which is idle, there is no session to rely on. Nor is
 * there if the first gets another one. Both ask in turn: most poolers give the session that was
 * used last, and where others work as well it is chance.
 *
 * @see <a href="https://www.pgbouncer.org/features.html">PgBouncer, what breaks in which mode</a>
 */
final class PoolerProbe {

  private static final Logger log = LoggerFactory.getLogger(PoolerProbe.class);

  /** So often each connection asks who answers. */
  private static final int LOOKS = 16;

  private final DataSource dataSource;

  PoolerProbe(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Refuses a connection whose session others get as well.
   *
   * @param backend the process that answers it
   */
  void refuseShared(Connection connection, int backend) {
    if (named(connection).filter(pid -> pid != backend).isEmpty()) {
      return;
    }
    try (SecondConnection second = new SecondConnection(dataSource);
        Statement statement = connection.createStatement()) {
      for (int i = 0; i < LOOKS; i++) {
        if (second.answering().filter(pid -> pid == backend).isPresent()) {
          throw PoolerException.sharedSession(
              "a second connection was answered by the server's process %s, that of the first"
                  .formatted(backend));
        }
        int answering = answering(statement);
        if (answering != backend) {
          throw PoolerException.movedSession(backend, answering);
        }
      }
    } catch (SQLException e) {
      throw new DataAccessResourceFailureException("could not ask the server who answers", e);
    }
  }

  private static Optional<Integer> named(Connection connection) {
    try {
      return connection.isWrapperFor(PGConnection.class)
          ? Optional.of(connection.unwrap(PGConnection.class).getBackendPID())
          : Optional.empty();
    } catch (SQLException e) {
      log.debug("The driver does not tell its backend", e);
      return Optional.empty();
    }
  }

  /** The process of the server that answers. */
  static int answering(Statement statement) throws SQLException {
    try (ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
      row.next();
      return row.getInt(1);
    }
  }
}
