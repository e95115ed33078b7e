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

class StatusCommandTest extends CliTest {

  @Test
  void shows_a_table_of_all_migrations() {
    twoVersions();
    cli.run("migrate", "--to", "1");
    cli.file("db/migrations/1_a.sql", "create table a (id bigint);");

    Cli.Result result = cli.run("status");

    assertThat(result.exitCode()).isZero();
    assertThat(result.steadyOut())
        .isEqualTo(
            """
            version  description  state    units  applied at            by        took
            1        a            changed  1      2026-11-20T12:00:00Z  postgres  1 ms
            2        b            pending
            db/migrations/1_a.sql [changed] 1 was applied from a different text (on 2026-11-20)
              fix: restore the applied text, or put the change into a new migration; if the edit is right as it is: accept 1
            0 applied, 1 pending
            """);
  }

  @Test
  void what_is_below_the_latest_applied_is_out_of_order() {
    cli.file("db/migrations/2_b.sql", "select 1;");
    cli.run("migrate");
    cli.file("db/migrations/1_a.sql", "select 1;");

    Cli.Result result = cli.run("status");

    assertThat(result.out()).contains("1        a            out of order\n");
    assertThat(result.out()).endsWith("1 applied, 1 pending\n");
  }

  @Test
  void names_host_database_and_user_but_not_the_password() {
    twoVersions();

    Cli.Result result = cli.run("status", "--url", database.postgresUrl().replace("@", "@"));

    assertThat(result.err()).isEqualTo("status on %s (--url)\n".formatted(place()));
  }

  @Test
  void ends_with_3_if_something_is_pending_and_that_is_asked_for() {
    twoVersions();

    assertThat(cli.run("status").exitCode()).isZero();
    assertThat(cli.run("status", "--fail-on-pending").exitCode()).isEqualTo(3);
    cli.run("migrate");
    assertThat(cli.run("status", "--fail-on-pending").exitCode()).isZero();
  }

  @Test
  void is_a_markdown_table_on_request() {
    cli.file("db/migrations/1_a.sql", "select 1;");

    assertThat(cli.run("status", "--format", "md").out())
        .isEqualTo(
            """
            | version | description | state | units | applied at | by | took |
            | --- | --- | --- | --- | --- | --- | --- |
            | 1 | a | pending |  |  |  |  |
            """);
  }

  @Test
  void is_one_json_document_on_request() {
    twoVersions();
    cli.run("migrate", "--to", "1");

    Cli.Result result = cli.run("status", "--json");
    JsonNode document = result.document();

    assertThat(result.err()).isEmpty();
    assertThat(document.propertyNames())
        .containsExactly("command", "exitCode", "database", "pending", "migrations", "problems");
    assertThat(document.at("/database/name").asString()).isEqualTo(database.name());
    assertThat(document.at("/pending").asInt()).isEqualTo(1);
    assertThat(document.at("/migrations/0").propertyNames())
        .containsExactly(
            "id",
            "kind",
            "version",
            "description",
            "state",
            "script",
            "units",
            "appliedAt",
            "appliedBy",
            "millis");
    assertThat(document.at("/migrations/1").toString())
        .isEqualTo(
            """
            {"id":"2","kind":"versioned","version":"2","description":"b","state":"pending",\
            "script":"%s/db/migrations/2_b.sql"}\
            """
                .formatted("")
                .replace("\"/db", "\"db"));
    assertThat(cli.run("status", "--format", "json").out()).isEqualTo(result.out());
  }

  @Test
  void has_colours_on_a_terminal_only_and_not_where_they_are_refused() {
    twoVersions();

    assertThat(cli.run("status").out()).doesNotContain("\u001b");
    assertThat(cli.terminal().run("status").out()).contains("\u001b[33mpending\u001b[0m");
    assertThat(cli.env("NO_COLOR", "1").run("status").out()).doesNotContain("\u001b");
  }

  @Test
  void columns_stay_aligned_in_colour() {
    twoVersions();

    String coloured = cli.terminal().run("status").out().replaceAll("\u001b\\[\\d*m", "");

    assertThat(coloured).isEqualTo(cli.env("NO_COLOR", "1").run("status").out());
  }
}
