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
import dev.pgmigrations.diagnostic.SourceException;
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
        create function one() returns int language sql as 'select 1';\
        """,
        """
        drop function one();
        revoke select on book from public;
        comment on table book is null;
        alter table book drop note, drop mood;
        drop type mood;\
        """);

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
  void what_is_easily_forgotten_is_named() throws IOException {
    file(
        "1_base.sql",
        """
        create type mood as enum ('good', 'bad');
        create sequence ticket;
        create table book (id int, title text default 'none', price int default 1);
        comment on table book is 'Books';
        create rule keep as on delete to book do instead nothing;
        create index book_id on book (id);\
        """,
        "drop table book; drop sequence ticket; drop type mood;");
    file("2_enum.sql", "alter type mood add value if not exists 'so so';", "select 1;");
    file("3_owned.sql", "alter sequence ticket owned by book.id;", "select 1;");
    file("4_grant.sql", "grant select on book to public;", "select 1;");
    file("5_comment.sql", "comment on table book is 'All';", "comment on table book is null;");
    file(
        "6_default.sql",
        "alter table book alter price set default 2;",
        "alter table book alter price drop default;");
    file("7_rule.sql", "alter table book disable rule keep;", "select 1;");
    file("8_cluster.sql", "alter table book cluster on book_id;", "select 1;");
    file("9_target.sql", "alter table book alter title set statistics 500;", "select 1;");
    file(
        "10_default_privileges.sql",
        "alter default privileges in schema public grant select on tables to public;",
        "select 1;");
    file("11_owner.sql", "alter table book owner to pg_monitor;", "select 1;");
    file("12_sequence.sql", "alter sequence ticket increment 2;", "alter sequence ticket cycle;");

    assertThat(tester().run().findings())
        .extracting(finding -> finding.toString().replaceFirst("(?s): it was .*", ""))
        .containsExactly(
            "2: DOWN changes type public.mood",
            "3: DOWN changes sequence public.ticket",
            "4: DOWN changes privileges on table public.book",
            "5: DOWN loses comment on table public.book",
            "6: DOWN changes table column public.book.price",
            "7: DOWN changes rule keep on public.book",
            "8: DOWN changes index public.book_id",
            "9: DOWN changes table column public.book.title",
            "10: DOWN leaves default acl for role postgres in schema public on tables",
            "11: DOWN changes owner of sequence public.ticket",
            "11: DOWN changes owner of table public.book",
            "12: DOWN changes sequence public.ticket",
            "12: UP after DOWN changes sequence public.ticket");
  }

  @Test
  void what_is_put_back_exactly_is_no_finding() throws IOException {
    file(
        "1_base.sql",
        """
        create type mood as enum ('good', 'bad');
        create sequence ticket;
        create table book (id int, title text default 'none', mood mood);
        comment on table book is 'Books';
        create view titles as select title from book;
        grant select on book to pg_monitor;\
        """,
        """
        drop view titles;
        drop table book;
        drop sequence ticket;
        drop type mood;\
        """);
    file(
        "2_enum.sql",
        "alter type mood add value 'so so';",
        """
        alter type mood rename to mood_before;
        create type mood as enum ('good', 'bad');
        alter table book alter mood type mood using mood::text::mood;
        drop type mood_before;\
        """);
    file(
        "3_all.sql",
        """
        alter sequence ticket owned by book.id;
        alter table book alter title set default 'new', alter id set not null;
        comment on table book is 'All';
        revoke select on book from pg_monitor;
        create or replace view titles as select title, id from book;\
        """,
        """
        drop view titles;
        create view titles as select title from book;
        grant select on book to pg_monitor;
        comment on table book is 'Books';
        alter table book alter title set default 'none', alter id drop not null;
        alter sequence ticket owned by none;\
        """);

    tester().requireWayBack().run().assertClean();
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
  void a_folder_without_files_is_no_success() {
    assertThatThrownBy(() -> tester().run())
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("no migration file was found in file:" + folder);
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
