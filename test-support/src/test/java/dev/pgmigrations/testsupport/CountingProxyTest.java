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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.testsupport.CountingProxy.Moment;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.Test;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;

@PostgresTest
class CountingProxyTest {

  private TestDatabase database;
  private CountingProxy proxy;

  @BeforeEach
  void start(TestDatabase fresh) {
    database = fresh;
    proxy = CountingProxy.before(fresh);
  }

  @AfterEach
  void stop() {
    proxy.close();
  }

  @RepeatedTest(5)
  void each_query_is_one_round_trip(TestDatabase ignored) throws SQLException {
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      int connecting = proxy.roundTrips();
      assertThat(connecting).isGreaterThanOrEqualTo(2);

      for (int i = 1; i <= 10; i++) {
        statement.execute("select " + i);
        assertThat(proxy.roundTrips()).isEqualTo(connecting + i);
      }
    }
  }

  @Test
  void a_large_answer_is_one_round_trip() throws SQLException {
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      proxy.reset();

      try (ResultSet rows =
          statement.executeQuery("select repeat('x', 1000) from generate_series(1, 5000)")) {
        assertThat(rows.next()).isTrue();
      }

      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
  }

  @Test
  void a_batch_is_one_round_trip() throws SQLException {
    database.execute("create table t (id int)");
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      proxy.reset();
      for (int i = 0; i < 20; i++) {
        statement.addBatch("insert into t values (1)");
      }

      statement.executeBatch();

      assertThat(proxy.roundTrips()).isEqualTo(1);
    }
  }

  @Test
  void closing_is_no_round_trip_and_reset_counts_from_zero() throws SQLException {
    proxy.dataSource().getConnection().close();
    proxy.dataSource().getConnection().close();
    assertThat(proxy.connections()).isEqualTo(2);

    Connection third = proxy.dataSource().getConnection();
    proxy.reset();
    third.close();

    assertThat(proxy.connections()).isZero();
    assertThat(proxy.roundTrips()).isZero();
  }

  @Test
  void cut_connections_fail_and_new_ones_work() throws SQLException {
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      proxy.cutConnections();

      assertThatThrownBy(() -> statement.execute("select 1"))
          .isInstanceOfSatisfying(
              SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("08006"));
    }
    try (Connection connection = proxy.dataSource().getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
    }
  }

  @Test
  void the_server_never_sees_what_is_cut_before_it() throws SQLException {
    database.execute("create table t (id int)");
    proxy.cutBefore("insert into t");

    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("insert into t values (1)"))
          .isInstanceOf(SQLException.class);
    }

    assertThat(rows()).isZero();
  }

  @Test
  void the_server_has_done_what_is_cut_after_it() throws SQLException {
    database.execute("create table t (id int)");
    proxy.cutAfter("COMMIT");

    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("insert into t values (1)");

      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }

    assertThat(rows()).isEqualTo(1);
  }

  @Test
  void a_cut_happens_once() throws SQLException {
    proxy.cutBefore("select 1");
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
    }

    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      assertThat(statement.execute("select 1")).isTrue();
    }
  }

  @Test
  void the_server_has_what_precedes_a_moment_and_no_more() throws SQLException {
    database.execute("create table t (id int)");
    List<Long> seen = new ArrayList<>();
    proxy.at(Moment.sent("values (2)").after("insert into t"), () -> seen.add(activity()));

    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      statement.execute("select 'values (2)'");
      statement.addBatch("insert into t values (1)");
      statement.addBatch("insert into t values (2)");
      assertThatThrownBy(statement::executeBatch).isInstanceOf(SQLException.class);
    }

    assertThat(seen).containsExactly(1L);
    assertThat(rows()).isZero();
  }

  private long activity() {
    return database
        .jdbc()
        .sql("select count(*) from pg_stat_activity where query like 'insert into t values (1)%'")
        .query(Long.class)
        .single();
  }

  @Test
  void a_moment_is_found_where_bursts_part_it() throws Exception {
    database.execute("create table t (line text)");
    proxy.at(Moment.sent("line 99999x"), () -> {});

    Connection connection = proxy.dataSource().getConnection();
    CopyIn copy = connection.unwrap(PGConnection.class).getCopyAPI().copyIn("copy t from stdin");
    assertThatThrownBy(
            () -> {
              for (int i = 0; i < 200_000; i++) {
                byte[] line = ("line " + i + "x\n").getBytes(StandardCharsets.UTF_8);
                copy.writeToCopy(line, 0, line.length);
              }
              copy.endCopy();
            })
        .isInstanceOf(SQLException.class);
    connection.abort(Runnable::run); // close() would try to end the COPY

    assertThat(rows()).isZero();
  }

  @Test
  void an_answer_is_a_moment_at_which_the_server_has_done_it() throws SQLException {
    List<Long> seen = new ArrayList<>();
    proxy.at(Moment.answer("COMMIT\0").after("create table t"), () -> seen.add(rows()));

    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      statement.execute("select 1");
      connection.commit();
      statement.execute("create table t (id int)");
      assertThatThrownBy(connection::commit).isInstanceOf(SQLException.class);
    }

    assertThat(seen).containsExactly(0L);
  }

  @Test
  void a_connection_is_cut_after_so_many_bytes() throws SQLException {
    database.execute("create table t (id int)");
    try (Connection connection = proxy.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      proxy.afterBytes(1000, () -> {});

      assertThatThrownBy(
              () -> {
                for (int i = 0; i < 1000; i++) {
                  statement.execute("insert into t values (1)");
                }
              })
          .isInstanceOf(SQLException.class);
    }

    assertThat(rows()).isBetween(5L, 1000L / "insert into t values (1)".length());
  }

  private long rows() {
    return database.jdbc().sql("select count(*) from t").query(Long.class).single();
  }
}
