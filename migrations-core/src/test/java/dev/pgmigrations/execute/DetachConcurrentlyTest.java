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

class DetachConcurrentlyTest extends ConcurrentlyTest {

  private static final String READ = "select from p";
  private static final String DETACH = "alter table p detach partition c concurrently";

  @BeforeEach
  void partitions() {
    run(
        "create table p (a int) partition by range (a)",
        "create table c partition of p for values from (0) to (9)");
  }

  private boolean isPartition() {
    return jdbc.sql("select exists (select from pg_inherits where inhrelid = 'c'::regclass)")
        .query(Boolean.class)
        .single();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        DETACH,
        "ALTER TABLE IF EXISTS ONLY public . p DETACH PARTITION \"c\" CONCURRENTLY;",
      })
  void a_pending_detach_is_finished(String sql) {
    Interrupted.leave(database, READ, DETACH);
    assertThat(isPartition()).isTrue();
    Before.Run run = (Before.Run) of(sql).before(jdbc, false);
    assertThat(run.sql()).startsWith("alter table ").endsWith("detach partition \"c\" finalize");
    assertThat(codes(run.notes())).containsExactly("NOTE detach-pending");

    migrate(sql, true);

    assertThat(isPartition()).isFalse();
  }

  @Test
  void a_finished_detach_is_not_repeated_by_a_resumed_run() {
    run(DETACH);

    assertThat(shown(of(DETACH).before(jdbc, true)))
        .isEqualTo("skip \"c\" is no partition of \"p\" any more: nothing to do");
    assertThat(of(DETACH).before(jdbc, false)).isEqualTo(new Before.Run(DETACH));
  }

  @Test
  void what_is_not_there_is_left_to_postgresql() {
    assertThat(of("alter table p detach partition d concurrently").before(jdbc, true))
        .isInstanceOf(Before.Run.class);
    assertThat(shown(migrate(DETACH, false))).isEqualTo("run [] []");
  }

  @Test
  void a_cancelled_detach_is_told() {
    Concurrently statement = of(DETACH);
    statement.before(jdbc, false);
    try (Interrupted reader = Interrupted.at(database, READ, "truncate p")) {
      reader.kill();
      run("set statement_timeout = 300");
      assertThatThrownBy(() -> run(DETACH)).isInstanceOf(DataAccessException.class);
    }

    assertThat(statement.afterFailure(jdbc))
        .singleElement()
        .hasToString(
            """
            [detach-pending] "c" is half detached from "p": queries of the parent do not see it any more
              fix: run again: it is finished; by hand: alter table "p" detach partition "c" finalize\
            """);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "alter table p detach partition c",
        "alter table p detach partition c finalize",
        "alter table p detach partition \"concurrently\"",
        "alter table p add column concurrently_x int",
      })
  void other_statements_need_no_look(String sql) {
    assertThat(Concurrently.of(sql)).isEmpty();
  }
}
