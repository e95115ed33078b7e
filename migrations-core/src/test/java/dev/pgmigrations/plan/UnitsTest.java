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

package dev.pgmigrations.plan;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.script.Includes;
import dev.pgmigrations.script.Script;
import dev.pgmigrations.script.Section;
import dev.pgmigrations.script.SectionKind;
import java.util.stream.Collectors;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class UnitsTest {

  /** {@code T2} is a transaction of two statements, {@code A} a statement alone. */
  private static String units(String sql) {
    Section up =
        Script.parse(SourceText.of("1_a.sql", sql), Includes.NONE)
            .section(SectionKind.UP)
            .orElseThrow();
    return Units.of(up.statements(), up.directives().noTransaction()).stream()
        .map(
            unit ->
                (unit.transactional() ? "T" + unit.statements().size() : "A")
                    + (unit.beginOptions().isEmpty() ? "" : "(" + unit.beginOptions() + ")"))
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "select 1; select 2; | T2",
        "begin; select 1; select 2; commit; | T2",
        "select 1; commit; select 2; | T1 T1",
        "begin; select 1; commit; begin; select 2; end; | T1 T1",
        "select 1; begin; select 2; commit; select 3; | T2 T1",
        "begin; select 1; | T1",
        "commit; | T0",
        "begin isolation level serializable; select 1; commit; select 2; | T1(isolation level"
            + " serializable) T1",
        "begin; set transaction isolation level serializable; select 1; commit; | T1(isolation"
            + " level serializable)",
        "set local transaction deferrable; select 1; | T1(deferrable)",
        "begin deferrable; set transaction isolation level serializable; select 1; | T1(deferrable,"
            + " isolation level serializable)",
        "select 1; vacuum; select 2; select 3; | T1 A T2",
        "create index concurrently i on t (x); | A",
        "create index concurrently i on t (x); create index concurrently j on t (x); | A A",
        "savepoint a; select 1; rollback to a; select 2; | T4",
        "do $$begin end$$; call p(); | T2",
        "-- migrations:transaction=none@select 1; begin; select 2; select 3; commit; select 4; | A"
            + " T2 A",
      })
  void statements_fall_into_units(String sql, String expected) {
    assertThat(units(sql.replace('@', '\n'))).isEqualTo(expected);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "alter type e add value 'x'; insert into t values ('x'); select 1; | T1 T2",
        "select 1; ALTER TYPE s.e ADD VALUE IF NOT EXISTS 'x' BEFORE 'a'; select E'x'::e; | T2 T1",
        "alter type e add value 'x'; create table t (c e default 'y'); select 'x'; | T2 T1",
        "alter type e add value 'x'; alter type e add value 'y' after 'x'; select 'y', 'x'; | T2"
            + " T1",
        "alter type e add value 'x'; select 'x'; alter type e add value 'y'; select 'y'; | T1 T2"
            + " T1",
        "alter type e add value 'it''s'; select 'it''s'; | T1 T1",
        "alter type e add value 'new one'; select '{old,new one}'::e[]; | T1 T1",
        "alter type e add value 'x'; do $$begin perform 'x'::e; end$$; | T1 T1",
        "alter type e add value 'x'; select x, 'xx', 'ax b' as \"x\" from t; | T2",
        "alter type e add value 'x'; comment on type e is 'now with x'; | T2",
        "alter type e add value 'x'; copy t from stdin;@a@\\.@ | T1 T1",
        "select 'x'; alter type e add value 'x'; | T2",
        "alter type e add value 'x'; commit; select 'x'; | T1 T1",
        "begin isolation level serializable; alter type e add value 'x'; select 'x'; commit; select"
            + " 'x'; | T1(isolation level serializable) T1(isolation level serializable) T1",
        "set local search_path = s; alter type e add value 'x'; select 'x'; | T3",
        "set local lock_timeout = '1s'; alter type e add value 'x'; select 'x'; | T2 T1",
        "savepoint a; alter type e add value 'x'; select 'x'; release a; | T4",
        "alter type e rename value 'x' to 'y'; select 'y'; | T2",
        "alter type e add attribute value text; select 'text'; | T2",
        "-- migrations:transaction=none@alter type e add value 'x'; select 'x'; | A A",
      })
  void a_value_that_is_added_and_then_used_parts_a_transaction(String sql, String expected) {
    assertThat(units(sql.replace('@', '\n'))).isEqualTo(expected);
  }
}
