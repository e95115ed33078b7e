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

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.StatusReport.Standing;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.Postgres;
import java.util.Map;
import java.util.function.Consumer;
import org.junit.jupiter.api.Test;

/** Migrations of several units: what is finished stays, the next run goes on after it. */
class JournalTest extends ProjectTest {

  private static final String CONCURRENT =
      """
      create table a (id int);
      insert into a values (1), (%d);
      create unique index concurrently a_id on a (id);
      comment on table a is 'done';
      """;

  /** Runs with a connection that is cut at a point, and sees it fail. */
  private void cut(Consumer<CountingProxy> where, Consumer<Migrator> command) {
    try (CountingProxy proxy = CountingProxy.before(database)) {
      where.accept(proxy);
      Migrator migrator = new Project(folder, connections(proxy.dataSource())).migrator();
      assertThatThrownBy(() -> command.accept(migrator))
          .isInstanceOf(MigrationFailedException.class);
    }
  }

  @Test
  void a_concurrent_index_runs_alone_without_a_directive() {
    project.file("1_a.sql", CONCURRENT.formatted(2));

    project.migrator().migrate();

    assertThat(row()).isEqualTo("up done 4/4 3");
    assertThat(project.events())
        .filteredOn(e -> e instanceof MigrationEvent.UnitFinished)
        .extracting(e -> ((MigrationEvent.UnitFinished) e).done())
        .containsExactly(2, 3, 4);
  }

  @Test
  void a_corrected_statement_goes_on_where_the_run_stopped() {
    project.file("1_a.sql", CONCURRENT.formatted(1));
    Throwable failure = catchThrowable(() -> project.migrator().migrate());
    assertThat(project.shown(failure))
        .contains("1_a.sql:3:1 [23505]")
        .contains("kept: the first 2 of 4 statements of 1");
    assertThat(row()).isEqualTo("up failed 2/4 3");
    assertThat(project.migrator().status().rows())
        .extracting(r -> r.standing())
        .containsExactly(Standing.FAILED);

    project.file("1_a.sql", CONCURRENT.formatted(1).replace("create unique index", "create index"));
    project.migrator().migrate();

    assertThat(row()).isEqualTo("up done 4/4 3");
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void what_the_finished_statements_have_set_holds_for_those_that_follow() {
    String role = Postgres.createRole("journal", "");
    String file =
        """
        create schema other;
        grant usage, create on schema other to %1$s;
        select pg_catalog.set_config('search_path', 'pg_catalog', false);
        set role %1$s;
        set search_path = other;
        set local lock_timeout = '1min';
        commit;
        set session app.tenant to 'acme';
        vacuum;
        create table a as select current_setting('app.tenant') as tenant;
        select 1 / %2$s;
        """;
    migrateInTwo(file, role);

    assertThat(row()).isEqualTo("up done 10/10 4");
    assertThat(
            database
                .jdbc()
                .sql(
                    "select tableowner || ' ' || tenant from pg_tables, other.a where tablename ="
                        + " 'a'")
                .query(String.class)
                .single())
        .isEqualTo(role + " acme");
  }

  /** Fails in the statement that divides by the second value, and goes on there. */
  private void migrateInTwo(String file, String role) {
    project.file("1_a.sql", file.formatted(role, "0"));
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationFailedException.class);
    project.file("1_a.sql", file.formatted(role, "1"));

    project.migrator().migrate();
  }

