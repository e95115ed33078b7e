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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.execute.Concurrently.Before;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One session that migrates, in a database of its own. */
@PostgresTest
abstract class ConcurrentlyTest {

  TestDatabase database;
  JdbcClient jdbc;
  private Connection connection;

  @BeforeEach
  void connect(TestDatabase fresh) throws SQLException {
    database = fresh;
    become(fresh.dataSource().getConnection());
  }

  @AfterEach
  void disconnect() throws SQLException {
    connection.close();
  }

  final void become(Connection other) throws SQLException {
    if (connection != null) {
      connection.close();
    }
    connection = other;
    jdbc = JdbcClient.create(new SingleConnectionDataSource(other, true));
  }

  final void run(String... statements) {
    for (String sql : statements) {
      new JdbcTemplate(new SingleConnectionDataSource(connection, true)).execute(sql);
    }
  }

  static Concurrently of(String sql) {
    return Concurrently.of(sql).orElseThrow();
  }

  /** Looks, and sends what is to be sent. */
  final Before migrate(String sql, boolean resumed) {
    Concurrently statement = of(sql);
    Before before = statement.before(jdbc, resumed);
    if (before instanceof Before.Run run) {
      run(run.first().toArray(String[]::new));
      run(run.sql());
      assertThat(statement.afterSuccess(jdbc)).isEmpty();
    }
    return before;
  }

  /** What was decided, in short. */
  static String shown(Before before) {
    if (before instanceof Before.Run run) {
      return "run " + run.first() + " " + codes(run.notes());
    }
    return before instanceof Before.Skip skip
        ? "skip " + skip.note().message()
        : "refuse " + ((Before.Refuse) before).error().message();
  }

  static List<String> codes(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(d -> d.severity() + " " + d.code()).toList();
  }

  /** The indexes, INVALID ones with a mark. */
  final List<String> indexes() {
    return jdbc.sql(
            """
            select c.relname || case when i.indisvalid then '' else ' INVALID' end
            from pg_index i join pg_class c on c.oid = i.indexrelid
            join pg_class t on t.oid = i.indrelid
            where t.relnamespace = 'public'::regnamespace order by 1\
            """)
        .query(String.class)
        .list();
  }

  final String setting(String name) {
    return jdbc.sql("select current_setting(?)").param(name).query(String.class).single();
  }
}
