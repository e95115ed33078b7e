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

import dev.pgmigrations.execute.Concurrently.Before;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.dao.DataAccessException;

class ReindexConcurrentlyTest extends ConcurrentlyTest {

  private static final String WRITE = "insert into t values (3)";
  private static final String INDEX = "reindex index concurrently i";
  private static final String TABLE = "reindex (verbose, concurrently) table t";

  @BeforeEach
  void table() {
    run(
        "create table t (a int, b text)",
        "create index i on t (a)",
        "insert into t values (1), (2)");
  }

  private String toast() {
    return jdbc.sql(
            "select reltoastrelid::regclass || '_index_ccnew' from pg_class where oid ="
                + " 't'::regclass")
        .query(String.class)
        .single();
  }

  @Test
  void copies_that_an_interrupted_rebuild_left_are_dropped_first() {
    Interrupted.leave(database, WRITE, INDEX);
    Interrupted.leave(database, WRITE, INDEX);
    assertThat(indexes()).containsExactly("i", "i_ccnew INVALID", "i_ccnew1 INVALID");

    assertThat(shown(migrate(INDEX, false)))
        .isEqualTo(
            "run [drop index concurrently if exists public.i_ccnew, drop index concurrently if"
                + " exists public.i_ccnew1] [NOTE leftover-index, NOTE leftover-index]");
    assertThat(indexes()).containsExactly("i");
  }

  @Test
  void an_old_copy_that_was_replaced_but_not_dropped_is_dropped_too() {
    Interrupted.leave(database, "lock table t in access share mode", INDEX);
    assertThat(indexes()).containsExactly("i", "i_ccold INVALID");

    migrate(INDEX, false);

    assertThat(indexes()).containsExactly("i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reindex table concurrently t",
        "reindex (concurrently on) table public.t",
        "REINDEX SCHEMA CONCURRENTLY public;",
        "reindex (concurrently 1, verbose) schema public",
      })
  void a_table_means_its_indexes_and_those_of_its_toast_table(String sql) {
    Interrupted.leave(database, WRITE, TABLE);

    assertThat(shown(migrate(sql, true)))
        .isEqualTo(
            "run [drop index concurrently if exists public.i_ccnew, drop index concurrently if"
                + " exists %s] [NOTE leftover-index, NOTE leftover-index]".formatted(toast()));
    assertThat(jdbc.sql("select to_regclass(?)").param(toast()).query(String.class).optional())
        .isEmpty();
  }

  @Test
  void a_database_means_all_of_them() {
    Interrupted.leave(database, WRITE, TABLE);

    assertThat(
            codes(
                ((Before.Run)
                        of("reindex database concurrently \"%s\"".formatted(database.name()))
                            .before(jdbc, false))
                    .notes()))
        .containsExactly("NOTE leftover-index", "NOTE leftover-index");
  }

  @Test
  void a_copy_that_this_role_may_not_drop_is_told() {
    String role = "\"%s_r\"".formatted(database.name());
    run("create role " + role, "alter table t owner to " + role);
    Interrupted.leave(database, WRITE, TABLE);
    run("set role " + role);

    Before.Run run = (Before.Run) of(TABLE).before(jdbc, false);

    assertThat(shown(run))
        .isEqualTo(
            "run [drop index concurrently if exists public.i_ccnew] [NOTE leftover-index, WARNING"
                + " leftover-index]");
    assertThat(run.notes().get(1).fix())
        .isEqualTo(
            "as the owner, or of a TOAST table as a superuser: drop index concurrently if exists "
                + toast());
    run("reset role", "alter table t owner to current_user", "drop role " + role);
  }

  @Test
  void copies_of_indexes_of_partitions_are_found_by_the_parent() {
    run(
        "create table p (a int) partition by range (a)",
        "create table p1 partition of p for values from (0) to (9)",
        "create index pi on p (a)");
    Interrupted.leave(database, "insert into p values (1)", "reindex index concurrently p1_a_idx");

    for (String sql : new String[] {"index concurrently pi", "table concurrently p"}) {
      assertThat(shown(of("reindex " + sql).before(jdbc, false)))
          .isEqualTo(
              "run [drop index concurrently if exists public.p1_a_idx_ccnew] [NOTE"
                  + " leftover-index]");
    }
  }

  @Test
  void a_name_that_was_cut_to_make_room_is_recognised() {
    String name = "a".repeat(63);
    run("create index %s on t (b)".formatted(name));
    Interrupted.leave(database, WRITE, "reindex index concurrently " + name);

    assertThat(
            codes(
                ((Before.Run) of("reindex index concurrently " + name).before(jdbc, false))
                    .notes()))
        .containsExactly("NOTE leftover-index");
    assertThat(of(INDEX).before(jdbc, false)).isEqualTo(new Before.Run(INDEX));
  }

  @Test
  void an_invalid_index_that_only_ends_so_and_a_copy_in_the_making_stay() {
    Interrupted.leave(database, WRITE, "create index concurrently other_ccnew on t (b)");
    try (Interrupted other = Interrupted.at(database, WRITE, INDEX)) {
      assertThat(of(TABLE).before(jdbc, false)).isEqualTo(new Before.Run(TABLE));
      other.kill();
    }
  }

  @Test
  void a_failed_rebuild_leaves_nothing() {
    Concurrently statement = of(TABLE);
    statement.before(jdbc, false);
    try (Interrupted writer = Interrupted.at(database, WRITE, "truncate t")) {
      writer.kill();
      run("set statement_timeout = 500");
      assertThatThrownBy(() -> run(TABLE)).isInstanceOf(DataAccessException.class);
      assertThat(indexes()).containsExactly("i", "i_ccnew INVALID");
      writer.release();
    }

    assertThat(codes(statement.afterFailure(jdbc)))
        .containsExactly("NOTE leftover-index", "NOTE leftover-index");
    assertThat(indexes()).containsExactly("i");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "reindex index i",
        "reindex (concurrently false) table t",
        "reindex (concurrently, concurrently = off) table t",
        "reindex schema public",
        "reindex index \"concurrently\"",
        "reindex (verbose) table \"concurrently\"",
      })
  void a_plain_rebuild_leaves_nothing_and_needs_no_look(String sql) {
    assertThat(Concurrently.of(sql)).isEmpty();
  }
}
