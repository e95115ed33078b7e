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

package dev.pgmigrations.boot.test;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class MigrationTesterTests {

  @TempDir Path folder;

  private final PostgresServer server = PostgresServer.embedded();

  @Test
  void right_ways_back_give_no_findings() throws IOException {
    file("1_book.sql", "create table book (id serial primary key);", "drop table book;");
    file(
        "2_note.sql",
        """
        create type mood as enum ('good', 'bad');
        alter table book add note text not null default 'x', add mood mood;
        create index book_note on book (note);
        comment on table book is 'Books';
        grant select on book to public;
        create function one() returns int language sql as 'select 1';""",
        """
        drop function one();
        revoke select on book from public;
        comment on table book is null;
        alter table book drop note, drop mood;
        drop type mood;""");

    RoundTripReport report = tester().requireWayBack().run();

    report.assertClean();
    assertThat(report.text()).isEqualTo("2 up, down and up again\n");
  }

  @Test
  void what_a_way_back_forgets_loses_or_changes_is_named() throws IOException {
    file("1_book.sql", "create table book (id int, title text);", "drop table book;");
    file("2_author.sql", "create table author (id int primary key);", "select 1;");
    file("3_index.sql", "create index if not exists book_id on book (id);", "select 1;");
    file(
        "4_note.sql", "alter table book add note text;", "alter table book drop note, drop title;");
    file(
        "5_long.sql",
        "alter table book alter id type bigint;",
        "alter table book alter id type bigint;");
    file("6_broken.sql", "create table shelf (id int);", "drop table shelve;");

    RoundTripReport report = tester().run();

    assertThat(report.text())
        .isEqualTo(
            """
            2: DOWN leaves table public.author
            2: UP after DOWN fails: %1$s/2_author.sql:2:1: relation "author" already exists
            3: DOWN leaves index public.book_id
            4: DOWN loses table column public.book.title
            4: UP after DOWN changes table column public.book.note: it was column 3: text, and is column 2: text
            4: UP after DOWN misses table column public.book.title
            5: DOWN changes table column public.book.id: it was column 1: integer, and is column 1: bigint
            6: DOWN fails: %1$s/6_broken.sql:4:1: table "shelve" does not exist
            6 up, down and up again
            """
                .formatted(folder));
    assertThatThrownBy(report::assertClean)
        .isInstanceOf(AssertionError.class)
        .hasMessage(report.text());
  }

  @Test
  void versions_without_a_way_back_are_listed_and_fail_only_when_asked() throws IOException {
    file("1_book.sql", "create table book (id int);", "drop table book;");
    Files.writeString(folder.resolve("2_data.sql"), "insert into book values (1);\n");

    RoundTripReport listed = tester().run();
    RoundTripReport required = tester().requireWayBack().run();

    assertThat(listed.isClean()).isTrue();
    assertThat(listed.text()).isEqualTo("1 up, down and up again; 1 without a way back: 2\n");
    assertThat(required.findings()).singleElement().hasToString("2: there is no way back");
  }

  @Test
  void in_one_database_it_stops_where_that_is_broken() throws IOException {
    file("1_book.sql", "create table book (id int);", "drop table book;");
    file("2_author.sql", "create table author (id int);", "select 1;");
    file("3_shelf.sql", "create table shelf (id int);", "drop table shelf;");
    try (ScratchDatabase database = server.create()) {
      RoundTripReport report = MigrationTester.in(database.dataSource(), settings()).run();

      assertThat(report.findings()).hasSize(2);
      assertThat(report.untried()).extracting(Object::toString).containsExactly("3");
    }
  }

  @Test
  void a_database_with_a_history_is_refused() throws IOException {
    file("1_book.sql", "create table book (id int);", "drop table book;");
    try (ScratchDatabase database = server.create()) {
      new Migrator(settings(), database.dataSource()).migrate();

      assertThatThrownBy(() -> MigrationTester.in(database.dataSource(), settings()).run())
          .isInstanceOf(IllegalArgumentException.class)
          .hasMessage("the database has a history migration_history already; give an empty one");
    }
  }

  @Test
  void the_order_of_columns_counts_unless_it_is_ignored() throws IOException {
    file("1_book.sql", "create table book (id int, title text);", "drop table book;");
    file("2_less.sql", "alter table book drop id;", "alter table book add id int;");

    assertThat(tester().run().findings()).hasSize(2);
    assertThat(tester().ignoreColumnOrder().run().findings()).isEmpty();
  }

  @Test
  void repeatables_do_not_stand_in_the_way_and_phrases_are_given() throws IOException {
    file(
        "1_book.sql",
        "create table book (id int);",
        "-- migrations:confirm=I mean it\ndrop table book;");
    Files.writeString(
        folder.resolve("R_books.sql"), "create or replace view books as table book;\n");

    tester().run().assertClean();
  }

  private MigrationTester tester() {
    return MigrationTester.on(server, settings());
  }

  private MigratorSettings settings() {
    return MigratorSettings.builder().locations("file:" + folder).build();
  }

  private void file(String name, String up, String down) throws IOException {
    Files.writeString(folder.resolve(name), "-- UP\n%s\n-- DOWN\n%s\n".formatted(up, down));
  }
}
