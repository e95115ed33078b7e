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
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Finds out whether a pooler gives one session of the server to several connections.
 *
 * <p>Costs nothing where the process that the server named when the connection was made is the one
 * that answers. A pooler names one of its own invention. Then a second connection shows which kind
 * it is: if it gets the session of the first, which is idle, there is no session to rely on.
 *
 * @see <a href="https://www.pgbouncer.org/features.html">PgBouncer, what breaks in which mode</a>
 */
final class PoolerProbe {

  private static final Logger log = LoggerFactory.getLogger(PoolerProbe.class);

  /** A pooler that keeps sessions may have no second one: that is an answer as well. */
  private static final Duration PATIENCE = Duration.ofSeconds(2);

  /** Most poolers give the session that was used last; some take turns. */
  private static final int LOOKS = 8;

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
    if (named(connection).filter(pid -> pid != backend).isPresent() && isShared(backend)) {
      throw PoolerException.sharedSession(
          "a second connection was answered by the server's process %s, that of the first"
              .formatted(backend));
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

  private boolean isShared(int backend) {
    AtomicReference<@Nullable Connection> second = new AtomicReference<>();
    FutureTask<Boolean> look = new FutureTask<>(() -> look(second, backend));
    Thread thread = new Thread(look, "pgmigrations-pooler-probe");
    thread.setDaemon(true);
    thread.start();
    try {
      return look.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
    } catch (TimeoutException | ExecutionException e) {
      log.debug("No second connection that would show how the pooler works", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    look.cancel(true);
    abort(second.get());
    return false;
  }

  private boolean look(AtomicReference<@Nullable Connection> second, int backend)
      throws SQLException {
    try (Connection connection = dataSource.getConnection();
        Statement statement = connection.createStatement()) {
      second.set(connection);
      for (int i = 0; i < LOOKS; i++) {
        try (ResultSet row = statement.executeQuery("select pg_catalog.pg_backend_pid()")) {
          if (row.next() && row.getInt(1) == backend) {
            return true;
          }
        }
      }
      return false;
    }
  }

  private static void abort(@Nullable Connection connection) {
    try {
      if (connection != null) {
        connection.abort(Runnable::run);
      }
    } catch (SQLException e) {
      log.debug("The second connection was closed with an error", e);
    }
  }
}
