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

import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@PostgresTest
class TestDatabaseTest {

  private TestDatabase fromBeforeEach;

  @BeforeEach
  void take(TestDatabase database) {
    fromBeforeEach = database;
  }

  @AfterEach
  void is_the_same(TestDatabase database) {
    assertThat(database).isSameAs(fromBeforeEach);
  }

  @Test
  void a_test_and_what_stands_around_it_see_the_same_database(TestDatabase database) {
    assertThat(database).isSameAs(fromBeforeEach);
  }

  @Test
  void two_parameters_are_two_databases(TestDatabase one, TestDatabase another) {
    one.execute("create table t (id int)");

    assertThat(another.snapshot().differencesFrom(one.snapshot()))
        .contains("missing table public.t: access method heap");
  }

  @Test
  void it_is_gone_after_close_even_when_somebody_is_connected(TestDatabase observer)
      throws SQLException {
    TestDatabase database = Postgres.create();
    try (Connection connection = database.dataSource().getConnection()) {
      assertThat(connection.isValid(5)).isTrue();
      database.close();
      database.close();
    }

    assertThat(
            observer
                .jdbc()
                .sql("select count(*) from pg_database where datname = ?")
                .param(database.name())
                .query(Long.class)
                .single())
        .isZero();
  }

  @Test
  void a_script_runs_as_it_stands(TestDatabase database) {
    database.execute(
        """
        create table t (note text);
        insert into t values ('{d ?}; :name');
        create function f() returns int language sql begin atomic; select 1; select 2; end;
        """);

    assertThat(database.jdbc().sql("select note from t").query(String.class).single())
        .isEqualTo("{d ?}; :name");
  }

  @Test
  void an_owner_may_work_in_its_database_and_is_no_superuser() {
    String owner = Postgres.createRole("owner", "");
    try (TestDatabase database = Postgres.create(owner)) {
      JdbcClient jdbc = JdbcClient.create(database.dataSource(owner, owner));

      jdbc.sql("create table t (id int)").update();

      assertThat(
              jdbc.sql("select rolsuper from pg_roles where rolname = current_user")
                  .query(Boolean.class)
                  .single())
          .isFalse();
    }
  }

  @Test
  void a_copy_has_the_same_content(TestDatabase database) {
    database.execute("create table t as select generate_series(1, 3) as id");

    try (TestDatabase copy = database.copy()) {
      assertThat(copy.snapshot()).isEqualTo(database.snapshot());
      assertThat(copy.jdbc().sql("select count(*) from t").query(Long.class).single()).isEqualTo(3);
    }
  }

  @Test
  void a_dump_without_data_is_restored_by_the_driver(TestDatabase database, @TempDir Path folder)
      throws Exception {
    Path dump = folder.resolve("dump.sql");
    Files.writeString(dump, "set search_path = ''; create table public.t (id int);");

    database.restore(dump);

    assertThat(database.jdbc().sql("select count(*) from public.t").query(Long.class).single())
        .isZero();
  }

  @Test
  void a_wrong_pg_property_is_refused() {
    assertThatThrownBy(() -> Server.of("h2"))
        .hasMessage("pg is 'h2'; give embedded, docker, docker:image or jdbc:postgresql://…");
  }
}
