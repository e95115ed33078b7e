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

package dev.pgmigrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMigrationTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @TempDir Path folder;

  private String create(String name) {
    return created(MigrationDraft.of(name)).get(0);
  }

  private List<String> created(MigrationDraft draft) {
    return new NewMigration(folder, NOON)
        .create(draft).stream().map(file -> file.getFileName().toString()).toList();
  }

  private String text(String file) throws IOException {
    return Files.readString(folder.resolve(file));
  }

  private void has(String file) throws IOException {
    Files.writeString(folder.resolve(file), "select 1;");
  }

  @Test
  void an_empty_folder_begins_with_a_timestamp_and_the_sections_are_ready() throws IOException {
    Path file =
        new NewMigration(folder.resolve("new"), NOON)
            .create(MigrationDraft.of("Add user's note!"))
            .get(0);

    assertThat(file.getFileName()).hasToString("20261120120000_add_user_s_note.sql");
    assertThat(file).hasContent("-- UP\n\n-- DOWN\n\n");
  }

  @Test
  void numbers_go_on_with_the_width_they_have() throws IOException {
    has("001_a.sql");
    has("009_b.sql");

    assertThat(create("c")).isEqualTo("010_c.sql");
  }

  @Test
  void timestamps_go_on_and_never_backwards() throws IOException {
    has("20240101000000_a.sql");
    assertThat(create("b")).isEqualTo("20261120120000_b.sql");

    assertThat(create("c")).isEqualTo("20261120120001_c.sql");
  }

  @Test
  void a_name_without_letters_is_refused() {
    assertThatThrownBy(() -> create(" !? "))
        .hasMessage(
            """
            [name] a migration needs a name, ' !? ' is none
              fix: say in a few words what it does: add user note\
            """);
  }

  @Test
  void a_number_or_a_timestamp_may_be_asked_for() throws IOException {
    MigrationDraft sequential =
        MigrationDraft.of("a").numbered(MigrationDraft.Numbering.SEQUENTIAL);
    MigrationDraft timestamp = MigrationDraft.of("b").numbered(MigrationDraft.Numbering.TIMESTAMP);

    assertThat(created(sequential)).containsExactly("001_a.sql");
    assertThat(created(sequential)).containsExactly("002_a.sql");
    assertThat(created(timestamp)).containsExactly("20261120120000_b.sql");
    assertThat(created(sequential)).containsExactly("20261120120001_a.sql");
  }

  @Test
  void tables_are_created_and_on_the_way_back_dropped_in_reverse() throws IOException {
    created(
        MigrationDraft.of("users and orders")
            .creating(List.of("app.users", "order"), Optional.empty()));

    assertThat(text("20261120120000_users_and_orders.sql"))
        .isEqualTo(
            """
            -- UP
            create table app.users (
              id         bigint generated always as identity primary key,
              created_at timestamptz not null default now(),
              updated_at timestamptz not null default now()
            );

            create table "order" (
              id         bigint generated always as identity primary key,
              created_at timestamptz not null default now(),
              updated_at timestamptz not null default now()
            );

            -- DOWN
            drop table "order";
            drop table app.users;
            """);
  }

  @Test
  void a_template_says_how_a_table_is_created_here() throws IOException {
    Path templates = Files.createDirectories(folder.resolve("templates"));
    Files.writeString(templates.resolve("users.sql"), "create table users (name text);\n");
    Files.writeString(
        templates.resolve("notes.sql"),
        "-- UP\ncreate table notes ();\n-- DOWN\ndrop table notes cascade;\n");

    Path file =
        new NewMigration(folder.resolve("new"), NOON)
            .create(
                MigrationDraft.of("both")
                    .creating(List.of("users", "notes"), Optional.of(templates)))
            .get(0);

    assertThat(file)
        .hasContent(
            """
            -- UP
            create table users (name text);

            create table notes ();

            -- DOWN
            drop table notes cascade;
            drop table users;
            """);
  }

  @Test
  void the_statements_of_a_file_become_the_change() throws IOException {
    Path sql =
        Files.writeString(Files.createDirectory(folder.resolve("x")).resolve("s"), "select 1;");

    Path file =
        new NewMigration(folder.resolve("new"), NOON)
            .create(MigrationDraft.of("one").from(sql))
            .get(0);

    assertThat(file).hasContent("-- UP\nselect 1;\n\n-- DOWN\n\n");
  }

  @Test
  void the_sections_of_a_file_stay_as_they_are() throws IOException {
    String text = "-- REQUIRE\nselect true;\n-- UP\nselect 1;\n-- DOWN\nselect 2;\n";
    Path sql = Files.writeString(Files.createDirectory(folder.resolve("x")).resolve("s"), text);
    NewMigration migrations = new NewMigration(folder.resolve("new"), NOON);

    Path one = migrations.create(MigrationDraft.of("one").from(sql)).get(0);
    List<Path> two = migrations.create(MigrationDraft.of("two").from(sql).withRollbackFile());

    assertThat(one).hasContent(text);
    assertThat(two.get(0)).hasContent("-- REQUIRE\nselect true;\n-- UP\nselect 1;\n");
    assertThat(two.get(1)).hasContent("select 2;\n");
  }

  @Test
  void the_way_back_may_have_a_file_of_its_own() throws IOException {
    assertThat(
            created(
                MigrationDraft.of("users")
                    .creating(List.of("users"), Optional.empty())
                    .withRollbackFile()))
        .containsExactly("20261120120000_users.sql", "rollback_20261120120000_users.sql");

    assertThat(text("20261120120000_users.sql")).startsWith("-- UP\n").doesNotContain("DOWN");
    assertThat(text("rollback_20261120120000_users.sql")).isEqualTo("drop table users;\n");
  }

  @Test
  void a_file_that_is_no_script_is_refused_and_nothing_written() throws IOException {
    Path sql = Files.writeString(folder.resolve("s"), "select 'open;");

    assertThatThrownBy(
            () ->
                new NewMigration(folder.resolve("new"), NOON)
                    .create(MigrationDraft.of("one").from(sql)))
        .isInstanceOf(ScriptSyntaxException.class);
    assertThat(folder.resolve("new")).doesNotExist();
  }

  @Test
  void a_file_that_is_not_there_and_a_name_that_is_none_are_refused() {
    assertThatThrownBy(() -> created(MigrationDraft.of("one").from(folder.resolve("none"))))
        .hasMessageContaining("cannot be read");
    assertThatThrownBy(
            () -> created(MigrationDraft.of("one").creating(List.of("../x"), Optional.empty())))
        .hasMessageContaining("'../x' is no name of a table");
  }
}
