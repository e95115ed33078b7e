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

package dev.pgmigrations.faults;

import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;

/** Another session, with a transaction that it leaves open. */
final class Bystander implements AutoCloseable {

  private final Connection connection;
  private final int pid;

  private Bystander(Connection connection, int pid) {
    this.connection = connection;
    this.pid = pid;
  }

  /** Opens a transaction and runs statements in it; stays idle in it then. */
  static Bystander in(TestDatabase database, String... statements) throws SQLException {
    Connection connection = database.dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("set application_name = 'bystander'");
      connection.setAutoCommit(false);
      for (String sql : statements) {
        statement.execute(sql);
      }
      return new Bystander(
          connection, connection.unwrap(org.postgresql.PGConnection.class).getBackendPID());
    } catch (SQLException e) {
      connection.close();
      throw e;
    }
  }

  int pid() {
    return pid;
  }

  /** Leaves, however its session has ended. */
  @Override
  public void close() {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }
}
