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

package dev.pgmigrations.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgmigrations.execute.Concurrently.Before;
import java.sql.SQLException;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

class CreateIndexConcurrentlyTest extends ConcurrentlyTest {

  private static final String WRITE = "insert into t values (3)";
  private static final String CREATE = "create index concurrently i on t (a)";
  private static final String UNNAMED = "create index concurrently on t (a);";
  private static final String DROP = "drop index concurrently if exists public.i";

  @BeforeEach
  void table() {
    run("create table t (a int, b text, c jsonb, \"D d\" int)", "insert into t values (1), (2)");
  }

  private void leftover(String create) {
    Interrupted.leave(database, WRITE, create);
    assertThat(indexes()).allMatch(index -> index.endsWith("INVALID")).isNotEmpty();
  }

  @Test
  void nothing_there_is_simply_built() {
    assertThat(shown(migrate(CREATE, false))).isEqualTo("run [] []");
    assertThat(indexes()).containsExactly("i");
  }

  @Test
  void a_leftover_of_the_same_definition_is_dropped_and_built_again() {
    leftover(CREATE);

    Before before =
        migrate("CREATE INDEX CONCURRENTLY \"i\" ON public.t USING btree (a ASC);", false);

    assertThat(shown(before)).isEqualTo("run [" + DROP + "] [NOTE leftover-index]");
    assertThat(((Before.Run) before).notes())
        .singleElement()
        .hasToString(
            "[leftover-index] the index i is INVALID, left by a build that was interrupted: it is"
                + " dropped and built again");
    assertThat(indexes()).containsExactly("i");
  }

  @Test
  void a_leftover_of_another_definition_is_refused_with_what_to_do() {
    leftover("create index concurrently i on t (b)");

    Before before = of(CREATE).before(jdbc, false);

    assertThat(((Before.Refuse) before).error())
        .hasToString(
            """
            [index-differs] the index i is INVALID, left by another build that was interrupted: CREATE INDEX i ON public.t USING btree (b)
              kept: the index as it is
              fix: drop index concurrently public.i, or give the new index another name, and run again\
            """);
  }

  @Test
  void what_an_earlier_run_left_is_dropped_even_if_the_statement_was_corrected() {
    leftover("create unique index concurrently i on t (a)");

    assertThat(shown(migrate(CREATE, true))).isEqualTo("run [" + DROP + "] [NOTE leftover-index]");
    assertThat(indexes()).containsExactly("i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index concurrently i on t (a)",
        "create index concurrently if not exists i on only t using btree (a asc nulls last) where"
            + " true",
      })
  void a_valid_index_that_is_the_same_is_skipped(String statement) {
    run(statement.replace("concurrently", ""));

    assertThat(shown(of(statement).before(jdbc, false)))
        .isEqualTo(
            "skip the index i is there already, valid and as this statement makes it: nothing to"
                + " do");
  }

  @Test
  void another_valid_index_of_that_name_is_refused_even_if_not_exists() {
    run("create unique index i on t (a)");

    assertThat(
            ((Before.Refuse) of(CREATE.replace(" i ", " if not exists i ")).before(jdbc, true))
                .error())
        .hasToString(
            """
            [index-differs] there is another index i: CREATE UNIQUE INDEX i ON public.t USING btree (a)
              kept: the index as it is
              fix: give the new index another name, or drop or rename the old one in a statement before this one; if it is the right one, remove this statement\
            """);
    assertThat(indexes()).containsExactly("i");
  }

  @Test
  void definitions_are_compared_as_postgresql_understands_them() {
    differ("(a)", "(a) include (b)");
    differ("(a)", "(a desc)");
    differ("(a)", "(a) with (fillfactor = 50)");
    differ("(a)", "(a) where a > 0");
    differ("(a) where a > 0", "(a) where a > 1");
    differ("(b)", "(b text_pattern_ops)");
    differ("(b)", "(b varchar_ops)");
    differ("(b)", "(b collate \"C\")");
    differ("(b)", "(lower(b))");
    differ("(a)", "using hash (a)");
    differ("using gin (c)", "using gin (c jsonb_path_ops)");
    differ("((c ? 'x'))", "((c ? 'y'))");
    differ("(a, b)", "(b, a)");
    differ("(a)", "(\"D d\")");
    differ("(a) tablespace pg_default", "(b) tablespace pg_default");
  }

