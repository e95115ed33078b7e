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

package dev.pgmigrations.cli;

import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.migration.Version;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The histories in a database, by their comments.
 *
 * @param all by name
 */
record HistoryTables(List<Found> all) {

  /**
   * One of them.
   *
   * @param name with its schema, quoted as in SQL
   * @param latest the highest version that is applied
   */
  record Found(String name, Optional<Version> latest) {}

  private record Commented(String quoted, String schema, String name, String comment) {}

  static HistoryTables of(JdbcClient jdbc) {
    return new HistoryTables(
        jdbc
            .sql(
                """
                select pg_catalog.format('%I.%I', n.nspname, c.relname) as quoted,
                  n.nspname as schema, c.relname as name, d.description as comment
                from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                join pg_catalog.pg_description d on d.classoid = 'pg_catalog.pg_class'::regclass
                  and d.objoid = c.oid and d.objsubid = 0
                where c.relkind = 'r'
                order by 1\
                """)
            .query(Commented.class)
            .stream()
            .filter(table -> HistoryTable.isDescribedBy(table.comment()))
            .map(table -> new Found(table.quoted(), latest(jdbc, table)))
            .toList());
  }

  /** Quoted as in SQL. */
  Set<String> names() {
    return all.stream().map(Found::name).collect(Collectors.toUnmodifiableSet());
  }

  private static Optional<Version> latest(JdbcClient jdbc, Commented table) {
    TableName name = new TableName(Optional.of(table.schema()), table.name());
    return new HistoryTable(name, "", "").read(jdbc, false).history().latest();
  }
}
