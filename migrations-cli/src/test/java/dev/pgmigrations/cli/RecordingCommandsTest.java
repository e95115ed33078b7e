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

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What else changes a database: baseline, mark, accept, redo, seed, clear, setup, exec. */
class RecordingCommandsTest extends CliTest {

  @Test
  void baseline_records_all_up_to_a_version() {
    twoVersions();

    Cli.Result result = cli.run("baseline", "1");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    cli.run("migrate");
    assertThat(tables()).containsExactly("b");
  }

  @Test
  void mark_records_one() {
    twoVersions();

    assertThat(cli.run("mark", "done", "1").exitCode()).isZero();
    assertThat(cli.run("migrate").steadyOut()).contains("+ 2 b").doesNotContain("1 a");
    assertThat(cli.run("mark", "undone", "1").exitCode()).isZero();
    cli.run("migrate");
    assertThat(tables()).containsExactly("a", "b");
    assertThat(cli.run("mark").exitCode()).isEqualTo(2);
    assertThat(cli.run("mark", "done").err()).contains("VERSION");
    assertThat(cli.run("mark", "done", "9").exitCode()).isEqualTo(1);
  }

  @Test
  void accept_records_an_edit() {
    twoVersions();
    cli.run("migrate");
    cli.file("db/migrations/1_a.sql", "create table a (id bigint);");

    assertThat(cli.run("validate").exitCode()).isEqualTo(1);
    assertThat(cli.run("accept", "1").exitCode()).isZero();
    assertThat(cli.run("validate").exitCode()).isZero();
  }

  @Test
  void redo_undoes_the_last_and_applies_it_again() {
    twoVersions();
    cli.run("migrate");
    cli.file("db/migrations/2_b.sql", "create table c ();\n-- DOWN\ndrop table b;\n");

    Cli.Result result = cli.run("redo");

    assertThat(result.exitCode()).isZero();
    assertThat(result.steadyOut())
        .endsWith("rollback: 1 migration done in 1 ms\nmigrate: 1 migration done in 1 ms\n");
    assertThat(tables()).containsExactly("a", "c");
  }

  @Test
  void seeds_come_and_go() {
    seeds();

    assertThat(cli.run("setup").steadyOut())
        .endsWith("migrate: 1 migration done in 1 ms\nseed: 1 migration done in 1 ms\n");
    assertThat(rows()).containsExactly(1);
    assertThat(cli.run("clear").exitCode()).isZero();
    assertThat(rows()).isEmpty();
    assertThat(cli.run("seed", "--json").document().at("/steps/0/kind").asString())
        .isEqualTo("seed");
    assertThat(rows()).containsExactly(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"seed", "clear", "setup", "redo"})
  void what_is_for_development_is_refused_in_production_unless_allowed(String command) {
    seeds();
    cli.run("migrate");
    cli.env("MIGRATIONS_PRODUCTION", "true");

    Cli.Result refused = cli.run(command);
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err())
        .endsWith(
            """
            [production] MIGRATIONS_PRODUCTION marks this database as production
              kept: everything as it was
              fix: if it is meant all the same, add --allow-production
            """);
    assertThat(rows()).isEmpty();
    assertThat(cli.run(command, "--allow-production").exitCode()).isZero();
  }

  @Test
  void a_slip_in_the_mark_of_production_does_not_take_it_away() {
    seeds();
    cli.run("migrate");
    cli.env("MIGRATIONS_PRODUCTION", "ture");

    Cli.Result refused = cli.run("seed");

    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err())
        .endsWith(
            "[usage] MIGRATIONS_PRODUCTION is neither on nor off\n  fix: write true or false\n");
    assertThat(rows()).isEmpty();
    cli.env("MIGRATIONS_PRODUCTION", "off");
    assertThat(cli.run("seed").exitCode()).isZero();
  }

  @Test
  void exec_runs_a_script_without_a_history() {
    twoVersions();
    cli.run("migrate");
    cli.file("daily.sql", "insert into a values (1);\nvacuum analyze a;\n");

    Cli.Result result = cli.run("exec", "daily.sql");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.steadyOut()).contains("+ script daily.sql (1 ms, in 2 units)\n");
    assertThat(rows()).containsExactly(1);
    assertThat(cli.run("status").out()).doesNotContain("daily");
    assertThat(cli.run("exec", "none.sql").err()).contains("[no-script] there is no file none.sql");
  }

  @Test
  void exec_needs_no_folder_of_migrations() {
    cli.file("daily.sql", "create table a (id int);\n");

    Cli.Result result = cli.run("exec", "daily.sql");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(rows()).isEmpty();
  }

  private void seeds() {
    cli.file("db/migrations/1_a.sql", "create table a (id int);\n-- DOWN\ndrop table a;\n")
        .file(
            "db/migrations/seed_data.sql", "insert into a values (1);\n-- DOWN\ndelete from a;\n");
  }

  private List<Integer> rows() {
    return database.jdbc().sql("select id from a order by id").query(Integer.class).list();
  }
}