  private void differ(String one, String other) {
    run("create index i on t " + one);
    assertThat(of("create index concurrently i on t " + one).before(jdbc, false))
        .as(one)
        .isInstanceOf(Before.Skip.class);
    assertThat(of("create index concurrently i on t " + other).before(jdbc, false))
        .as(other)
        .isInstanceOf(Before.Refuse.class);
    run("drop index i");
  }

  @Test
  void another_wording_is_the_same() {
    same("((t.a))", "(a)");
    same("(lower(b))", "(LOWER(t.b))");
    same("((a + 1))", "(((a) + (1)))");
    same("(b text_ops) with (fillfactor = 50)", "(b) WITH (fillfactor = '50')");
    same("((c ? 'x'))", "((c ? 'x'::text))");
    same("(a) where b = 'x?'", "(a) where (b)::text = ('x?')");
  }

  private void same(String one, String other) {
    run("create index i on t " + one);
    assertThat(of("create index concurrently i on t " + other).before(jdbc, false))
        .as(other)
        .isInstanceOf(Before.Skip.class);
    run("drop index i");
  }

  @Test
  void nulls_not_distinct_is_another_definition() {
    int version = Integer.parseInt(setting("server_version_num"));
    assumeThat(version).as("NULLS NOT DISTINCT came with 15").isGreaterThanOrEqualTo(150_000);
    run("create unique index i on t (a) nulls not distinct");

    assertThat(of("create unique index concurrently i on t (a)").before(jdbc, false))
        .isInstanceOf(Before.Refuse.class);
  }

  @Test
  void inherited_generated_and_dropped_columns_do_not_hinder_the_comparison() {
    run(
        "create table p (x int, gone int, y int generated always as (x + 1) stored)",
        "create table k (z int) inherits (p)",
        "alter table p drop column gone",
        "create index i on k (y, z)");

    assertThat(of("create index concurrently i on k (y, z)").before(jdbc, false))
        .isInstanceOf(Before.Skip.class);
    assertThat(of("create index concurrently i on k (z, y)").before(jdbc, false))
        .isInstanceOf(Before.Refuse.class);
  }

  @Test
  void where_temporary_tables_are_forbidden_definitions_are_compared_all_the_same()
      throws SQLException {
    run(
        "revoke temporary on database \"%s\" from public".formatted(database.name()),
        "create role \"%s_r\" login".formatted(database.name()),
        "grant create on schema public to \"%s_r\"".formatted(database.name()),
        "alter table t owner to \"%s_r\"".formatted(database.name()),
        "create index i on t (a)",
        "set role \"%s_r\"".formatted(database.name()));

    assertThat(of(CREATE).before(jdbc, false)).isInstanceOf(Before.Skip.class);
    assertThat(of("create index concurrently i on t (b)").before(jdbc, false))
        .isInstanceOf(Before.Refuse.class);

    run(
        "reset role",
        "reassign owned by \"%s_r\" to current_user".formatted(database.name()),
        "drop owned by \"%s_r\"".formatted(database.name()),
        "drop role \"%s_r\"".formatted(database.name()));
  }

  @Test
  void what_cannot_be_compared_is_refused_and_with_if_not_exists_left_to_postgresql() {
    run(
        "create function f(t) returns int language sql immutable as 'select 1'",
        "create index i on t (f(t))");

    assertThat(of("create index concurrently i on t (f(t))").before(jdbc, false))
        .isInstanceOf(Before.Refuse.class);
    assertThat(
            shown(of("create index concurrently if not exists i on t (f(t))").before(jdbc, false)))
        .isEqualTo("run [] [WARNING index-not-compared]");
  }

