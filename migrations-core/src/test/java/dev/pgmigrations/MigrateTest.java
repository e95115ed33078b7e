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
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assertions.assertTimeoutPreemptively;

import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.StatusReport.Standing;
import dev.pgmigrations.testsupport.CountingProxy;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

class MigrateTest extends ProjectTest {

  private List<String> history() {
    return database
        .jdbc()
        .sql(
            """
            select concat_ws(' ', kind, coalesce(version, description), direction, state,
              case when active then 'active' end, statements_done || '/' || statements_total)
            from migration_history order by id\
            """)
        .query(String.class)
        .list();
  }

  @Test
  void applies_what_is_pending_in_the_order_of_versions_and_then_has_nothing_to_do() {
    project
        .file("10_c.sql", "alter table a add column c int;")
        .file("2_b.sql", "alter table a add column b int;")
        .file("001_a.sql", "create table a (id int);");

    MigrationReport first = project.migrator().migrate();
    MigrationReport second = project.migrator().migrate();

    assertThat(first.steps()).extracting(s -> s.id().key()).containsExactly("1", "2", "10");
    assertThat(second.isNothing()).isTrue();
    assertThat(history())
        .containsExactly(
            "versioned 1 up done active 1/1",
            "versioned 2 up done active 1/1",
            "versioned 10 up done active 1/1");
  }

  @Test
  void applies_up_to_a_version() {
    project.file("1_a.sql", "create table a ()").file("2_b.sql", "create table b ()");

    project.migrator().migrate(Version.of("1"));

    assertThat(database.exists("a")).isTrue();
    assertThat(database.exists("b")).isFalse();
  }

  @Test
  void an_unknown_version_is_refused_with_the_nearest_known() {
    project.file("20240101_a.sql", "create table a ()");

    assertThatThrownBy(() -> project.migrator().migrate(Version.of("20240102")))
        .isInstanceOf(PlanRejectedException.class)
        .hasMessage(
            """
            [unknown-version] there is no migration 20240102
              fix: the nearest known version is 20240101\
            """);
  }

  @Test
  void a_failing_migration_leaves_nothing_and_what_was_before_it_stays() {
    project
        .file("5_a.sql", "create table a (id int);")
        .file("6_b.sql", "create table b (id int);")
        .file(
            "7_add_note.sql",
            """
            create table c (id int);

            alter table a
              add colum note text;
            create table d ();
            """);

    Throwable failure = catchThrowable(() -> project.migrator().migrate());

    assertThat(failure).isInstanceOf(MigrationFailedException.class);
    assertThat(project.shown(failure))
        .isEqualTo(
            """
            7_add_note.sql:4:18 [42601] syntax error at or near "text"
              4 |   add colum note text;
                |                  ^
              kept: nothing of 7; 5 and 6 are applied
              fix: correct line 4 and run migrate again\
            """);
    assertThat(database.exists("c")).isFalse();
    assertThat(history()).hasSize(2);
    assertThat(((MigrationFailedException) failure).report().steps()).hasSize(2);
  }

