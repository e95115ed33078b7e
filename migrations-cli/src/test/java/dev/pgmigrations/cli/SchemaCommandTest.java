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

import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import tools.jackson.databind.JsonNode;

class SchemaCommandTest extends CliTest {

  private static final String[] OURS = {"schema", "--engine", "pgcodekeeper"};

  private void migrated() {
    cli.file("db/migrations/1_a.sql", "create table a (id int primary key);");
    cli.file("db/migrations/7_b.sql", "create view b as select id from a;");
    assertThat(cli.run("migrate").exitCode()).isZero();
  }

  @Test
  void a_database_that_is_built_from_the_file_has_the_same_schema(
      TestDatabase here, TestDatabase built) {
    migrated();

    Cli.Result written = cli.run(with(OURS, "--output", "db/schema.sql"));

    assertThat(written.exitCode()).as(written.toString()).isZero();
    assertThat(written.out()).isEqualTo("db/schema.sql\n");
    Cli.Result executed = cli.run("exec", "db/schema.sql", "--url", built.postgresUrl());
    assertThat(executed.exitCode()).as(executed.toString()).isZero();
    assertThat(built.snapshot().differencesFrom(here.snapshot("public.migration_history")))
        .isEmpty();
  }

  @Test
  void the_five_schemas_of_the_sample_are_built_again(TestDatabase here, TestDatabase built) {
    SampleSchemas.sample(here, cli);

    Cli.Result written = cli.run(with(OURS, "--owners", "--output", "schema.sql"));

    assertThat(written.exitCode()).as(written.toString()).isZero();
    assertThat(written.out()).isEqualTo("schema.sql\n");
    built.execute(read("schema.sql"));
    List<String> differences =
        built
            .snapshot()
            .differencesFrom(
                here.snapshot(
                    "learning.migration_history",
                    "chats.migration_history",
                    "counsel.migration_history",
                    "assistant.migration_history",
                    "public.chatbot_history"));
    assertThat(differences).allMatch(SchemaCommandTest::isOfCastsAlone);
    assertThat(read("schema.sql")).contains("\n-- public.chatbot_history is at ");
  }

  @Test
  void the_history_is_left_out_and_its_version_said() throws IOException {
    migrated();

    String text = cli.run(OURS).out();

    assertThat(text)
        .startsWith(
            """
            -- Schema of a PostgreSQL %d database, written with pgCodeKeeper by "pgmigrations schema"; not to be edited.
            -- public.migration_history is at 7: in a database built from this file, "pgmigrations baseline 7" says so.

            SET client_encoding = 'UTF8';
            """
                .formatted(serverVersion()))
        .contains("CREATE TABLE public.a")
        .doesNotContain("CREATE TABLE public.migration_history");
  }

  @Test
  void a_check_says_how_file_and_database_differ() throws IOException {
    migrated();
    cli.run(with(OURS, "--output", "schema.sql"));
    assertThat(cli.run("schema", "--check", "schema.sql").out())
        .isEqualTo("schema.sql is what the database has\n");
    Path file = cli.folder().resolve("schema.sql");
    Files.writeString(file, Files.readString(file).replace("\n", "\r\n"));
    assertThat(cli.run("schema", "--check", "schema.sql").exitCode()).isZero();

    database.execute("create table c (id int)");
    Cli.Result different = cli.run("schema", "--check", "schema.sql");

    assertThat(different.exitCode()).isEqualTo(1);
    assertThat(different.out())
        .startsWith("--- schema.sql\n+++ database\n@@ ")
        .contains("\n+CREATE TABLE public.c (\n")
        .endsWith("schema.sql is not what the database has\n");
    assertThat(Files.readString(file)).doesNotContain("public.c");
  }

  @Test
  void what_wrote_the_file_writes_it_again() throws IOException {
    migrated();
    cli.run(with(OURS, "--output", "schema.sql"));
    fakePgDump("pg_dump (PostgreSQL) 99.1");

    assertThat(cli.run("schema", "--output", "schema.sql", "--json").document().at("/engine"))
        .hasToString("\"pgCodeKeeper\"");
    assertThat(cli.run("schema", "--check", "schema.sql").exitCode()).isZero();
  }

  @Test
  void a_file_of_pg_dump_is_compared_with_pg_dump_only() {
    migrated();
    cli.file(
        "schema.sql",
        "-- Schema of a PostgreSQL 18 database, written with pg_dump 18 by \"pgmigrations schema\";"
            + " not to be edited.\n");

    Cli.Result result = cli.env("PATH", "").run("schema", "--check", "schema.sql");

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .endsWith(
            """
            [no-pg-dump] there is no pg_dump on the PATH
              kept: everything as it was
              fix: install PostgreSQL's client, or write the file anew with --engine pgcodekeeper
            """);
  }

