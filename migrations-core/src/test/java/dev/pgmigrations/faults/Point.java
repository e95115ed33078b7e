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

package dev.pgmigrations.faults;

import dev.pgmigrations.testsupport.CountingProxy.Moment;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * A point of a run at which it dies. Migration 1 is applied by then; 2 holds the point, and 3 comes
 * after it.
 */
enum Point {
  /** A statement of a transactional migration runs on the server. */
  WITHIN_A_TRANSACTION(
      """
      create table x (id int);
      insert into x select generate_series(1, 10);
      select pg_sleep(seconds) from fault.gate;
      alter table base add column extra int;
      -- VERIFY
      select count(*) = 10 from x;
      """,
      running("select pg_sleep%")),

  /** All of a transactional migration is done, its history row too, but for the commit. */
  RIGHT_BEFORE_COMMIT(
      "create table x (id int); insert into x values (1);",
      new When.At(Moment.sent("\0commit\0").after("insert into x"))),

  /** It is committed, and nobody was told. */
  RIGHT_AFTER_COMMIT(
      "create table x (id int); insert into x values (1);",
      new When.At(Moment.answer("COMMIT\0").after("insert into x"))),

  /** The history says that it begins, and nothing else was done. */
  BEFORE_THE_FIRST_UNIT(
      "create table x (id int); create index concurrently x_id on x (id);",
      new When.At(Moment.sent("create table x"))),

  /** Between the second and the third unit. */
  BETWEEN_UNITS(
      """
      create table x (id int);
      create index concurrently x_id on x (id);
      insert into x values (1);
      """,
      new When.At(Moment.sent("insert into x"))),

  /** All units are done, the end is not recorded. */
  BEFORE_THE_END_IS_RECORDED(
      "create table x (id int); create index concurrently x_id on x (id);",
      new When.At(Moment.sent("set state = 'done'").after("x_id"))),

  /** The server is in the middle of the lines of a COPY that is part of a transaction. */
  WITHIN_COPY(
      "create table x (id int, line text);\n" + copy(20_000),
      new When.At(Moment.sent("line 15000\n"))),

  /** The same where the COPY is a unit alone. */
  WITHIN_COPY_ALONE(
      "-- migrations:transaction=none\ncreate table x (id int, line text);\n" + copy(20_000),
      new When.At(Moment.sent("line 15000\n"))),

  /** An ordinary statement in auto-commit runs on the server. */
  WITHIN_A_STATEMENT_ALONE(
      """
      -- migrations:transaction=none
      create table x (id int);
      insert into x select 1 from fault.gate, pg_sleep(seconds);
      """,
      running("insert into x%")),

  /** An ordinary statement in auto-commit is done, and nobody was told. */
  AFTER_A_STATEMENT_ALONE(
      """
      -- migrations:transaction=none
      create table x (id int);
      insert into x values (1);
      """,
      new When.At(Moment.answer("COMMIT\0").after("insert into x"))),

  /** A concurrent index build waits for writers, and the index is INVALID. */
  WITHIN_A_CONCURRENT_INDEX_BUILD(
      "create index concurrently x on base (name);",
      building("waiting for writers before build"),
      "update base set name = name where id = 1"),

  /** A concurrent index build waits for old snapshots: INVALID, but kept up to date by writers. */
  AT_THE_END_OF_A_CONCURRENT_INDEX_BUILD(
      "create unique index concurrently x on base (name);",
      building("waiting for old snapshots"),
      "set transaction isolation level repeatable read",
      "select 1"),

  /** The index is built and valid, and nobody was told. */
  AFTER_A_CONCURRENT_INDEX_BUILD(
      "create index concurrently x on base (name);",
      new When.At(Moment.answer("CREATE INDEX\0").after("create index concurrently x"))),

  /** A concurrent rebuild waits for writers: there is a second index, INVALID. */
  WITHIN_A_CONCURRENT_REINDEX(
      "reindex index concurrently base_pkey;",
      building("waiting for writers before build"),
      "update base set name = name where id = 1"),

  /** The index to be dropped is INVALID already. */
  WITHIN_A_CONCURRENT_DROP(
      "drop index concurrently base_other;",
      running("drop index concurrently%"),
      "update base set name = name where id = 1"),

  /** The partition is marked as to be detached. */
  WITHIN_A_CONCURRENT_DETACH(
      "alter table parts detach partition part concurrently;",
      running("alter table parts detach%"),
      "select * from parts");

  /** Migration 1. */
  static final String BASE =
      """
      create table base (id int primary key, name text, other text);
      create index base_other on base (other);
      insert into base select n, 'name ' || n, 'other ' || n from generate_series(1, 1000) n;
      create table parts (id int) partition by list (id);
      create table part partition of parts for values in (1);
      -- VERIFY
      select count(*) = 1000 from base;
      """;

  /** When it is there. */
  sealed interface When {

    /** As the proxy sees it. */
    record At(Moment moment) implements When {}

    /** As another session of the server sees it: a query that says so. */
    record Seen(String sql) implements When {}
  }

  private final String migration;
  private final When when;
  private final List<String> bystander;

  Point(String migration, When when, String... bystander) {
    this.migration = migration;
    this.when = when;
    this.bystander = List.of(bystander);
  }

  /** Migration 2. */
  String migration() {
    return migration;
  }

  When when() {
    return when;
  }

  /** What another session does in an open transaction, so that this point takes a while. */
  List<String> bystander() {
    return bystander;
  }

  private static When running(String query) {
    return new When.Seen(
        """
        select exists (select from pg_stat_activity where datname = current_database()
          and state = 'active' and query like '%s' and wait_event_type in ('Timeout', 'Lock'))\
        """
            .formatted(query));
  }

  private static When building(String phase) {
    return new When.Seen(
        """
        select exists (select from pg_stat_progress_create_index
          where datname = current_database() and phase = '%s')\
        """
            .formatted(phase));
  }

  private static String copy(int lines) {
    return IntStream.rangeClosed(1, lines)
        .mapToObj(i -> i + "\tline " + i + "\n")
        .collect(Collectors.joining("", "copy x from stdin;\n", "\\.\n"));
  }
}