  @Test
  void an_index_of_another_table_is_never_touched() {
    run("create table u (a int)");
    Interrupted.leave(database, "insert into u values (1)", "create index concurrently i on u (a)");

    assertThat(shown(of(CREATE).before(jdbc, true)))
        .isEqualTo("refuse there is another index i: CREATE INDEX i ON public.u USING btree (a)");
  }

  @Test
  void a_table_of_that_name_is_left_to_postgresql() {
    run("create table i ()");

    assertThat(shown(of(CREATE).before(jdbc, false))).isEqualTo("run [] []");
  }

  @Test
  void a_name_means_what_the_search_path_says() {
    run("create schema s", "create table s.t (a int)", "create index i on t (b)");
    run("set search_path = s, public");

    assertThat(shown(migrate(CREATE, false))).isEqualTo("run [] []");
  }

  @Test
  void an_index_that_another_session_builds_is_no_leftover() {
    try (Interrupted other = Interrupted.at(database, WRITE, CREATE)) {
      assertThat(((Before.Refuse) of(CREATE).before(jdbc, false)).error())
          .hasToString(
              """
              [index-in-progress] another session, pid %1$d, is building or dropping the index i
                kept: what that session does
                fix: run again when it has finished, or end it: select pg_terminate_backend(%1$d)\
              """
                  .formatted(other.pid()));
      other.release();
    }
    assertThat(of(CREATE).before(jdbc, false)).isInstanceOf(Before.Skip.class);
  }

  @Test
  void a_role_that_may_not_see_the_builders_index_goes_by_its_lock() {
    String role = "\"%s_r\"".formatted(database.name());
    run("create role " + role);
    try (Interrupted other = Interrupted.at(database, WRITE, CREATE)) {
      run("set role " + role);
      assertThat(shown(of(CREATE).before(jdbc, false))).contains("pid " + other.pid());
      run("reset role");
      other.kill();
    }
    run("drop role " + role);
  }

  @Test
  void a_build_on_the_same_table_does_not_hide_a_leftover() {
    leftover(CREATE);
    try (Interrupted other =
        Interrupted.at(database, WRITE, "create index concurrently j on t (b)")) {
      assertThat(shown(of(CREATE).before(jdbc, false)))
          .isEqualTo("run [" + DROP + "] [NOTE leftover-index]");
      other.kill();
    }
  }

  @Test
  void a_resumed_run_waits_for_the_session_of_a_killed_client_to_vanish() {
    try (Interrupted other = Interrupted.at(database, WRITE, CREATE)) {
      Concurrently statement = of(CREATE);
      Thread end = new Thread(other::kill);
      end.start();

      assertThat(shown(statement.before(jdbc, true)))
          .isEqualTo("run [" + DROP + "] [NOTE leftover-index]");
      join(end);
    }
  }

