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

package dev.pgmigrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Options that are properties of the starter. */
class SettingsOptionsTest extends CliTest {

  @Test
  void a_late_version_is_applied_with_a_warning_silently_or_not_at_all() {
    cli.file("db/migrations/2_b.sql", "create table b ();");
    cli.run("migrate");
    cli.file("db/migrations/1_a.sql", "create table a ();");

    Cli.Result refused = cli.run("migrate", "--out-of-order", "refuse");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("[out-of-order]");
    assertThat(tables()).containsExactly("b");

    Cli.Result allowed = cli.run("migrate", "--out-of-order", "allow");
    assertThat(allowed.exitCode()).isZero();
    assertThat(allowed.out() + allowed.err()).doesNotContain("out-of-order");
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void a_changed_file_is_a_warning_on_request() {
    twoVersions();
    cli.run("migrate", "--to", "1");
    cli.file("db/migrations/1_a.sql", "create table a (id bigint);");

    assertThat(cli.run("migrate").exitCode()).isEqualTo(1);
    Cli.Result warned = cli.run("migrate", "--changed", "warn");

    assertThat(warned.exitCode()).as(warned.toString()).isZero();
    assertThat(warned.out()).contains("[changed]");
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void a_missing_file_is_a_warning_on_request() throws IOException {
    twoVersions();
    cli.run("migrate");
    Files.delete(folder.resolve("db/migrations/1_a.sql"));

    assertThat(cli.run("validate").exitCode()).isEqualTo(1);
    assertThat(cli.run("validate", "--missing", "warn").exitCode()).isZero();
  }

  @Test
  void a_database_that_is_ahead_is_an_error_on_request() throws IOException {
    twoVersions();
    cli.run("migrate");
    Files.delete(folder.resolve("db/migrations/2_b.sql"));

    assertThat(cli.run("validate").exitCode()).isZero();
    Cli.Result failed = cli.run("validate", "--ahead", "FAIL");
    assertThat(failed.exitCode()).isEqualTo(1);
    assertThat(failed.out() + failed.err()).contains("[ahead]");
  }

  @Test
  void no_files_are_a_warning_on_request() throws IOException {
    Files.createDirectories(folder.resolve("db/migrations"));

    assertThat(cli.run("migrate").exitCode()).isEqualTo(1);
    assertThat(cli.run("migrate", "--empty", "warn").exitCode()).isZero();
  }

  @Test
  void statements_for_the_start_are_not_cut() {
    cli.file(
        "db/migrations/1_a.sql",
        "create table a as select current_setting('app.one') || current_setting('app.two') as t;");

    Cli.Result result =
        cli.run(
            "migrate", "--init-sql", "set app.one = 'x, y; '", "--init-sql", "set app.two = 'z'");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(text("select t from a")).isEqualTo("x, y; z");
  }

  @ParameterizedTest
  @CsvSource({"session, true", "transaction, false"})
  void the_lock_is_one_of_the_session_or_of_another_transaction(String strategy, boolean own) {
    cli.file(
        "db/migrations/1_a.sql",
        "create table a as select (pid = pg_backend_pid())::text as t from pg_locks where locktype"
            + " = 'advisory' and database = (select oid from pg_database where datname ="
            + " current_database());");

    Cli.Result result = cli.run("migrate", "--lock-strategy", strategy);

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(text("select t from a")).isEqualTo(Boolean.toString(own));
  }

  @Test
  void each_try_waits_as_long_as_is_said_and_there_are_no_more() throws Exception {
    cli.file("db/migrations/1_b.sql", "alter table a add b int;");
    database.execute("create table a (id int)");
    try (Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      other.setAutoCommit(false);
      statement.execute("lock table a");

      Cli.Result result =
          cli.run(
              "migrate",
              "--json",
              "--retry-lock-timeouts",
              "20ms,30ms,40ms",
              "--retry-first-pause",
              "1ms",
              "--retry-longest-pause",
              "2ms");

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.document().at("/errors/0/code").asString()).isEqualTo("55P03");
      assertThat(result.document().at("/retries").asInt()).isEqualTo(2);
    }
  }

  @Test
  void without_retries_a_statement_waits_as_long_as_it_takes() {
    cli.file(
        "db/migrations/1_a.sql", "create table a as select current_setting('lock_timeout') as t;");
    cli.file(
        "db/migrations/2_b.sql", "create table b as select current_setting('lock_timeout') as t;");

    cli.run("migrate", "--to", "1");
    cli.run("migrate", "--no-retry");

    assertThat(text("select t from a")).isEqualTo("200ms");
    assertThat(text("select t from b")).isEqualTo("0");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "--changed=ignore | expected one of [fail, warn]",
        "--out-of-order=fail | expected one of [warn, allow, refuse]",
        "--lock-strategy=none | expected one of [session, transaction]",
        "--retry-lock-timeouts=1s,soon | is no time",
        "--retry-first-pause=2h | retry.first-pause is PT2H, longer than retry.longest-pause"
      })
  void a_wrong_value_ends_with_2(String option, String message) {
    twoVersions();

    Cli.Result result = cli.run("migrate", option);

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(tables()).isEmpty();
  }

  private String text(String query) {
    return database.jdbc().sql(query).query(String.class).single();
  }
}
