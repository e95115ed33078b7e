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
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgmigrations.testsupport.Postgres;
import java.io.IOException;
import java.nio.file.Files;
import java.sql.Connection;
import java.sql.Statement;
import java.util.List;
import java.util.TimeZone;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class DocsCommandTest extends CliTest {

  @Test
  void describes_all_that_there_is() {
    SampleSchemas.odd(database);

    Cli.Result result = cli.run("docs");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.out()).isEqualTo(SampleSchemas.text("odd.md"));
  }

  @Test
  void the_same_schema_is_the_same_text_wherever_it_is_and_however_sessions_are_set_up() {
    database.execute("create table gone (id int); create type gone_too as enum ('a')");
    database.execute("drop table gone; drop type gone_too");
    SampleSchemas.odd(database);
    database.execute(
        """
        alter database %1$s set search_path = app, "Odd schema";
        alter database %1$s set datestyle = 'SQL, DMY';
        alter database %1$s set intervalstyle = 'iso_8601';
        alter database %1$s set bytea_output = 'escape';
        alter database %1$s set quote_all_identifiers = on;
        """
            .formatted(database.name()));
    TimeZone before = TimeZone.getDefault();
    TimeZone.setDefault(TimeZone.getTimeZone("Asia/Kolkata"));
    try {
      assertThat(cli.run("docs").out())
          .isEqualTo(SampleSchemas.text("odd.md"))
          .contains("2024-01-31 10:00:00+00");
    } finally {
      TimeZone.setDefault(before);
    }
  }

  @Test
  void the_targets_of_the_sample_are_described_without_their_histories() {
    SampleSchemas.sample(database, cli);

    String text = cli.run("docs").out();

    assertThat(text)
        .contains(
            "## Schema `assistant`\n",
            "## Schema `chat`\n",
            "### <a id=\"counsel.users\"></a>Table `counsel.users`\n",
            "\"auth.users\" ||..o{ \"chat.conversations\" : \"user_id\"\n",
            "\"learning.users\" ||..o| \"learning.user_profiles\" : \"user_id\"\n",
            "Row security is on.")
        .doesNotContain("migration_history", "chatbot_history", "fence");
  }

  @Test
  void a_history_is_left_out_by_its_name_too() {
    twoVersions();
    cli.run("migrate", "--history-table", "changes");
    database.execute("comment on table changes is null");

    assertThat(cli.run("docs").out()).contains("`public.changes`");
    assertThat(cli.run("docs", "--history-table", "changes").out())
        .doesNotContain("changes`")
        .contains("`public.a`");
  }

  @Test
  void extensions_are_named_and_what_they_brought_along_is_left_out() {
    assumeThat(
            database
                .jdbc()
                .sql("select name::text from pg_available_extensions")
                .query(String.class)
                .list())
        .as("contrib is installed")
        .contains("hstore", "citext");
    database.execute(
        """
        create extension hstore;
        create extension citext;
        create table t (a hstore, b citext not null, c citext[]);
        """);

    assertThat(cli.run("docs").out())
        .contains("Extensions: `citext`, `hstore`.", "| `a` | `public.hstore` | yes |")
        .doesNotContain("hstore_in", "### Functions", "### Domains");
  }

  @Test
  void temporary_tables_are_left_out() throws Exception {
    try (Connection session = database.dataSource().getConnection();
        Statement statement = session.createStatement()) {
      statement.execute("create temporary table passing (id int); create table staying (id int)");

      assertThat(cli.run("docs").out()).contains("staying").doesNotContain("passing");
    }
  }

  @Test
  void only_some_schemas_on_request() {
    SampleSchemas.odd(database);

    String text = cli.run("docs", "--schemas", "public", "--schemas", "empty").out();

    assertThat(text.lines().filter(line -> line.startsWith("## ")))
        .containsExactly("## Entities", "## Schema `empty`", "## Schema `public`");
    assertThat(text).contains("    \"public.users\" {\n").doesNotContain("app.");
  }

  @Test
  void an_unknown_schema_is_answered_with_the_nearest() {
    database.execute("create schema app");

    Cli.Result result = cli.run("docs", "--schemas", "apq");

    assertThat(result.exitCode()).isEqualTo(2);
    assertThat(result.err())
        .endsWith(
            """
            [usage] there is no schema 'apq'; did you mean 'app'?
              fix: give one of: app, public
            """);
  }

  @Test
  void one_schema_needs_no_names_of_schemas_in_its_diagram() {
    database.execute("create table a (id int primary key); create table b (id int references a)");

    assertThat(cli.run("docs").out()).contains("    \"a\" |o..o{ \"b\" : \"id\"\n");
  }

  @Test
  void what_PostgreSQL_18_has_new_is_described_there() {
    assumeThat(Postgres.majorVersion()).as("version of PostgreSQL").isGreaterThanOrEqualTo(18);
    database.execute(
        """
        create table t (id int, twice int generated always as (id * 2) virtual, checked int not null);
        alter table t add constraint later not null id not valid;
        """);

    assertThat(cli.run("docs").out())
        .contains(
            """
            | Column | Type | Null | Default |
            | --- | --- | --- | --- |
            | `id` | `integer` | yes |  |
            | `twice` | `integer` | yes | always `id * 2` |
            | `checked` | `integer` | no |  |
            """)
        .doesNotContain("Constraint");
  }

  @Test
  void a_file_is_written_and_named() throws IOException {
    database.execute("create table a (id int)");

    assertThat(cli.run("docs", "--output", "docs/SCHEMA.md").out()).isEqualTo("docs/SCHEMA.md\n");
    assertThat(cli.run("docs", "-o", "docs/SCHEMA.md").out())
        .isEqualTo("docs/SCHEMA.md (unchanged)\n");
    assertThat(Files.readString(folder.resolve("docs/SCHEMA.md")))
        .isEqualTo(cli.run("docs").out())
        .endsWith("\n");
  }

  @Test
  void a_file_of_somebody_else_is_not_overwritten() {
    cli.file("README.md", "# Mine\n");

    Cli.Result result = cli.run("docs", "--output", "README.md");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            """
            [not-generated] README.md is there, and was not made by this command
              kept: everything as it was
              fix: move it away, or have --output lead elsewhere
            """);
    assertThat(folder.resolve("README.md")).hasContent("# Mine\n");
  }

  @Test
  void a_file_where_there_cannot_be_one_is_a_few_lines() {
    cli.file("docs", "");

    Cli.Result result = cli.run("docs", "--output", "docs/SCHEMA.md");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("[file] a file cannot be written").contains("fix:");
  }

  @Test
  void is_one_document_on_request() {
    database.execute("create table a (id int)");

    JsonNode printed = cli.run("docs", "--json").document();
    assertThat(printed.propertyNames())
        .containsExactly("command", "exitCode", "database", "markdown");
    assertThat(printed.at("/markdown").asString()).isEqualTo(cli.run("docs").out());

    JsonNode written = cli.run("docs", "--json", "-o", "a.md").document();
    assertThat(written.propertyNames())
        .containsExactly("command", "exitCode", "database", "file", "written");
    assertThat(written.at("/written").asBoolean()).isTrue();
  }

  @Test
  void needs_no_migration_files_and_changes_nothing() {
    assertThat(cli.run("docs").exitCode()).isZero();
    assertThat(tables()).isEqualTo(List.of());
    assertThat(folder).isEmptyDirectory();
  }

  @Test
  void a_database_that_is_not_there_is_a_few_lines() {
    Cli.Result result =
        cli.run("docs", "--url", database.postgresUrl().replace(database.name(), "nowhere"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("[unavailable]", "nowhere").contains("fix:");
    assertThat(result.err().lines().count()).isLessThan(8);
  }
}
