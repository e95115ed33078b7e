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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;

/** What needs no database. */
class UsageTest {

  private static final int SCREEN = 24;

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void cli() {
    cli = new Cli(folder);
  }

  @Test
  void an_unknown_command_is_answered_with_the_nearest() {
    Cli.Result result = cli.run("stauts");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .isEqualTo(
            """
            pgmigrations has no command 'stauts'
              did you mean: status?
              help: pgmigrations --help
            """);
  }

  @Test
  void an_unknown_option_is_answered_with_the_nearest() {
    Cli.Result result = cli.run("status", "--jsn");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("status has no option '--jsn'\n  did you mean: --json")
        .endsWith("  help: pgmigrations status --help\n");
  }

  @Test
  void an_url_in_the_wrong_place_is_not_repeated_with_its_password() {
    Cli.Result result = cli.run("status", "postgres://me:secret@host/app");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .startsWith("status has no argument 'postgres://…@host/app'")
        .doesNotContain("secret");
  }

  @ParameterizedTest
  @MethodSource("wrongArguments")
  void wrong_usage_ends_with_2_and_a_few_lines(String[] arguments, String message) {
    cli.file("db/migrations/1_a.sql", "select 1;");

    Cli.Result result = cli.run(arguments);

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(2);
    assertThat(result.err()).contains(message);
    assertThat(result.err().lines().count()).isLessThan(8);
    assertThat(result.out()).isEmpty();
  }

  static Stream<Object[]> wrongArguments() {
    return Stream.of(
        new Object[] {new String[] {}, "Missing required subcommand"},
        new Object[] {new String[] {"migrate", "--to", "abc"}, "'abc' is no version"},
        new Object[] {new String[] {"migrate", "--lock-timeout", "soon"}, "'soon' is no time"},
        new Object[] {new String[] {"status", "--format", "xml"}, "xml"},
        new Object[] {new String[] {"status"}, "no database is named"},
        new Object[] {new String[] {"status", "--url", "mysql://h/d"}, "--url: the database url"},
        new Object[] {new String[] {"status", "--env-file", "no.env"}, "no.env cannot be read"},
        new Object[] {
          new String[] {"status", "--url", "postgres://h/d", "--schema", " "}, "schema is blank"
        });
  }

  @Test
  void without_migration_files_it_says_where_it_looked() {
    Cli.Result result = cli.run("status", "--url", "postgres://localhost/app");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .contains("there is neither src/main/resources/db/migrations nor db/migrations here");
  }

  @Test
  void wrong_usage_is_a_document_too_where_one_is_wanted() {
    Cli.Result result = cli.run("status", "--json");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).isEmpty();
    assertThat(result.document().at("/errors/0/code").asString()).isEqualTo("usage");
  }

  @ParameterizedTest
  @CsvSource({
    "stauts, pgmigrations, pgmigrations has no command 'stauts'",
    "status --nosuch, status, status has no option '--nosuch'",
    "mark done, mark done, Missing required parameter: 'VERSION'",
    "rollback --to 1 --all, rollback,"
        + " 'Error: --to=VERSION, --all are mutually exclusive (specify only one)'"
  })
  void so_is_what_cannot_be_read(String line, String command, String message) {
    Cli.Result result = cli.run((line + " --json").split(" "));

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err()).isEmpty();
    assertThat(result.document().get("command").asString()).isEqualTo(command);
    assertThat(result.document().get("exitCode").asInt()).isEqualTo(2);
    assertThat(result.document().at("/errors/0/code").asString()).isEqualTo("usage");
    assertThat(result.document().at("/errors/0/message").asString()).isEqualTo(message);
  }

  @Test
  void the_program_has_help_with_examples_on_a_screen() {
    Cli.Result result = cli.run("--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("Usage: pgmigrations ")
        .contains("Examples:", "Exit codes:");
    assertThat(result.out().lines().count()).isLessThan(2 * SCREEN);
  }

  @ParameterizedTest
  @MethodSource("commands")
  void every_command_has_help_with_examples(String command) {
    Cli.Result result = cli.run(command, "--help");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out())
        .startsWith("Usage: pgmigrations " + command)
        .contains("Examples:\n")
        .contains("pgmigrations " + command);
  }

  static Stream<String> commands() {
    return PgMigrationsCommands.names();
  }

  @Test
  void tells_its_version() {
    assertThat(cli.run("--version").out()).matches("pgmigrations \\S+\n");
  }

  @Test
  void prints_a_script_for_completion() throws Exception {
    Cli.Result result = cli.run("completion");

    assertThat(result.exitCode()).isZero();
    assertThat(result.out()).contains("pgmigrations", "migrate", "--fail-on-pending");
    Path script = Files.writeString(folder.resolve("completion.sh"), result.out());
    Process bash = new ProcessBuilder("bash", "-n", script.toString()).inheritIO().start();
    assertThat(bash.waitFor()).isZero();
  }
}
