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

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class LossesTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      quoteCharacter = '`',
      value = {
        "drop table users | table users",
        "DROP TABLE IF EXISTS public.users CASCADE | table public.users",
        "drop table a, only_b, c.d restrict; | table a, table only_b, table c.d",
        "drop table \"A b\".\"c.d\" | table A b.c.d",
        "drop materialized view mv | materialized view mv",
        "drop foreign table f | foreign table f",
        "drop index concurrently if exists i | index i",
        "drop function f(int, text), g(numeric(1,2)) | function f(int, text), function"
            + " g(numeric(1,2))",
        "drop function s.f(in a timestamp (3) with time zone, variadic b s.mood[]), g()"
            + " | function s.f(in a timestamp(3) with time zone, variadic b s.mood[]),"
            + " function g()",
        "drop schema if exists chat cascade | schema chat",
        "drop type mood | type mood",
        "drop text search configuration c | text search configuration c",
        "drop foreign data wrapper w cascade | foreign data wrapper w",
        "drop trigger if exists t on app.users | trigger app.users.t",
        "drop policy p on users | policy users.p",
        "drop owned by somebody | -",
        "alter table users drop column email | column users.email",
        "alter table if exists only app.users drop email, add x int, drop constraint if exists c,"
            + " drop column if exists y cascade | column app.users.email, constraint app.users.c,"
            + " column app.users.y",
        "alter table users add check (a in (1, 2)), drop b | column users.b",
        "alter table users alter a drop default, alter b drop not null | -",
        "alter foreign table f drop column c | column f.c",
        "truncate a, only b * cascade | all rows a, all rows b",
        "truncate table app.a | all rows app.a",
        "delete from only a where b = 1 | rows a",
        "create table dropped (a int) | -",
        "comment on table a is 'drop table b' | -",
        "do $$ begin drop table a; end $$ | -",
        "alter type mood add value 'x' | -",
        "drop function f( | function f()",
        "drop function f(int, text | function f(int, text)",
        "drop | -",
        "alter table | -",
      })
  void are_found_by_the_words_of_a_statement(String sql, String losses) {
    assertThat(Losses.of(sql))
        .extracting(loss -> loss.kind() + " " + loss.name())
        .hasToString("[" + (losses == null ? "" : losses) + "]");
  }
}
