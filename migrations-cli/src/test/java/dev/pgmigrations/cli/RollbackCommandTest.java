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

import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class RollbackCommandTest extends CliTest {

  private static final String PHRASE =
      "create table c ();\n-- DOWN\n-- migrations:confirm=DROP C\ndrop table c;\n";

  @Test
  void shows_what_will_be_dropped_and_asks_for_the_name_of_the_database() {
    twoVersions();
    cli.run("migrate");
    database.execute("insert into b select g from generate_series(1, 300) g");
    database.jdbc().sql("analyze b").update();

    Cli.Result result = cli.env("NO_COLOR", "1").terminal(database.name()).run("rollback");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.err()).endsWith("Type %s to go on: ".formatted(database.name()));
    assertThat(result.steadyOut())
        .isEqualTo(
            """
            This will be undone:
              - 2 b
                  drops table b, about 300 rows
            > 2 b (1 of 1)
            - 2 b (1 ms)
            1 migration done in 1 ms
            """);
    assertThat(tables()).containsExactly("a");
  }

  @Test
  void another_answer_changes_nothing() {
    twoVersions();
    cli.run("migrate");

    Cli.Result result = cli.env("NO_COLOR", "1").terminal("yes").run("rollback", "--all");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("[not-confirmed] that was not it; nothing was changed");
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void without_a_terminal_it_wants_yes() {
    twoVersions();
    cli.run("migrate");

    Cli.Result refused = cli.run("rollback", "--steps", "2");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).contains("there is no terminal to ask on").contains("give --yes");
    assertThat(tables()).containsExactly("a", "b");

    assertThat(cli.run("rollback", "--steps", "2", "--yes").exitCode()).isZero();
    assertThat(tables()).isEmpty();
    assertThat(cli.run("rollback").out()).isEqualTo("nothing to do\n");
  }

  @Test
  void a_phrase_is_asked_for_instead_of_the_name() {
    cli.file("db/migrations/1_c.sql", PHRASE);
    cli.run("migrate");

    assertThat(cli.terminal(database.name()).run("rollback").exitCode()).isEqualTo(1);
    assertThat(tables()).containsExactly("c");
    assertThat(cli.terminal("DROP C").run("rollback").exitCode()).isZero();
    assertThat(tables()).isEmpty();
  }

  @Test
  void a_phrase_with_a_quote_is_shown_as_a_shell_takes_it() {
    cli.file(
        "db/migrations/1_a.sql",
        "create table a ();\n-- DOWN\n-- migrations:confirm=I'M SURE\ndrop table a;\n");
    cli.run("migrate");

    assertThat(cli.run("rollback").err()).contains("give --yes --confirm 'I'\\''M SURE'");
  }

  @Test
  void yes_alone_is_no_phrase() {
    cli.file("db/migrations/1_c.sql", PHRASE);
    cli.run("migrate");

    Cli.Result refused = cli.run("rollback", "--yes");
    assertThat(refused.exitCode()).isEqualTo(1);
    assertThat(refused.err()).contains("DROP C");
    assertThat(tables()).containsExactly("c");
    assertThat(cli.run("rollback").err()).contains("give --yes --confirm 'DROP C'");

    assertThat(cli.run("rollback", "--yes", "--confirm", "DROP C").exitCode()).isZero();
    assertThat(tables()).isEmpty();
  }

  @Test
  void goes_down_to_a_version_or_undoes_one_alone() {
    twoVersions();
    cli.run("migrate");

    assertThat(cli.run("rollback", "--only", "1", "--yes").exitCode()).isZero();
    assertThat(tables()).containsExactly("b");
    assertThat(cli.run("rollback", "--to", "0", "--yes").exitCode()).isZero();
    assertThat(tables()).isEmpty();
    assertThat(cli.run("rollback", "--to", "9", "--yes").err()).contains("[unknown-version]");
    assertThat(cli.run("rollback", "--to", "1", "--all").exitCode()).isEqualTo(2);
    assertThat(cli.run("rollback", "--steps", "0").exitCode()).isEqualTo(2);
  }

  @Test
  void is_one_document_on_request_and_asks_nothing_beside_it() {
    twoVersions();
    cli.run("migrate");

    Cli.Result refused = cli.terminal("x").run("rollback", "--json");
    assertThat(refused.exitCode()).isEqualTo(2);
    assertThat(refused.err()).isEmpty();

    JsonNode document = cli.run("rollback", "--json", "--yes").document();
    assertThat(document.at("/steps/0/direction").asString()).isEqualTo("down");
  }
}