  @Test
  void a_temporary_table_that_is_gone_is_not_taken_for_a_lasting_one() {
    database.execute("create table staging (id int); insert into staging values (7)");
    String file =
        """
        create temp table staging as select 1 as id;
        create temp table dropped as select 1 as id;
        create table kept (id int);
        drop table dropped;
        vacuum kept;
        %sinsert into kept select id from staging;
        select 1 / %s;
        """;
    project.file("1_a.sql", file.formatted("", "1"));
    cut(proxy -> proxy.cutBefore("insert into kept"), Migrator::migrate);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql:6:1 [temporary-gone] 1 was interrupted after 5 of 7 statements, and the temporary staging of line 1, which this statement needs, ended with that session
              6 | insert into kept select id from staging;
                | ^
              kept: the first 5 statements
              fix: make it again after the first 5 statements, which are to stay as they are; or finish by hand and: mark done 1\
            """);

    project.file("1_a.sql", file.formatted("create temp table staging as select 1 as id;\n", "1"));
    project.migrator().migrate();

    assertThat(
            database
                .jdbc()
                .sql("select string_agg(id::text, ' ') from kept")
                .query(String.class)
                .single())
        .isEqualTo("1");
  }

  @Test
  void a_repeatable_whose_temporary_table_is_gone_runs_again_as_a_whole() {
    database.execute("create table kept (id int)");
    project.file(
        "R_a.sql",
        """
        create temp table staging as select 1 as id;
        vacuum kept;
        do $$ begin insert into kept select id from staging; end $$;
        """);
    cut(proxy -> proxy.cutBefore("insert into kept"), Migrator::migrate);

    project.migrator().migrate();

    assertThat(database.jdbc().sql("select id from kept").query(Integer.class).list())
        .containsExactly(1);
  }

  @Test
  void what_a_savepoint_took_back_is_not_set_again() {
    String role = Postgres.createRole("journal", "");
    String file =
        """
        set app.one = 'a';
        savepoint s;
        set app.one = 'b';
        savepoint t;
        set role %1$s;
        rollback to savepoint s;
        vacuum;
        create table a as select current_setting('app.one') as one;
        select 1 / %2$s;
        """;
    migrateInTwo(file, role);

    assertThat(
            database
                .jdbc()
                .sql("select tableowner || ' ' || one from pg_tables, a where tablename = 'a'")
                .query(String.class)
                .single())
        .isEqualTo(database.username() + " a");
  }

  @Test
  void what_was_set_and_taken_back_is_not_set_again() {
    String role = Postgres.createRole("journal", "");
    String file =
        """
        set role %1$s;
        reset role;
        drop role %1$s;
        set search_path = nowhere;
        reset all;
        vacuum;
        create table a as select current_setting('search_path') as path;
        select 1 / %2$s;
        """;
    migrateInTwo(file, role);

    assertThat(database.jdbc().sql("select path from a").query(String.class).single())
        .isEqualTo("\"$user\", public");
  }

  @Test
  void a_finished_prefix_that_changed_is_refused_and_named() {
    project.file("1_a.sql", CONCURRENT.formatted(1));
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationFailedException.class);

    project.file("1_a.sql", CONCURRENT.formatted(2));

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql [prefix-changed] 1 was interrupted after 2 of 4 statements, and these have changed since
              kept: the first 2 statements as they were
              fix: restore the first 2 statements, only the ones after them may be corrected; or finish by hand and: mark done 1, or undo by hand and: mark undone 1\
            """);
    project.migrator().markUndone(Version.of("1"));
    database.execute("drop table a");
    project.migrator().migrate();
    assertThat(row()).isEqualTo("up done 4/4 3");
  }

  @Test
  void comments_in_the_finished_prefix_may_change() {
    project.file("1_a.sql", CONCURRENT.formatted(1));
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationFailedException.class);

    project.file(
        "1_a.sql",
        "-- why\n"
            + CONCURRENT
                .formatted(1)
                .replace("create unique index", "CREATE INDEX")
                .replace("create table", "CREATE  TABLE"));
    project.migrator().migrate();

    assertThat(row()).isEqualTo("up done 4/4 3");
  }

  @Test
  void a_run_that_was_killed_between_units_is_continued() {
    project.file("1_a.sql", CONCURRENT.formatted(2));
    cut(proxy -> proxy.cutBefore("comment on table a"), Migrator::migrate);
    assertThat(row()).isEqualTo("up running 3/4 3");

    project.migrator().migrate();

    assertThat(row()).isEqualTo("up done 4/4 3");
    assertThat(
            database
                .jdbc()
                .sql("select obj_description('a'::regclass)")
                .query(String.class)
                .single())
        .isEqualTo("done");
  }

  @Test
  void a_failed_verify_after_several_units_is_asked_again_by_the_next_run() {
    project.file(
        "1_a.sql",
        """
        -- UP
        create table a (id int);
        commit;
        create table b (id int);
        -- VERIFY
        -- there is a row
        select count(*) = 1 from a;
        """);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .contains("[verify] there is a row (it was false)")
        .contains("kept: the first 2 of 2 statements of 1");
    assertThat(row()).isEqualTo("up failed 2/2 2");
    database.execute("insert into a values (1)");
    project.migrator().migrate();

    assertThat(row()).isEqualTo("up done 2/2 2");
  }

  @Test
  void a_way_back_of_several_units_goes_on_where_it_stopped() {
    project.file(
        "1_a.sql",
        """
        -- UP
        create table a (id int);
        create index a_id on a (id);
        -- DOWN
        drop index concurrently a_id;
        drop table other;
        drop table a;
        """);
    project.migrator().migrate();

    assertThatThrownBy(() -> project.migrator().rollback(1))
        .hasMessageContaining("\"other\" does not exist");
    assertThat(row()).isEqualTo("down failed 1/3 2");
    database.execute("create table other ()");
    project.migrator().rollback(1);

    assertThat(database.jdbc().sql("select to_regclass('a') is null").query(Boolean.class).single())
        .isTrue();
    assertThat(project.migrator().status().pending()).hasSize(1);
  }

  @Test
  void migrate_finishes_a_way_back_that_was_interrupted_and_then_applies_again() {
    project.file(
        "1_a.sql",
        """
        -- UP
        create table a (id int);
        create index a_id on a (id);
        -- DOWN
        drop index concurrently a_id;
        drop table ${name};
        """);
    Consumer<MigratorSettings.Builder> named = s -> s.placeholders(Map.of("name", "a"));
    project.migrator(named).migrate();
    try (CountingProxy proxy = CountingProxy.before(database)) {
      proxy.cutBefore("drop table a");
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator(named);
      assertThatThrownBy(() -> cut.rollback(1)).isInstanceOf(MigrationFailedException.class);
    }
    assertThat(row()).isEqualTo("down running 1/2 2");

    assertThat(project.migrator(named).migrate().steps())
        .extracting(s -> s.direction().stored())
        .containsExactly("down", "up");
  }

  private String repeatable() {
    return database
        .jdbc()
        .sql(
            "select state || ' ' || statements_done || '/' || statements_total from"
                + " migration_history where active and kind = 'repeatable'")
        .query(String.class)
        .single();
  }

  @Test
  void a_repeatable_that_was_changed_where_it_was_finished_runs_again_as_a_whole() {
    project.file("1_a.sql", "create table a (id int);");
    project.migrator().migrate();
    project.file("R_v.sql", "create or replace view v as select 1 as one; vacuum a; select 1 / 0;");
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationFailedException.class);
    project.file("R_v.sql", "create or replace view v as select 1 as one, 2 as two; vacuum a;");

    assertThat(project.migrator().migrate().steps()).hasSize(1);

    assertThat(database.jdbc().sql("select two from v").query(Integer.class).single()).isEqualTo(2);
    assertThat(repeatable()).isEqualTo("done 2/2");
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_repeatable_of_unknown_effect_runs_again_as_a_whole() {
    project.file("1_a.sql", "create table a (id int);");
    project.file("R_v.sql", "do $$ begin insert into a values (1); commit; end $$;");
    project.migrator().migrate();
    database.execute(
        "update migration_history set state = 'unknown', statements_done = 0 where kind ="
            + " 'repeatable'");

    assertThat(project.migrator().migrate().steps()).hasSize(1);

    assertThat(repeatable()).isEqualTo("done 1/1");
  }

  @Test
  void a_repeatable_that_was_begun_and_whose_file_is_gone_holds_up_nothing() {
    project.file("1_a.sql", "create table a (id int);");
    project.file("R_v.sql", "vacuum a; select 1 / 0;");
    assertThatThrownBy(() -> project.migrator().migrate())
        .isInstanceOf(MigrationFailedException.class);
    project.delete("R_v.sql");
    project.file("2_b.sql", "create table b ();");

    MigrationReport report = project.migrator().migrate();

    assertThat(report.steps()).hasSize(1);
    assertThat(report.warnings().get(0).toString().replace(folder + "/", ""))
        .isEqualTo(
            "[unfinished] repeatable v was interrupted after 1 of 2 statements, and its file"
                + " R_v.sql is gone; it is left as it is");
  }

  @Test
  void a_seed_that_was_interrupted_may_be_cleared() {
    project.file("1_a.sql", "create table a (id int);");
    project.file(
        "seed_s.sql", "insert into a values (1); vacuum a; select 1 / 0;\n-- DOWN\ndelete from a;");
    project.migrator().migrate();
    assertThatThrownBy(() -> project.migrator().seed())
        .isInstanceOf(MigrationFailedException.class);

    project.migrator().clear();

    assertThat(database.jdbc().sql("select count(*) from a").query(Long.class).single()).isZero();
    assertThat(project.migrator().clear().isNothing()).isTrue();
  }

  @Test
  void a_runner_that_got_past_the_lock_stops_at_the_fence_before_it_does_anything() {
    project.file("1_a.sql", "create table a (id int);");
    project.migrator().migrate();
    String dry;
    database.execute("update migration_history set active = false");
    database.execute("drop table a");
    dry = project.migrator().dryRun(new Goal.Latest());
    project.migrator().migrate();

    assertThatThrownBy(() -> database.execute(dry.replace("\\set ON_ERROR_STOP on", "")))
        .hasMessageContaining("migration_history_fence");
  }

  @Test
  void a_history_beside_one_that_was_renamed_has_its_own_fence() {
    project.file("1_a.sql", "create table a (id int);");
    project.migrator().migrate();
    database.execute("alter table migration_history rename to old_history");
    database.execute("drop table a");

    project.migrator().migrate();

    assertThatThrownBy(
            () ->
                database.execute(
                    """
                    insert into migration_history (kind, version, description, script, direction, state,
                      active, statements_total, statements_done, units, run_id, application, tool_version)
                    values ('versioned', '1', 'a', '', 'up', 'running', true, 1, 0, 1, '', '', '')\
                    """))
        .hasMessageContaining("(versioned, 1) already exists");
  }
}
