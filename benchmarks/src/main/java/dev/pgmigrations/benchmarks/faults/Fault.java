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

package dev.pgmigrations.benchmarks.faults;

import dev.pgmigrations.testsupport.CountingProxy.Moment;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.IntStream;

/**
 * What happens to a run.
 *
 * @param label for people
 * @param sql of migration 2, within which it happens
 * @param inTransaction whether migration 2 is meant to be one transaction
 * @param done a query that is true once migration 2 is applied, and applied once
 * @param moment as the proxy sees it
 * @param seen as another session sees it, where there is no moment
 * @param bystander statements of a transaction that another session leaves open meanwhile
 */
record Fault(
    String label,
    String sql,
    boolean inTransaction,
    String done,
    Optional<Moment> moment,
    String seen,
    List<String> bystander) {

  static final String BASE =
      "create table base (id int primary key, name text);\n"
          + "insert into base select n, 'name ' || n from generate_series(1, 1000) n;";

  private static final String INDEX =
      """
      select coalesce(bool_and(indisvalid), false) from pg_index
      where indexrelid = to_regclass('base_name')\
      """;

  static List<Fault> of(FaultTool tool) {
    return List.of(
        at(
            "within a transactional migration",
            "create table x (id int); insert into x values (1); select pg_sleep(seconds) from"
                + " fault.gate;",
            "select count(*) = 1 from x",
            running("%pg_sleep(seconds)%")),
        at(
            "right before its commit",
            "create table x (id int); insert into x values (1);",
            "select count(*) = 1 from x",
            Moment.sent(tool.commit()).after("insert into x")),
        at(
            "right after its commit",
            "create table x (id int); insert into x values (1);",
            "select count(*) = 1 from x",
            Moment.answer("COMMIT\0").after("insert into x")),
        at(
            "within COPY",
            "create table x (id int, line text);\n"
                + IntStream.rangeClosed(1, 20_000)
                    .mapToObj(i -> i + "\tline " + i + "\n")
                    .collect(Collectors.joining("", "copy x from stdin;\n", "\\.\n")),
            "select count(*) = 20000 from x",
            Moment.sent("line 15000\n")),
        new Fault(
            "between two statements that are no transaction",
            """
            create table x (id int);
            create index concurrently x_id on x (id);
            insert into x values (1);
            """,
            false,
            "select count(*) = 1 from x",
            Optional.of(Moment.sent("insert into x")),
            "",
            List.of()),
        new Fault(
            "within a concurrent index build",
            "create index concurrently base_name on base (name);",
            false,
            INDEX,
            Optional.empty(),
            building("waiting for writers before build"),
            List.of("update base set name = name where id = 1")),
        new Fault(
            "after a concurrent index build, before it is recorded",
            "create index concurrently base_name on base (name);",
            false,
            INDEX,
            Optional.of(Moment.answer("CREATE INDEX\0").after("concurrently base_name")),
            "",
            List.of()));
  }

  private static Fault at(String label, String sql, String done, Moment moment) {
    return new Fault(label, sql, true, done, Optional.of(moment), "", List.of());
  }

  private static Fault at(String label, String sql, String done, String seen) {
    return new Fault(label, sql, true, done, Optional.empty(), seen, List.of());
  }

  private static String running(String query) {
    return """
    select exists (select from pg_stat_activity where datname = current_database()
      and pid <> pg_backend_pid() and state = 'active' and query like '%s')\
    """
        .formatted(query);
  }

  private static String building(String phase) {
    return """
    select exists (select from pg_stat_progress_create_index
      where datname = current_database() and phase = '%s')\
    """
        .formatted(phase);
  }
}
