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
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.history.Sql;
import dev.pgmigrations.testsupport.Postgres;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What one file does to its session never reaches the next. */
class SessionHygieneTest extends ProjectTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "set search_path = pg_catalog | search_path | \"$user\", public",
        "select set_config('search_path', '', false) | search_path | \"$user\", public",
        "set statement_timeout = '90s' | statement_timeout | 0",
        "set lock_timeout = '90s' | lock_timeout | 200ms",
        "set time zone 'Asia/Tokyo' | timezone | SERVER",
        "set standard_conforming_strings = off | standard_conforming_strings | on",
        "reset all | application_name | pgmigrations: migrating 2",
        "set application_name = 'other' | application_name | pgmigrations: migrating 2",
        "set row_security = off | row_security | on",
      })
  void a_setting_of_one_file_is_not_there_in_the_next(String set, String name, String expected) {
    project
        .file("1_set.sql", set + ";\ncreate table public.one ();")
        .file(
            "2_look.sql",
            "create table public.seen as select current_setting('%s') as value;".formatted(name));

    project.migrator().migrate();

    String wanted =
        expected.equals("SERVER")
            ? query("select current_setting('%s')".formatted(name))
            : expected;
    assertThat(query("select value from seen")).isEqualTo(wanted);
  }

  @Test
  void a_role_of_one_file_neither_writes_our_row_nor_runs_the_next_file() {
    String role = Postgres.createRole("hygiene", "");
    database.execute("grant create, usage on schema public to " + role);
    project
        .file("1_role.sql", "set role %s;\ncreate table one ();".formatted(role))
        .file(
            "2_session.sql", "set session authorization %s;\ncreate table two ();".formatted(role))
        .file("3_plain.sql", "create table three ();");

    project.migrator().migrate();

    assertThat(owner("one")).isEqualTo(role);
    assertThat(owner("two")).isEqualTo(role);
    assertThat(owner("three")).isEqualTo(database.username());
    assertThat(owner("migration_history")).isEqualTo(database.username());
  }

  @Test
  void a_role_of_a_file_lasts_over_all_its_units() {
    String role = Postgres.createRole("hygiene", "");
    database.execute("grant create, usage on schema public to " + role);
    project.file(
        "1_role.sql",
        """
        set role %s;
        create table one ();
        commit;
        create table two ();
        """
            .formatted(role));

    project.migrator().migrate();

    assertThat(owner("two")).isEqualTo(role);
  }

  private String owner(String table) {
    return query(
        "select tableowner from pg_tables where schemaname = 'public' and tablename = '%s'"
            .formatted(table));
  }

  @Test
  void temporary_tables_cursors_listens_and_prepared_statements_of_a_file_end_with_it() {
    project
        .file(
            "1_leave.sql",
            """
            create temp table leftover (id int);
            prepare leftover as select 1;
            declare leftover cursor with hold for select 1;
            listen leftover;
            """)
        .file(
            "2_again.sql",
            """
            create temp table leftover (id int);
            prepare leftover as select 1;
            declare leftover cursor with hold for select 1;
            """)
        .file(
            "3_look.sql",
            "create table heard as select count(*) as channels from pg_listening_channels();");

    assertThat(project.migrator().migrate().steps()).hasSize(3);
    assertThat(query("select channels::text from heard")).isEqualTo("0");
  }

  @Test
  void a_timeout_of_a_file_never_hits_our_own_statements() {
    project.file(
        "1_a.sql", "create table a ();\nset statement_timeout = '1ms';\nset lock_timeout = '1ms';");

    assertThat(project.migrator().migrate().steps()).hasSize(1);
  }

  @Test
  void a_file_that_frees_all_advisory_locks_does_not_stop_the_run() {
    project
        .file("1_unlock.sql", "select pg_advisory_unlock_all();\ncreate table one ();")
        .file("2_two.sql", "create table two ();")
        .file("3_three.sql", "create table three ();");

    assertThat(project.migrator().migrate().steps()).hasSize(3);
    assertThat(query("select count(*)::text from migration_history where active")).isEqualTo("3");
  }

  @Test
  void a_file_that_frees_all_locks_between_its_units_goes_on_too() {
    project
        .file(
            "1_unlock.sql",
            "create table one ();\n"
                + "select pg_advisory_unlock_all();\n"
                + "commit;\n"
                + "create table two ();\n")
        .file("2_two.sql", "create table three ();");

    assertThat(project.migrator().migrate().steps()).hasSize(2);
    assertThat(
            query(
                "select string_agg(state || statements_done, ' ' order by id) from"
                    + " migration_history where active"))
        .isEqualTo("done3 done1");
  }

  @Test
  void a_file_may_discard_all() {
    project
        .file(
            "1_discard.sql",
            """
            create table one ();
            create temp table leftover ();
            prepare leftover as select 1;
            set app.tenant = 'acme';
            discard all;
            create temp table leftover ();
            create table seen as
              select count(*) as prepared, max(current_setting('app.tenant', true)) as tenant
              from pg_prepared_statements where name = 'leftover';
            """)
        .file("2_two.sql", "create table two ();");

    assertThat(project.migrator().migrate().steps()).hasSize(2);
    assertThat(query("select prepared || coalesce(nullif(tenant, ''), ' none') from seen"))
        .isEqualTo("0 none");
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void what_a_file_says_of_later_transactions_ends_with_it() {
    project
        .file("1_log.sql", "create table log (file text, isolation text, read_only text);")
        .file(
            "2_leave.sql",
            """
            set default_transaction_isolation = 'serializable';
            commit;
            insert into log
              values ('2', current_setting('transaction_isolation'), current_setting('transaction_read_only'));
            select set_config('default_transaction_read_only', 'on', false);
            """)
        .file(
            "3_look.sql",
            "insert into log values ('3', current_setting('transaction_isolation'),"
                + " current_setting('transaction_read_only'));");

    project.migrator().migrate();

    assertThat(
            query(
                "select string_agg(file || ' ' || isolation || ' ' || read_only, ', ' order by"
                    + " file) from log"))
        .isEqualTo("2 serializable off, 3 read committed off");
  }

  @Test
  void a_commit_in_a_file_ends_a_unit_and_the_change_is_never_parted_from_its_row() {
    project.file(
        "1_a.sql",
        """
        BEGIN;
        create table one ();
        COMMIT;
        BEGIN;
        create table two ();
        select 1 / 0;
        COMMIT;
        """);

    Throwable failure = catchThrowable(() -> project.migrator().migrate());

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            1_a.sql:6:1 [22012] division by zero
              6 | select 1 / 0;
                | ^
              kept: the first 1 of 3 statements of 1
              fix: correct line 6 and run migrate again\
            """);
    assertThat(
            query(
                "select state || ' ' || statements_done || '/' || statements_total from"
                    + " migration_history"))
        .isEqualTo("failed 1/3");
    project.file(
        "1_a.sql",
        """
        BEGIN;
        create table one ();
        COMMIT;
        BEGIN;
        create table two ();
        select 1 / 1;
        COMMIT;
        """);
    project.migrator().migrate();
    assertThat(query("select to_regclass('two')::text")).isEqualTo("two");
  }

  @Test
  void a_file_that_ends_in_an_open_transaction_is_applied_as_a_whole() {
    project.file("1_a.sql", "BEGIN;\ncreate table one ();").file("2_b.sql", "create table two ();");

    assertThat(project.migrator().migrate().steps()).hasSize(2);
    assertThat(query("select to_regclass('one')::text")).isEqualTo("one");
  }

  @Test
  void the_options_of_a_begin_move_to_ours() {
    project.file(
        "1_a.sql",
        """
        BEGIN ISOLATION LEVEL SERIALIZABLE;
        create table seen as select current_setting('transaction_isolation') as value;
        COMMIT;
        """);

    project.migrator().migrate();

    assertThat(query("select value from seen")).isEqualTo("serializable");
  }

  @Test
  void a_schema_named_like_the_user_does_not_move_the_history_or_what_follows() {
    String user = Postgres.createRole("hygiene", "superuser");
    Project own = new Project(folder, connections(database.dataSource(user, user)));
    own.file("1_schema.sql", "create schema %s;".formatted(Sql.identifier(user)))
        .file("2_table.sql", "create table two ();");

    own.migrator().migrate();
    own.file("3_table.sql", "create table three ();");

    assertThat(own.migrator().migrate().steps()).extracting(s -> s.id().key()).containsExactly("3");
    assertThat(
            query(
                "select string_agg(schemaname, ' ') from pg_tables where tablename in ('two',"
                    + " 'three')"))
        .isEqualTo("public public");
  }

  @Test
  void unqualified_names_go_where_psql_puts_them_if_nothing_is_said_of_a_schema() {
    String user = Postgres.createRole("hygiene", "superuser");
    Project own = new Project(folder, connections(database.dataSource(user, user)));
    own.file("1_schema.sql", "create schema %s;".formatted(Sql.identifier(user)))
        .file("2_table.sql", "create table two ();");
    own.migrator(s -> s.historyTable("public.history")).migrate();
    own.file("3_table.sql", "create table three ();");
    own.migrator(s -> s.historyTable("public.history")).migrate();

    assertThat(
            query(
                "select string_agg(distinct schemaname, ' ') from pg_tables where tablename in"
                    + " ('two', 'three')"))
        .isEqualTo(user);
  }

  @Test
  void the_schema_comes_first_in_each_file_and_what_was_there_follows() {
    String path = "select set_config('search_path', '', false);\n";
    project
        .file("1_dump.sql", path + "create table app.one ();")
        .file(
            "2_look.sql", "set search_path = pg_catalog;\ncreate table app.two as select 1 as one;")
        .file("3_seen.sql", "create table seen as select current_setting('search_path') as path;");

    project.migrator(s -> s.schema("app")).migrate();

    assertThat(query("select path from app.seen")).isEqualTo("\"app\", \"$user\", public");
  }

  @Test
  void migrates_as_another_role_and_the_history_belongs_to_it() {
    String role = Postgres.createRole("hygiene", "");
    String user = Postgres.createRole("hygiene", "noinherit in role " + role);
    database.execute("grant create, usage on schema public to " + role);
    Project own = new Project(folder, connections(database.dataSource(user, user)));
    own.file("1_a.sql", "create table one ();");

    own.migrator(s -> s.role(role)).migrate();

    assertThat(own.migrator(s -> s.role(role)).migrate().isNothing()).isTrue();
    assertThat(owner("one")).isEqualTo(role);
    assertThat(owner("migration_history")).isEqualTo(role);
  }

  @Test
  void timeouts_of_the_role_do_not_hit_migrations() {
    String user = Postgres.createRole("hygiene", "");
    database.execute("alter role %s set statement_timeout = '200ms'".formatted(user));
    database.execute("grant create, usage on schema public to " + user);
    Project own = new Project(folder, connections(database.dataSource(user, user)));
    own.file("1_a.sql", "create table one ();\nselect pg_sleep(0.5);");

    assertThat(own.migrator().migrate().steps()).hasSize(1);
  }

  @Test
  void a_statement_timeout_of_the_file_head_holds_for_the_file() {
    project.file("1_a.sql", "-- migrations:statement-timeout=100ms\nselect pg_sleep(2);");

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql:2:1 [57014] canceling statement due to statement timeout
              2 | select pg_sleep(2);
                | ^
              kept: nothing of 1
              fix: raise -- migrations:statement-timeout, and run migrate again\
            """);
  }

  @Test
  void init_sql_runs_before_each_migration() {
    project
        .file("1_a.sql", "set app.tenant = 'other';")
        .file("2_b.sql", "create table seen as select current_setting('app.tenant') as value;");

    project.migrator(s -> s.initSql(java.util.List.of("set app.tenant = 'acme'"))).migrate();

    assertThat(query("select value from seen")).isEqualTo("acme");
  }

  private String query(String sql) {
    return JdbcClient.create(database.dataSource()).sql(sql).query(String.class).single();
  }
}
