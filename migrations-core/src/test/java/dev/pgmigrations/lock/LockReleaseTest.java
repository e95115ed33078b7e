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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;

/**
 * Behind a pooler, whoever gives a lock back may be answered by another session than the holder.
 */
@PostgresTest
class LockReleaseTest {

  private static final LockKey KEY = new LockKey(-4_711_000_000_815L);

  @Test
  void the_session_that_holds_it_frees_it(TestDatabase database) throws Exception {
    try (Connection holder = database.dataSource().getConnection()) {
      LockRelease release = lockedBy(holder);

      release.by(holder);

      assertThat(locks(database)).isZero();
      assertThat(holder.isValid(5)).isTrue();
    }
  }

  @Test
  void an_idle_session_that_holds_it_is_ended_by_another_one(TestDatabase database)
      throws Exception {
    try (Connection holder = database.dataSource().getConnection();
        Connection other = database.dataSource().getConnection()) {
      LockRelease release = lockedBy(holder);

      release.by(other);

      assertThat(locks(database)).isZero();
      assertThat(holder.isValid(5)).isFalse();
    }
  }

  @Test
  void a_session_in_the_middle_of_a_transaction_is_left_alone(TestDatabase database)
      throws Exception {
    try (Connection holder = database.dataSource().getConnection();
        Connection other = database.dataSource().getConnection()) {
      LockRelease release = lockedBy(holder);
      holder.setAutoCommit(false);
      query(holder, "select 1");

      release.by(other);

      assertThat(locks(database)).isOne();
      assertThat(holder.isValid(5)).isTrue();
    }
  }

  @Test
  void a_session_that_does_not_hold_it_any_more_is_left_alone(TestDatabase database)
      throws Exception {
    try (Connection holder = database.dataSource().getConnection();
        Connection other = database.dataSource().getConnection()) {
      LockRelease release = lockedBy(holder);
      release.by(holder);

      release.by(other);

      assertThat(holder.isValid(5)).isTrue();
    }
  }

  private static LockRelease lockedBy(Connection connection) throws SQLException {
    query(connection, "select pg_advisory_lock(%s)".formatted(KEY.value()));
    return new LockRelease(KEY, query(connection, "select pg_backend_pid()"));
  }

  private static int query(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement();
        ResultSet row = statement.executeQuery(sql)) {
      row.next();
      return row.getMetaData().getColumnTypeName(1).equals("int4") ? row.getInt(1) : 0;
    }
  }

  private static int locks(TestDatabase database) {
    return database.jdbc().sql("select count(*) " + KEY.holders()).query(Integer.class).single();
  }
}
