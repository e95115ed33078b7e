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

import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

/** validate, verify and dry-run. */
class InspectionCommandsTest extends CliTest {

  @Test
  void validate_says_whether_files_and_history_agree() {
    twoVersions();
    cli.run("migrate", "--to", "1");

    assertThat(cli.run("validate").out()).isEqualTo("files and history agree\n");

    cli.file("db/migrations/1_a.sql", "create table a (id bigint);");
    Cli.Result result = cli.run("validate");
    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("[changed] 1 was applied from a different text");
    JsonNode document = cli.run("validate", "--json").document();
    assertThat(document.at("/errors/0/code").asString()).isEqualTo("changed");
    assertThat(document.at("/exitCode").asInt()).isEqualTo(1);
  }

  @Test
  void verify_asks_the_checks_again() {
    cli.file(
        "db/migrations/1_a.sql",
        """
        create table a (id int);
        -- VERIFY
        -- a is empty
        select count(*) = 0 from a;
        """);
    cli.run("migrate");

    Cli.Result holds = cli.run("verify");
    assertThat(holds.exitCode()).isZero();
    assertThat(holds.out()).isEqualTo("  yes 1: a is empty\n1 checks hold, 0 do not\n");

    database.execute("insert into a values (1)");
    Cli.Result fails = cli.run("verify");
    assertThat(fails.exitCode()).isEqualTo(1);
    assertThat(fails.out()).startsWith("  NO  1: a is empty\n");
    JsonNode document = cli.run("verify", "--json").document();
    assertThat(document.at("/holds").asBoolean()).isFalse();
    assertThat(document.at("/checks/0/check").asString()).isEqualTo("a is empty");
  }

  @Test
  void dry_run_prints_sql_alone_on_standard_output_and_touches_nothing() {
    twoVersions();

    Cli.Result result = cli.run("dry-run", "--to", "1");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("create table a (id int)").doesNotContain("create table b");
    assertThat(result.err()).startsWith("dry-run on ");
    assertThat(tables()).isEmpty();
    try (TestDatabase other = Postgres.create()) {
      assertThat(cli.run("dry-run", "--url", other.postgresUrl()).out())
          .contains("create table b (id int)");
    }
    assertThat(cli.run("dry-run", "--json").document().at("/sql").asString())
        .contains("create table b");
  }

  @Test
  void dry_run_shows_a_rollback_too() {
    twoVersions();
    cli.run("migrate");

    assertThat(cli.run("dry-run", "--rollback").out())
        .contains("drop table b")
        .doesNotContain("drop table a");
    assertThat(cli.run("dry-run", "--rollback", "--all").out()).contains("drop table a");
    assertThat(tables()).containsExactly("a", "b");
    Cli.Result wrong = cli.run("dry-run", "--steps", "2");
    assertThat(wrong.exitCode()).isEqualTo(2);
    assertThat(wrong.err()).contains("--steps, --all, --only and --confirm are of a rollback");
  }
}