  @Test
  void a_unique_violation_has_no_position_and_shows_its_statement() {
    project.file(
        "1_a.sql",
        """
        create table a (id int primary key);
        insert into a values (1);
        insert into a
          values (1);
        """);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql:3:1 [23505] duplicate key value violates unique constraint "a_pkey"; Key (id)=(1) already exists.
              3 | insert into a
                | ^
              kept: nothing of 1
              fix: correct line 3 and run migrate again\
            """);
  }

  @Test
  void a_deferred_constraint_fails_at_commit_and_is_named() {
    project.file(
        "1_a.sql",
        """
        create table a (id int primary key deferrable initially deferred);
        insert into a values (1), (1);
        """);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql [23505] at commit, after all statements, by the deferred constraint a_pkey: duplicate key value violates unique constraint "a_pkey"; Key (id)=(1) already exists.
              kept: nothing of 1
              fix: correct the data that the file writes and run migrate again\
            """);
    assertThat(database.exists("a")).isFalse();
  }

  @Test
  void an_error_in_copy_data_is_shown_at_its_line() {
    project.file("1_a.sql", "create table a (id int);\ncopy a from stdin;\n1\nx\n3\n\\.\n");

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql:4:1 [22P02] invalid input syntax for type integer: "x"; in: COPY a, line 2, column id: "x"
              4 | x
                | ^
              kept: nothing of 1
              fix: correct line 4 and run migrate again\
            """);
  }

  @Test
  void an_error_within_a_function_shows_the_statement_that_called_it() {
    project.file(
        "1_a.sql",
        """
        create function f() returns int language plpgsql as $$
        begin
          return 1 / 0;
        end $$;
        select
          f();
        """);

    String shown = project.shown(catchThrowable(() -> project.migrator().migrate()));

    assertThat(shown.replaceFirst("in: (PL/pgSQL|SQL).*", "in: (as the server names it)"))
        .isEqualTo(
            """
            1_a.sql:5:1 [22012] division by zero; in: (as the server names it)
              5 | select
                | ^
              kept: nothing of 1
              fix: correct line 5 and run migrate again\
            """);
  }

  @Test
  void a_statement_that_answers_much_before_others_that_are_long_does_not_hang() {
    StringBuilder sql = new StringBuilder("create table a (note text);\n");
    sql.append("select repeat('x', 1000) from generate_series(1, 20000);\n");
    sql.append(
        "do $$ begin for i in 1..20000 loop raise notice '%', repeat('n', 200); end loop; end"
            + " $$;\n");
    String row = "insert into a values ('" + "y".repeat(100_000) + "');\n";
    sql.append(row.repeat(100));
    project.file("1_a.sql", sql.toString());

    assertTimeoutPreemptively(java.time.Duration.ofMinutes(2), () -> project.migrator().migrate());

    assertThat(count("a")).isEqualTo(100);
  }

  @Test
  void an_assert_in_a_check_is_a_no() {
    project.file(
        "1_a.sql",
        "-- REQUIRE\n"
            + "-- there is room\n"
            + "do $$ begin assert 1 = 2, 'none left'; end $$;\n"
            + "-- UP\n"
            + "create table a ();\n");

    assertThatThrownBy(() -> project.migrator().migrate())
        .hasMessageContaining("[require] there is room (none left");
  }

  @Test
  void a_connection_cut_at_the_commit_is_told_as_it_is_and_the_next_run_finds_out() {
    project.file("0_first.sql", "select 1;").migrator().migrate();
    project.file("1_a.sql", "create table a ();");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      proxy.cutAfter("commit");
      Project cut = new Project(folder, connections(proxy.dataSource()));

      assertThatThrownBy(() -> cut.migrator().migrate())
          .isInstanceOf(MigrationFailedException.class)
          .hasMessageContaining(
              "kept: nothing of 1, or, if the server committed before the connection broke, what"
                  + " was under way")
          .hasMessageContaining("run migrate again: it goes on from what is there");
    }

    assertThat(database.exists("a")).isTrue();
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_connection_cut_before_anything_is_a_diagnostic_too() {
    project.file("1_a.sql", "create table a ();");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      proxy.cutBefore("pg_try_advisory_lock");
      Project cut = new Project(folder, connections(proxy.dataSource()));

      assertThatThrownBy(() -> cut.migrator().migrate())
          .isInstanceOf(DatabaseUnavailableException.class)
          .hasMessageStartingWith("[08006] the database did not answer: ")
          .hasMessageEndingWith(
              "\n"
                  + "  kept: what was finished before\n"
                  + "  fix: see that the server is well and run again: it goes on from what is"
                  + " there");
      assertThat(cut.events().get(cut.events().size() - 1))
          .isInstanceOf(MigrationEvent.RunFailed.class);
    }
  }

  @Test
  void rolls_back_the_last_to_a_version_one_only_and_all() {
    for (int i = 1; i <= 5; i++) {
      project.file(
          i + "_t.sql", "-- UP\ncreate table t%d ();\n-- DOWN\ndrop table t%d;\n".formatted(i, i));
    }
    Migrator migrator = project.migrator();
    migrator.migrate();

    migrator.rollback(1);
    assertThat(database.exists("t5")).isFalse();
    migrator.rollback(new Goal.RollbackOnly(Version.of("2"), Set.of()));
    assertThat(database.exists("t2")).isFalse();
    assertThat(database.exists("t4")).isTrue();
    migrator.rollback(new Goal.RollbackTo(Version.of("3"), Set.of()));
    assertThat(database.exists("t4")).isFalse();
    assertThat(database.exists("t3")).isTrue();
    MigrationReport all = migrator.rollback(new Goal.RollbackAll(Set.of()));

    assertThat(all.steps()).extracting(s -> s.id().key()).containsExactly("3", "1");
    assertThat(all.steps())
        .extracting(MigrationReport.StepReport::direction)
        .containsOnly(Direction.DOWN);
    migrator.migrate();
    assertThat(database.exists("t1")).isTrue();
    assertThat(migrator.status().pending()).isEmpty();
  }

  @Test
  void a_step_without_a_way_back_is_refused_before_anything_runs() {
    project
        .file("1_a.sql", "create table a ();")
        .file("2_b.sql", "-- UP\ncreate table b ();\n-- DOWN\ndrop table b;\n");
    project.migrator().migrate();

    Throwable failure =
        catchThrowable(() -> project.migrator().rollback(new Goal.RollbackAll(Set.of())));

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            1_a.sql [no-way-back] 1 (a) has no way back
              fix: give its file a -- DOWN section (select 1; where nothing is to be undone), or undo by hand and record it: mark undone 1\
            """);
    assertThat(database.exists("b")).isTrue();
  }

  @Test
  void what_a_newer_build_applied_is_rolled_back_by_what_the_history_kept() {
    project.file("1_a.sql", "-- UP\ncreate table a ();\n-- DOWN\ndrop table a;\n");
    project.file("2_b.sql", "-- UP\ncreate table b ();\n-- DOWN\ndrop table b;\n");
    project.migrator().migrate();
    project.delete("2_b.sql");

    project.migrator().rollback(1);

    assertThat(database.exists("b")).isFalse();
    assertThat(database.exists("a")).isTrue();
  }

  @Test
  void a_rollback_file_is_the_way_back_of_its_version() {
    project
        .file("001_a.sql", "create table a ();")
        .file("rollback_1_anything.sql", "drop table a;")
        .file("rollback_all.sql", "drop table a;");
    project.migrator().migrate();

    project.migrator().rollback(1);

    assertThat(database.exists("a")).isFalse();
  }

  @Test
  void the_phrase_of_a_way_back_has_to_be_given() {
    project.file(
        "1_a.sql",
        """
        -- UP
        create table a ();
        -- DOWN
        -- migrations:confirm=DELETE A
        drop table a;
        """);
    project.migrator().migrate();

    assertThat(project.shown(catchThrowable(() -> project.migrator().rollback(1))))
        .isEqualTo(
            """
            1_a.sql:3:1 [confirm] the way back of 1 asks to be confirmed
              3 | -- DOWN
                | ^
              fix: give the phrase: DELETE A\
            """);
    project.migrator().rollback(new Goal.RollbackLast(1, Set.of("DELETE A")));
    assertThat(database.exists("a")).isFalse();
  }

  @Test
  void a_way_back_that_drops_the_schema_of_the_history_is_refused() {
    project.file(
        "1_a.sql",
        "-- UP\ncreate table a ();\n-- DOWN\ndrop schema if exists other, \"App\" cascade;\n");
    Migrator migrator = project.migrator(s -> s.schema("App"));
    migrator.migrate();

    assertThat(project.shown(catchThrowable(() -> migrator.rollback(1))))
        .isEqualTo(
            """
            1_a.sql:4:1 [drops-history] the way back of 1 drops the schema App, which holds the history itself
              4 | drop schema if exists other, "App" cascade;
                | ^
              fix: keep the history elsewhere: migrations.history-table=<other schema>.migration_history\
            """);
  }

  @Test
  void a_repeatable_runs_after_the_versions_and_again_when_it_changed() {
    project
        .file("1_a.sql", "create table a (id int);")
        .file("R_b_view.sql", "create or replace view b_view as select id from a;")
        .file("R_a_view.sql", "create or replace view a_view as select 1 as one;");
    project.migrator().migrate();

    project.file("R_a_view.sql", "-- a comment\nCREATE OR REPLACE VIEW a_view AS SELECT 1 AS one;");
    assertThat(project.migrator().migrate().steps()).isEmpty();
    project.file("R_a_view.sql", "create or replace view a_view as select 2 as one;");
    MigrationReport third = project.migrator().migrate();

    assertThat(third.steps()).extracting(s -> s.id().key()).containsExactly("a view");
    assertThat(history())
        .containsExactly(
            "versioned 1 up done active 1/1",
            "repeatable a view up done 1/1",
            "repeatable b view up done active 1/1",
            "repeatable a view up done active 1/1");
  }

  @Test
  void a_repeatable_runs_again_when_the_value_of_a_placeholder_in_it_changed() {
    project.file("R_v.sql", "create or replace view v as select '${stage}' as stage;");
    project.migrator(s -> s.placeholders(java.util.Map.of("stage", "test", "x", "1"))).migrate();

    assertThat(
            project
                .migrator(s -> s.placeholders(java.util.Map.of("stage", "test", "x", "2")))
                .migrate()
                .isNothing())
        .isTrue();
    assertThat(
            project
                .migrator(s -> s.placeholders(java.util.Map.of("stage", "live", "x", "2")))
                .migrate()
                .steps())
        .hasSize(1);
  }

  @Test
  void two_repeatables_whose_contents_were_swapped_both_run() {
    String one = "create or replace function one() returns int language sql as 'select 1';";
    String two = "create or replace function two() returns int language sql as 'select 2';";
    project.file("R_a.sql", one).file("R_b.sql", two);
    project.migrator().migrate();

    project.file("R_a.sql", two).file("R_b.sql", one);

    assertThat(project.migrator().migrate().steps()).hasSize(2);
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_rollback_makes_repeatables_run_again_and_one_without_down_never_blocks_all() {
    project
        .file("1_a.sql", "-- UP\ncreate table a (id int);\n-- DOWN\ndrop table a cascade;\n")
        .file("R_v.sql", "create or replace view v as select id from a;");
    project.migrator().migrate();

    project.migrator().rollback(new Goal.RollbackAll(Set.of()));
    assertThat(database.exists("v")).isFalse();
    project.migrator().migrate();

    assertThat(database.exists("v")).isTrue();
  }

  @Test
  void a_changed_file_is_refused_until_it_is_accepted() {
    project.file("1_a.sql", "create table a (id int);");
    project.migrator().migrate();
    project.file("1_a.sql", "create table a (id bigint);");

    Throwable failure = catchThrowable(() -> project.migrator().migrate());

    assertThat(project.shown(failure))
        .startsWith("1_a.sql [changed] 1 was applied from a different text (on 20")
        .endsWith(
            "\n  fix: restore the applied text, or put the change into a new migration; if the edit"
                + " is right as it is: accept 1");
    assertThat(project.migrator().status().rows())
        .extracting(r -> r.standing())
        .containsExactly(Standing.CHANGED);
    project.migrator().accept(Version.of("1"));
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void comments_case_indentation_and_line_ends_are_no_change_but_bodies_are_exact() {
    String function =
        "create function f() returns text language plpgsql as $$\nbegin\n  return 'A';\nend $$;\n";
    project.file("1_f.sql", function).file("2_a.sql", "create table a (id int);");
    project.migrator().migrate();

    project.file("1_f.sql", function.replace("\n", "\r\n"));
    project.file("2_a.sql", "-- why\nCREATE TABLE a\n(id INT) /* x */;");
    assertThat(project.migrator().migrate().isNothing()).isTrue();

    project.file("1_f.sql", function.replace("  return 'A'", "  return 'a'"));
    assertThatThrownBy(() -> project.migrator().migrate()).hasMessageContaining("[changed] 1 was");
  }

  @Test
  void a_function_body_from_a_file_with_windows_line_ends_has_plain_ones() {
    project.file(
        "1_f.sql",
        "create function f() returns text language sql as $$\r\nselect 'a'::text\r\n$$;\r\n");
    project.migrator().migrate();

    assertThat(
            database
                .jdbc()
                .sql("select prosrc from pg_proc where proname = 'f'")
                .query(String.class)
                .single())
        .isEqualTo("\nselect 'a'::text\n");
  }

  @Test
  void missing_files_are_refused_and_versions_only_the_database_knows_are_warned_of() {
    project.file("1_a.sql", "create table a ();").file("2_b.sql", "create table b ();");
    project.migrator().migrate();

    project.delete("2_b.sql");
    MigrationReport ahead = project.migrator().migrate();
    assertThat(ahead.warnings())
        .singleElement()
        .hasToString(
            """
            [ahead] the database knows 2, which this build does not; a newer build has migrated it
              fix: deploy the newer build, or roll back with: rollback down to the version wanted\
            """);
    project.file("3_c.sql", "create table c ();");

    assertThatThrownBy(() -> project.migrator().migrate())
        .hasMessageContaining("[missing] 2 (b) is applied, but its file");
  }

  @Test
  void a_version_below_the_latest_is_applied_with_a_warning() {
    project.file("2_b.sql", "create table b ();");
    project.migrator().migrate();
    project.file("1_a.sql", "create table a ();");

    MigrationReport report = project.migrator().migrate();

    assertThat(report.steps()).hasSize(1);
    assertThat(report.warnings().get(0).toString().replace(folder + "/", ""))
        .isEqualTo("1_a.sql [out-of-order] 1 is below 2, which is applied already");
  }

  @Test
  void baseline_mark_done_and_mark_undone_record_without_running() {
    project
        .file("1_a.sql", "create table a ();")
        .file("2_b.sql", "create table b ();")
        .file("3_c.sql", "create table c ();")
        .file("4_d.sql", "create table d ();");
    Migrator migrator = project.migrator();

    migrator.baseline(Version.of("2"));
    migrator.markDone(Version.of("3"));
    migrator.migrate();

    assertThat(
            List.of(
                database.exists("a"),
                database.exists("b"),
                database.exists("c"),
                database.exists("d")))
        .containsExactly(false, false, false, true);
    assertThat(migrator.status().rows())
        .extracting(r -> r.id() + " " + r.standing())
        .containsExactly(
            "baseline 2 BASELINE", "1 BASELINE", "2 BASELINE", "3 APPLIED", "4 APPLIED");
    migrator.markUndone(Version.of("3"));
    assertThat(migrator.status().pending()).extracting(r -> r.id().key()).containsExactly("3");
    migrator.migrate();
    assertThat(database.exists("c")).isTrue();
  }

  @Test
  void an_existing_database_without_history_counts_as_being_at_the_baseline() {
    project.file("1_a.sql", "create table a ();").file("2_b.sql", "create table b ();");
    database.execute("create table a ()");

    project.migrator(s -> s.baseline("1")).migrate();

    assertThat(database.exists("b")).isTrue();
    assertThat(history())
        .containsExactly("baseline 1 mark done active 0/0", "versioned 2 up done active 1/1");
  }

  @Test
  void an_empty_database_ignores_the_baseline() {
    project.file("1_a.sql", "create table a ();");

    project.migrator(s -> s.baseline("1")).migrate();

    assertThat(database.exists("a")).isTrue();
  }

  @Test
  void seeds_go_in_and_out_on_request_only() {
    project
        .file("1_a.sql", "create table a (id int);")
        .file("seed_test_data.sql", "-- UP\ninsert into a values (1);\n-- DOWN\ndelete from a;\n");
    Migrator migrator = project.migrator();
    migrator.migrate();
    assertThat(count("a")).isZero();

    migrator.seed();
    assertThat(migrator.seed().isNothing()).isTrue();
    assertThat(count("a")).isEqualTo(1);
    migrator.clear();

    assertThat(count("a")).isZero();
    migrator.seed();
    assertThat(count("a")).isEqualTo(1);
  }

  private long count(String table) {
    return database.jdbc().sql("select count(*) from " + table).query(Long.class).single();
  }

  @Test
  void require_stops_before_and_verify_undoes_what_does_not_hold() {
    project.file(
        "1_chats.sql",
        """
        -- REQUIRE
        -- the table users is there; run the users migration first
        select to_regclass('users') is not null;
        select count(*) >= 0 from users;
        -- UP
        create table chats (id int);
        -- VERIFY
        -- chats is empty
        select count(*) = 0 from chats;
        """);

    Throwable failure = catchThrowable(() -> project.migrator().migrate());

    assertThat(project.shown(failure))
        .isEqualTo(
            """
            1_chats.sql:3:1 [require] the table users is there; run the users migration first (it was false)
              3 | select to_regclass('users') is not null;
                | ^
              kept: nothing of 1
              fix: bring about what it requires and run migrate again
            1_chats.sql:4:1 [require] select count(*) >= 0 from users; (relation "users" does not exist)
              4 | select count(*) >= 0 from users;
                | ^
              kept: nothing of 1
              fix: bring about what it requires and run migrate again\
            """);
    assertThat(history()).isEmpty();

    database.execute("create table users ()");
    project.migrator().migrate();
    assertThat(project.migrator().verify().holds()).isTrue();
    database.execute("insert into chats values (1)");
    assertThat(project.migrator().verify().holds()).isFalse();
  }

  @Test
  void a_verify_that_says_no_leaves_nothing_behind() {
    project.file(
        "1_a.sql",
        "-- UP\n"
            + "create table a (id int);\n"
            + "-- VERIFY\n"
            + "-- there is a row\n"
            + "select count(*) = 1 from a;\n");

    assertThatThrownBy(() -> project.migrator().migrate())
        .hasMessageContaining("[verify] there is a row (it was false)");
    assertThat(database.exists("a")).isFalse();
  }

  @Test
  void several_commands_in_one_message_as_in_psql() {
    project.file(
        "1_a.sql", "create table a (id int)\\; insert into a values (1)\\; select * from a;");

    project.migrator().migrate();

    assertThat(count("a")).isEqualTo(1);
  }

  @Test
  void comments_that_speak_of_migrations_are_no_markers() {
    project.file(
        "1_a.sql",
        "-- Up migration of the accounts; a down migration is not possible\n"
            + "create table a ();\n");

    assertThat(project.migrator().migrate().summary()).startsWith("1 migration done");
  }

  @Test
  void placeholders_are_replaced_where_declared_and_the_question_mark_stays_an_operator() {
    project.file(
        "1_a.sql",
        """
        create table a as select '${name}'::text as name, '${other}' as other, '{"x": 1}'::jsonb ? 'x' as has;
        """);

    project.migrator(s -> s.placeholders(java.util.Map.of("name", "Zoë"))).migrate();

    assertThat(
            database.jdbc().sql("select name || other || has from a").query(String.class).single())
        .isEqualTo("Zoë${other}true");
  }

  @Test
  void an_unpooled_and_a_pooled_connection_serve_alike() {
    project.file("1_a.sql", "create table a (id int);\ncopy a from stdin;\n1\n\\.\n");
    try (HikariDataSource pool = new HikariDataSource()) {
      pool.setJdbcUrl(database.jdbcUrl());
      pool.setUsername(database.username());
      pool.setPassword(database.password());
      pool.setMaximumPoolSize(1);
      Project pooled = new Project(folder, pool);

      pooled.migrator().migrate();

      assertThat(pooled.migrator().migrate().isNothing()).isTrue();
      assertThat(JdbcClient.create(pool).sql("show search_path").query(String.class).single())
          .isEqualTo("\"$user\", public");
    }
    assertThat(count("a")).isEqualTo(1);
  }

  @Test
  void the_events_of_a_run_come_in_order() {
    project.file("1_a.sql", "create table a ();");

    project.migrator().migrate();

    assertThat(project.events())
        .extracting(e -> e.getClass().getSimpleName())
        .containsExactly(
            "RunStarted", "LockObtained", "Planned", "StepStarted", "StepFinished", "RunFinished");
  }

  @Test
  void a_listener_that_throws_changes_nothing() {
    project.file("1_a.sql", "create table a ();");
    Migrator migrator =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            database.dataSource(),
            List.of(
                event -> {
                  throw new IllegalStateException("a broken listener");
                }));

    assertThat(migrator.migrate().steps()).hasSize(1);
  }

  @ParameterizedTest
  @ValueSource(strings = {"db.admin.history", "admin.\"History\"", "admin..history"})
  void a_history_table_has_one_name_and_at_most_one_schema(String name) {
    assertThatThrownBy(() -> MigratorSettings.builder().historyTable(name).build())
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessage(
            "history-table: '%s' is no name of a history table; give table or schema.table, without"
                + " quotes",
            name);
  }

  /** Of two tenants whose names differ only in what is cut, both would have one schema. */
  @Test
  void a_name_that_the_server_would_cut_is_refused() {
    String longest = "t".repeat(61) + "é";

    assertThat(MigratorSettings.builder().schema(longest).build().schema()).contains(longest);
    assertThatThrownBy(() -> MigratorSettings.builder().schema(longest + "1").build())
        .hasMessage("schema: '%s1' has 64 bytes; PostgreSQL keeps 63 of a name", longest);
    assertThatThrownBy(() -> MigratorSettings.builder().historyTable("a." + longest + "1").build())
        .hasMessage("history-table: '%s1' has 64 bytes; PostgreSQL keeps 63 of a name", longest);
  }

  @Test
  void all_errors_of_the_settings_come_at_once() {
    assertThatThrownBy(
            () ->
                MigratorSettings.builder()
                    .locations("s3:bucket")
                    .baseline("v1")
                    .lockTimeout(java.time.Duration.ofSeconds(-1))
                    .schema(" ")
                    .build())
        .hasMessage(
            "locations: the location 's3:bucket' has an unknown prefix; use classpath: or file:;"
                + " baseline: 'v1' is no version; give digits, optionally dotted, such as 7 or 1.2;"
                + " lock.timeout is PT-1S; give zero or more; schema is blank; give a name or leave"
                + " it out");
  }

  @Test
  void no_file_at_all_is_an_error_that_says_where_it_looked() {
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationException.class)
        .hasMessage(
            """
            [no-files] no migration file was found in file:%s
              fix: put <version>_<description>.sql there, or correct the location\
            """
                .formatted(folder));
  }
}
