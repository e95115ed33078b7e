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

package dev.pgmigrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.plan.Goal;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.Optional;
import javax.sql.DataSource;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.postgresql.PGConnection;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

class SpareConnectionTest extends ProjectTest {

  private final Goal latest = new Goal.Latest();
  private Pool pool;

  /** Has one connection to spare, which goes on when it is given back. */
  private static final class Pool extends DelegatingDataSource implements SparingDataSource {

    private final Connection connection;
    private int lent;
    private int opened;

    Pool(DataSource dataSource) throws SQLException {
      super(dataSource);
      this.connection = dataSource.getConnection();
    }

    @Override
    public Optional<Connection> spare() {
      lent++;
      try {
        return Optional.of(new SingleConnectionDataSource(connection, true).getConnection());
      } catch (SQLException e) {
        throw new IllegalStateException(e);
      }
    }

    @Override
    public Connection getConnection() throws SQLException {
      opened++;
      return super.getConnection();
    }

    void execute(String sql) throws SQLException {
      try (Statement statement = connection.createStatement()) {
        statement.execute(sql);
      }
    }
  }

  @BeforeEach
  void pool() throws SQLException {
    project.file("1_a.sql", "create table a ();").migrator().migrate();
    pool = new Pool(database.dataSource());
    project = new Project(folder, pool);
  }

  @AfterEach
  void end() throws SQLException {
    pool.connection.close();
  }

  @Test
  void a_look_goes_over_a_connection_that_is_to_spare() {
    project.file("2_b.sql", "create table b ();");

    assertThat(project.migrator().peek(latest).plan().steps()).hasSize(1);

    assertThat(pool.lent).isEqualTo(1);
    assertThat(pool.opened).isZero();
  }

  @Test
  void the_connection_is_left_as_it_was() throws SQLException {
    pool.connection.setReadOnly(true);
    pool.connection.setNetworkTimeout(Runnable::run, 5_000);
    pool.execute("set lock_timeout = '3s'");

    assertThat(project.migrator().peek(latest).isNothing()).isTrue();

    assertThat(pool.opened).isZero();
    assertThat(pool.connection.isClosed()).isFalse();
    assertThat(pool.connection.getAutoCommit()).isTrue();
    assertThat(pool.connection.isReadOnly()).isTrue();
    assertThat(pool.connection.getNetworkTimeout()).isEqualTo(5_000);
    assertThat(pool.connection.unwrap(PGConnection.class).getPrepareThreshold()).isPositive();
    assertThat(setting("lock_timeout")).isEqualTo("3s");
    assertThat(setting("application_name"))
        .isEqualTo(
            pool.connection.unwrap(PGConnection.class).getParameterStatus("application_name"));
  }

  private String setting(String name) throws SQLException {
    try (Statement statement = pool.connection.createStatement();
        var row = statement.executeQuery("show " + name)) {
      row.next();
      return row.getString(1);
    }
  }

  /** Where names would mean something else, or nothing. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "set search_path = pg_catalog",
        "set role pg_monitor",
        "set session authorization pg_monitor"
      })
  void a_session_that_was_changed_is_not_asked(String change) throws SQLException {
    pool.execute(change);

    assertThat(project.migrator().peek(latest).isNothing()).isTrue();

    assertThat(pool.lent).isEqualTo(1);
    assertThat(pool.opened).isEqualTo(1);
    assertThat(pool.connection.isClosed()).isFalse();
  }

  /** A question would begin a transaction, or be part of one. */
  @Test
  void nor_is_one_without_auto_commit() throws SQLException {
    pool.connection.setAutoCommit(false);

    assertThat(project.migrator().peek(latest).isNothing()).isTrue();

    assertThat(pool.opened).isEqualTo(1);
    assertThat(pool.connection.getAutoCommit()).isFalse();
  }

  @Test
  void nor_is_one_that_is_broken() throws SQLException {
    int backend = pool.connection.unwrap(PGConnection.class).getBackendPID();
    database.execute("select pg_terminate_backend(%d)".formatted(backend));

    assertThat(project.migrator().peek(latest).isNothing()).isTrue();

    assertThat(pool.opened).isEqualTo(1);
  }

  @Test
  void who_becomes_another_role_connects_on_its_own() {
    assertThat(project.migrator(s -> s.role(database.username())).peek(latest).isNothing())
        .isTrue();

    assertThat(pool.lent).isZero();
    assertThat(pool.opened).isEqualTo(1);
  }

  @Test
  void a_run_never_borrows() {
    project.file("2_b.sql", "create table b ();");

    project.migrator().run(project.migrator().peek(latest));

    assertThat(pool.lent).isEqualTo(1);
    assertThat(pool.opened).isPositive();
  }
}
