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
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgmigrations.execute.Concurrently.Before;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class OnceOnlyTest extends ConcurrentlyTest {

  private void isNotRepeated(String sql, String what) {
    assertThat(of(sql).before(jdbc, true)).as(sql).isEqualTo(new Before.Run(sql));
    run(sql);
    assertThat(shown(of(sql).before(jdbc, true)))
        .isEqualTo("skip " + what + " already: nothing to do");
    assertThat(of(sql).before(jdbc, false)).isEqualTo(new Before.Run(sql));
  }

  @Test
  void a_database_is_made_and_dropped_once() {
    String name = database.name() + "_other";
    isNotRepeated(
        "create database \"%s\" template template0".formatted(name),
        "the database %s is there".formatted(name));
    isNotRepeated(
        "drop database \"%s\"".formatted(name), "the database %s is gone".formatted(name));
  }

  @Test
  void a_half_dropped_database_is_not_there_and_dropped_again() {
    String name = database.name() + "_other";
    run(
        "create database \"%s\"".formatted(name),
        "update pg_database set datconnlimit = -2 where datname = '%s'".formatted(name));
    String create = "create database \"%s\"".formatted(name);
    assertThat(of(create).before(jdbc, true)).isEqualTo(new Before.Run(create));

    assertThat(migrate("drop database if exists \"%s\"".formatted(name), true))
        .isInstanceOf(Before.Run.class);
  }

  @Test
  void a_subscription_is_made_changed_and_dropped_once() {
    isNotRepeated(
        "create subscription s connection 'host=none' publication a, \"B\" with (connect = false)",
        "the subscription s is there");
    run("alter subscription s disable", "alter subscription s set (slot_name = none)");
    isNotRepeated(
        "alter subscription s add publication c, d with (refresh = false)",
        "the subscription s has its publications so");
    isNotRepeated(
        "alter subscription s drop publication \"B\", c with (refresh = false)",
        "the subscription s has its publications so");
    isNotRepeated("drop subscription s", "the subscription s is gone");
  }

  @Test
  void a_prepared_transaction_is_finished_once() {
    assumeThat(setting("max_prepared_transactions"))
        .as("the server takes prepared transactions")
        .isNotEqualTo("0");
    run("begin", "create table t ()", "prepare transaction 'it''s'");
    isNotRepeated("commit prepared 'it''s'", "the prepared transaction it's is finished");
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "vacuum",
        "cluster",
        "reindex database x",
        "alter system set work_mem = '4MB'",
        "alter database x set tablespace y",
        "alter subscription s refresh publication",
        "alter subscription s set (two_phase = true)",
        "alter subscription s set publication p",
        "discard all",
        "commit",
        "rollback",
        "create table database ()",
        "drop table subscription",
      })
  void what_can_be_done_twice_needs_no_look(String sql) {
    assertThat(Concurrently.of(sql)).isEmpty();
  }
}
