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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

/** A session whose statements run beside the test, each after the one before. */
final class Backend implements AutoCloseable {

  private final Connection connection;
  private final int pid;
  private CompletableFuture<@Nullable Void> last = CompletableFuture.completedFuture(null);

  Backend(DataSource dataSource) throws SQLException {
    this.connection = dataSource.getConnection();
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery("select pg_backend_pid()")) {
      row.next();
      this.pid = row.getInt(1);
    }
  }

  int pid() {
    return pid;
  }

  /** Runs it to its end. */
  void run(String sql) {
    start(sql);
    last.join();
  }

  /** Begins it; what it throws comes out of the future. */
  Future<@Nullable Void> start(String sql) {
    last = last.thenRunAsync(() -> execute(sql));
    return last;
  }

  private void execute(String sql) {
    try (Statement statement = connection.createStatement()) {
      statement.setEscapeProcessing(false);
      statement.execute(sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** A statement that failed does not keep the next from running. */
  void forgive() {
    last = last.handle((done, failure) -> null);
  }

  /** Ends what still runs. */
  @Override
  public void close() throws SQLException {
    while (!last.isDone()) {
      connection.unwrap(PGConnection.class).cancelQuery();
      Thread.onSpinWait();
    }
    connection.close();
  }
}