  private static void join(Thread thread) {
    try {
      thread.join();
    } catch (InterruptedException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void an_index_of_a_partitioned_table_is_never_dropped() {
    run(
        "create table p (a int) partition by range (a)",
        "create table p1 partition of p for values from (0) to (9)",
        "create index i on only p (a)");

    assertThat(shown(of("create index concurrently i on p (a)").before(jdbc, true)))
        .isEqualTo("run [] []");
    assertThat(indexes()).containsExactly("i INVALID");
  }

  @Test
  void leftovers_of_an_index_without_a_name_are_found_by_their_definition() {
    run("create index other on t (b)");
    Interrupted.leave(database, WRITE, UNNAMED);
    Interrupted.leave(database, WRITE, "create index concurrently on t (b)");
    assertThat(indexes()).containsExactly("other", "t_a_idx INVALID", "t_b_idx INVALID");

    assertThat(shown(migrate(UNNAMED, false)))
        .isEqualTo("run [drop index concurrently if exists public.t_a_idx] [NOTE leftover-index]");
    assertThat(indexes()).containsExactly("other", "t_a_idx", "t_b_idx INVALID");
  }

  @Test
  void a_finished_index_without_a_name_is_made_once_by_a_resumed_run() {
    run(UNNAMED);

    assertThat(of(UNNAMED).before(jdbc, true)).isInstanceOf(Before.Skip.class);
    assertThat(of(UNNAMED).before(jdbc, false)).isInstanceOf(Before.Run.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create unique index concurrently i on t (a)",
        "create unique index concurrently on t (a)"
      })
  void a_unique_build_over_duplicates_leaves_nothing(String unique) {
    run("insert into t values (1)", "set statement_timeout = '7s'");
    Concurrently statement = of(unique);
    assertThat(statement.before(jdbc, false)).isEqualTo(new Before.Run(unique));
    assertThatThrownBy(() -> run(unique))
        .isInstanceOf(DataAccessException.class)
        .hasMessageContaining("Key (a)=(1) is duplicated");
    assertThat(indexes()).hasSize(1).allMatch(index -> index.endsWith("INVALID"));

    assertThat(codes(statement.afterFailure(jdbc))).containsExactly("NOTE leftover-index");

    assertThat(indexes()).isEmpty();
    assertThat(setting("statement_timeout")).isEqualTo("7s");
    assertThat(setting("lock_timeout")).isEqualTo("0");
  }

  @Test
  void a_failed_try_removes_only_what_it_made() {
    Interrupted.leave(database, WRITE, "create index concurrently j on t (b)");
    run("insert into t values (1)");
    Concurrently statement = of("create unique index concurrently on t (a)");
    statement.before(jdbc, false);
    assertThatThrownBy(() -> run("create unique index concurrently on t (a)"))
        .isInstanceOf(DataAccessException.class);

    statement.afterFailure(jdbc);

    assertThat(indexes()).containsExactly("j INVALID");
  }

  @Test
  void what_cannot_be_removed_in_time_is_told_and_removed_by_the_next_run() {
    run("insert into t values (1)");
    String unique = "create unique index concurrently i on t (a)";
    Concurrently statement = of(unique);
    statement.before(jdbc, false);
    assertThatThrownBy(() -> run(unique)).isInstanceOf(DataAccessException.class);
    try (Interrupted reader =
        Interrupted.at(database, "lock table t in access share mode", "truncate t")) {
      assertThat(statement.afterFailure(jdbc))
          .singleElement()
          .satisfies(
              told -> {
                assertThat(told.message())
                    .startsWith("the index i stays INVALID: dropping it failed");
                assertThat(told.fix()).startsWith("run again: the next run drops it first");
              });
      reader.kill();
    }

    run("delete from t where a = 1");
    assertThat(shown(migrate(unique, true))).isEqualTo("run [" + DROP + "] [NOTE leftover-index]");
  }

  @Test
  void a_lost_connection_is_told_not_thrown() throws SQLException {
    Concurrently statement = of(CREATE);
    statement.before(jdbc, false);
    disconnect();

    assertThat(codes(statement.afterFailure(jdbc))).containsExactly("WARNING leftover-index");
  }

  @Test
  void an_index_that_is_invalid_after_success_is_told() {
    Concurrently statement = of(CREATE);
    statement.before(jdbc, false);
    leftover(CREATE);

    assertThat(statement.afterSuccess(jdbc).orElseThrow())
        .hasToString(
            """
            [index-invalid] PostgreSQL reports success, but the index i is INVALID
              fix: run again: it is dropped and built again\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "create index i on t (a)",
        "create unique index i on t (a)",
        "create index if not exists \"concurrently\" on t (a)",
        "create table concurrently_index (a int)",
        "select 1",
        "",
      })
  void other_statements_need_no_look(String sql) {
    assertThat(Concurrently.of(sql)).isEmpty();
  }

  @Test
  void names_are_read_as_postgresql_reads_them() {
    run("create schema \"S\"", "create table \"S\".\"a b\" (\"on\" int)");
    String sql = "create index concurrently if not exists \"on\" on \"S\" . \"a b\" (\"on\")";
    run("create index \"on\" on \"S\".\"a b\" (\"on\")");

    assertThat(of(sql).before(jdbc, false)).isInstanceOf(Before.Skip.class);
    assertThat(List.of(of("create index concurrently if on t (a)").before(jdbc, false)))
        .containsExactly(new Before.Run("create index concurrently if on t (a)"));
  }
}
