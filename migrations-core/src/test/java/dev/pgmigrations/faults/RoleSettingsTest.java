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

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The role has settings that are meant for an application, and would end a migration. */
@PostgresTest
class RoleSettingsTest extends FaultTest {

  /** Does nothing for a while, within its transaction. */
  private record Thinking() implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("2");
    }

    @Override
    public String description() {
      return "thinking";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("insert into a values (2)").update();
      try {
        TimeUnit.MILLISECONDS.sleep(1300);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
      jdbc.sql("insert into a values (3)").update();
    }
  }

  private static TestDatabase ownedBy(String role, String setting, String value) {
    TestDatabase database = Postgres.create(role);
    database.execute("alter role %s set %s = '%s'".formatted(role, setting, value));
    return database;
  }

  @ParameterizedTest
  @CsvSource({
    "statement_timeout, 14",
    "idle_in_transaction_session_timeout, 14",
    "idle_session_timeout, 14",
    "transaction_timeout, 17"
  })
  void a_timeout_of_the_role_ends_no_migration(String setting, int since) {
    assumeTrue(Postgres.majorVersion() >= since, "PostgreSQL has no " + setting);
    String role = Postgres.createRole("hasty", "");
    try (TestDatabase database = ownedBy(role, setting, "1s")) {
      file("1_a.sql", "create table a (id int); insert into a select 1 from pg_sleep(1.3);");
      Migrator migrator =
          migrator(database.dataSource(role, role), s -> s.javaMigrations(List.of(new Thinking())));

      migrator.migrate();

      assertThat(database.jdbc().sql("select id from a order by 1").query(Integer.class).list())
          .containsExactly(1, 2, 3);
      assertThat(migrator.migrate().isNothing()).isTrue();
    }
  }

  @ParameterizedTest
  @CsvSource({"idle_session_timeout", "idle_in_transaction_session_timeout", "statement_timeout"})
  void a_timeout_of_the_role_ends_no_runner_that_waits_for_another(String setting)
      throws Exception {
    String role = Postgres.createRole("hasty", "");
    try (TestDatabase database = ownedBy(role, setting, "1s")) {
      file("1_a.sql", "create table a (id int); select pg_sleep(4);");
      CompletableFuture<Outcome> first = start(migrator(database.dataSource(role, role)));
      awaitStatement(database, "select pg_sleep%");

      CompletableFuture<Outcome> second = start(migrator(database.dataSource(role, role)));

      assertThat(end(first).report()).isPresent();
      Outcome outcome = end(second);
      assertThat(outcome.report()).as(outcome.message()).isPresent();
    }
  }

  @Test
  void a_role_that_only_reads_by_default_is_told_so() throws Exception {
    String role = Postgres.createRole("reader", "");
    try (TestDatabase database = ownedBy(role, "default_transaction_read_only", "on")) {
      file("1_a.sql", "create table a (id int);");

      Outcome outcome = end(start(migrator(database.dataSource(role, role))));

      assertThat(outcome.message()).contains("[read-only]").contains("kept: everything as it was");
    }
  }
}