  @Test
  void a_pg_dump_that_is_older_than_the_server_is_not_taken() throws IOException {
    migrated();
    fakePgDump("pg_dump (PostgreSQL) 9.6.24");

    assertThat(cli.run("schema", "--json").document().at("/engine").asString())
        .isEqualTo("pgCodeKeeper");
    Cli.Result asked = cli.run("schema", "--engine", "pg_dump");
    assertThat(asked.exitCode()).isEqualTo(1);
    assertThat(asked.err())
        .contains(
            "[no-pg-dump] the pg_dump on the PATH is of version 9, and reads no server of version "
                + serverVersion());
  }

  @Test
  void what_is_not_in_the_file_is_said() throws IOException {
    database.execute("create operator family odd using btree");

    Cli.Result written = cli.run(with(OURS, "--output", "schema.sql"));

    assertThat(written.out())
        .isEqualTo("schema.sql\nnot in this file: operator family public.odd USING btree\n");
    assertThat(read("schema.sql"))
        .contains("\n-- Not in this file: operator family public.odd USING btree\n");
  }

  @Test
  void a_file_of_somebody_else_is_not_overwritten() throws IOException {
    cli.file("db/migrations/1_a.sql", "create table a (id int);");

    Cli.Result result = cli.run(with(OURS, "--output", "db/migrations/1_a.sql"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("1_a.sql is there, and was not made by this command");
    assertThat(read("db/migrations/1_a.sql")).isEqualTo("create table a (id int);");
  }

  @Test
  void wrong_usage_is_said() {
    assertThat(cli.run("schema", "--check", "none.sql").err())
        .contains("there is no file none.sql");
    Cli.Result both = cli.run("schema", "--check", "a.sql", "--output", "b.sql");
    assertThat(both.exitCode()).isEqualTo(2);
    assertThat(both.err()).contains("--output writes a file and --check only reads one");
  }

  @Test
  void owners_and_privileges_are_a_matter_of_options() {
    database.execute("create table a (id int); grant select on a to public");

    assertThat(cli.run(OURS).out()).contains("GRANT SELECT").doesNotContain("OWNER TO");
    assertThat(cli.run(with(OURS, "--owners", "--no-privileges")).out())
        .contains("ALTER TABLE public.a OWNER TO")
        .doesNotContain("GRANT");
  }

  @Test
  void is_one_document_on_request() {
    migrated();

    JsonNode document = cli.run(with(OURS, "--json")).document();

    assertThat(document.propertyNames())
        .containsExactly("command", "exitCode", "database", "engine", "sql", "notCovered");
    cli.run(with(OURS, "--output", "schema.sql"));
    JsonNode checked = cli.run("schema", "--check", "schema.sql", "--json").document();
    assertThat(checked.propertyNames())
        .containsExactly(
            "command", "exitCode", "database", "engine", "file", "same", "differences");
    assertThat(checked.get("same").asBoolean()).isTrue();
  }

  @Test
  void a_database_that_is_not_there_is_a_few_lines() {
    Cli.Result result =
        cli.run("schema", "--url", database.postgresUrl().replace(database.name(), "nowhere"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("nowhere").contains("fix:");
  }

  /**
   * Of {@code CHECK (a_varchar IN ('x', 'y'))} the server says {@code (ARRAY[…])::text[]}, and once
   * it has read that, {@code ARRAY[…::text]}. A dump by pg_dump has the same effect.
   */
  private static boolean isOfCastsAlone(String difference) {
    String[] both =
        difference.replaceFirst("^different table constraint .*?: ", "").split(", not ");
    return both.length == 2 && withoutCasts(both[0]).equals(withoutCasts(both[1]));
  }

  private static String withoutCasts(String definition) {
    return definition.replaceAll("::text(\\[])?|::character varying|[()]", "");
  }

  private String read(String file) {
    try {
      return Files.readString(cli.folder().resolve(file));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void fakePgDump(String version) throws IOException {
    Path program = cli.folder().resolve("bin/pg_dump");
    Files.createDirectories(program.getParent());
    Files.writeString(program, "#!/bin/sh\necho '%s'\n".formatted(version));
    assumeTrue(program.toFile().setExecutable(true), "files cannot be made executable here");
    cli.env("PATH", program.getParent().toString());
  }

  private int serverVersion() {
    return database
        .jdbc()
        .sql("select current_setting('server_version_num')::int / 10000")
        .query(Integer.class)
        .single();
  }

  private static String[] with(String[] first, String... more) {
    return Stream.of(first, more).flatMap(Stream::of).toArray(String[]::new);
  }
}
