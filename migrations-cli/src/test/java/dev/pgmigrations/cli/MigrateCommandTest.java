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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class MigrateCommandTest extends CliTest {

  @Test
  void tells_when_a_migration_begins_and_ends() {
    twoVersions();

    Cli.Result result = cli.run("migrate");

    assertThat(result.exitCode()).isZero();
    assertThat(result.steadyOut())
        .isEqualTo(
            """
            > 1 a (1 of 2)
            + 1 a (1 ms)
            > 2 b (2 of 2)
            + 2 b (1 ms)
            2 migrations done in 1 ms
            """);
    assertThat(tables()).containsExactly("a", "b");
    assertThat(cli.run("migrate").out()).isEqualTo("nothing to do\n");
  }

  @Test
  void goes_up_to_a_version() {
    twoVersions();

    assertThat(cli.run("migrate", "--to", "1").exitCode()).isZero();
    assertThat(tables()).containsExactly("a");
  }

  @Test
  void an_unknown_version_is_refused_with_the_nearest() {
    twoVersions();

    Cli.Result result = cli.run("migrate", "--to", "22");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            "[unknown-version] there is no migration 22\n  fix: the nearest known version is 2\n");
    assertThat(cli.run("migrate", "--to", "9").err()).contains("nearest known version is 2");
    assertThat(tables()).isEmpty();
  }

  @Test
  void a_failure_says_where_and_what_is_kept() {
    twoVersions();
    cli.file("db/migrations/3_c.sql", "create table c (\n  id in);\n");

    Cli.Result result = cli.run("migrate");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.steadyOut()).endsWith("> 3 c (3 of 3)\nx 3 c failed\n");
    assertThat(result.err())
        .endsWith(
            """
            db/migrations/3_c.sql:2:6 [42601] syntax error at or near "in"
              2 |   id in);
                |      ^
              kept: nothing of 3; 1 and 2 are applied
              fix: correct line 2 and run migrate again
            """);
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void is_one_json_document_on_request_also_when_it_fails() {
    twoVersions();
    cli.file("db/migrations/3_c.sql", "create table c (id in);");

    JsonNode document = cli.run("migrate", "--json").document();

    assertThat(document.propertyNames())
        .containsExactly(
            "command",
            "exitCode",
            "database",
            "runId",
            "appliedBefore",
            "planned",
            "steps",
            "checks",
            "notices",
            "warnings",
            "errors",
            "retries",
            "lockWaitedMillis",
            "millis");
    assertThat(document.at("/exitCode").asInt()).isEqualTo(1);
    assertThat(document.at("/steps")).hasSize(2);
    assertThat(document.at("/steps/0").propertyNames())
        .containsExactly("id", "kind", "version", "description", "direction", "units", "millis");
    assertThat(document.at("/errors/0").propertyNames())
        .containsExactly("severity", "code", "file", "line", "column", "message", "kept", "fix");
    assertThat(document.at("/errors/0/code").asString()).isEqualTo("42601");
  }

  @Test
  void a_long_statement_is_told_of_in_a_line_that_goes_away_again() {
    cli.file("db/migrations/1_a.sql", "select pg_sleep(4);");

    String out = cli.terminal().run("migrate").out();

    assertThat(out)
        .containsPattern("db/migrations/1_a.sql:1:1 runs since [1-4]\\.\\d s")
        .contains("\r\u001b[K");
    assertThat(cli.run("status").exitCode()).isZero();
  }

  @Test
  void nothing_is_migrated_if_the_backup_fails() throws Exception {
    Path program = Files.createDirectories(folder.resolve("bin")).resolve("pg_dump");
    Files.writeString(program, "#!/bin/sh\necho 'pg_dump: error: no luck'\nexit 1\n");
    assumeTrue(program.toFile().setExecutable(true), "files cannot be made executable here");
    twoVersions();

    Cli.Result result =
        cli.env("PATH", folder + "/bin:/bin:/usr/bin").run("migrate", "--backup", "a.dump");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            """
            [backup] the backup failed: pg_dump: error: no luck
              kept: everything as it was; nothing was migrated
              fix: correct what pg_dump says, or migrate without --backup
            """);
    assertThat(tables()).isEmpty();
  }

  @Test
  void without_pg_dump_there_is_no_backup_and_no_migration() {
    twoVersions();

    Cli.Result result = cli.env("PATH", folder.toString()).run("migrate", "--backup", "a.dump");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).contains("there is no pg_dump on the PATH, so there can be no backup");
    assertThat(tables()).isEmpty();
  }
}
