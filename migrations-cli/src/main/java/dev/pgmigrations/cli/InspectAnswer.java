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

import java.util.List;
import java.util.Locale;
import org.springframework.jdbc.core.simple.JdbcClient;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** How large tables and indexes are, how indexes are used, who is connected. */
record InspectAnswer(List<TableSize> tables, List<IndexSize> indexes, List<Connections> connections)
    implements Answer {

  private static final List<String> UNITS = List.of("B", "kB", "MB", "GB", "TB");
  private static final int STEP = 1024;

  /**
   * A table.
   *
   * @param rows estimated; -1 where the server has no idea
   * @param tableBytes with what is stored out of line
   */
  record TableSize(String name, long rows, long tableBytes, long indexBytes) {}

  /**
   * An index.
   *
   * @param scans since the statistics were reset
   * @param enforces whether it makes sure of something, and so is needed without any scan
   */
  record IndexSize(String name, String table, long bytes, long scans, boolean enforces) {}

  /**
   * Sessions in the same state.
   *
   * @param longestSeconds that one of them has been in it
   */
  record Connections(String state, long count, long longestSeconds) {}

  /** Asks the catalog and the statistics. */
  static InspectAnswer of(JdbcClient jdbc, int limit) {
    return new InspectAnswer(
        jdbc.sql(
                """
                select n.nspname || '.' || c.relname as name, c.reltuples::bigint as rows,
                  pg_catalog.pg_table_size(c.oid) as table_bytes,
                  pg_catalog.pg_indexes_size(c.oid) as index_bytes
                from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.relkind in ('r', 'm') and n.nspname not in ('pg_catalog', 'information_schema')
                  and n.nspname not like 'pg\\_toast%' and n.nspname not like 'pg\\_temp%'
                order by pg_catalog.pg_total_relation_size(c.oid) desc, 1 limit ?\
                """)
            .param(limit)
            .query(TableSize.class)
            .list(),
        jdbc.sql(
                """
                select s.schemaname || '.' || s.indexrelname as name,
                  s.schemaname || '.' || s.relname as table,
                  pg_catalog.pg_relation_size(s.indexrelid) as bytes, s.idx_scan as scans,
                  i.indisunique or i.indisexclusion or i.indisreplident as enforces
                from pg_catalog.pg_stat_user_indexes s
                  join pg_catalog.pg_index i on i.indexrelid = s.indexrelid
                order by 3 desc, 1 limit ?\
                """)
            .param(limit)
            .query(IndexSize.class)
            .list(),
        jdbc.sql(
                """
                select coalesce(state, 'unknown') as state, count(*) as count,
                  coalesce(max(extract(epoch from pg_catalog.clock_timestamp() - state_change)), 0)::bigint
                    as longest_seconds
                from pg_catalog.pg_stat_activity
                where datname = pg_catalog.current_database() and backend_type = 'client backend'
                  and pid <> pg_catalog.pg_backend_pid()
                group by 1 order by 2 desc, 1\
                """)
            .query(Connections.class)
            .list());
  }

  @Override
  public void print(Page page) {
    Style style = page.style();
    Table sizes = new Table("table", "rows", "size", "indexes");
    tables.forEach(
        t ->
            sizes.line(
                t.name(),
                t.rows() < 0 ? "unknown" : "about " + t.rows(),
                size(t.tableBytes()),
                size(t.indexBytes())));
    Table use = new Table("index", "of", "size", "scans", "");
    indexes.forEach(
        i ->
            use.line(
                List.of(
                    Table.Cell.of(i.name()),
                    Table.Cell.of(i.table()),
                    Table.Cell.of(size(i.bytes())),
                    Table.Cell.of(Long.toString(i.scans())),
                    new Table.Cell(
                        i.scans() == 0 && !i.enforces() ? "never used" : "", style::notable))));
    Table sessions = new Table("connections", "count", "longest");
    connections.forEach(
        c -> sessions.line(c.state(), Long.toString(c.count()), c.longestSeconds() + " s"));
    page.text(sizes.text(style) + "\n" + use.text(style) + "\n" + sessions.text(style));
  }

  /** {@code 12 MB}, {@code 1.5 GB}. */
  static String size(long bytes) {
    double value = bytes;
    int unit = 0;
    while (value >= STEP && unit < UNITS.size() - 1) {
      value /= STEP;
      unit++;
    }
    String number =
        unit == 0 || value >= 10
            ? Long.toString(Math.round(value))
            : String.format(Locale.ROOT, "%.1f", value);
    return number + " " + UNITS.get(unit);
  }

  @Override
  public void describe(ObjectNode document) {
    ArrayNode tableNodes = document.putArray("tables");
    tables.forEach(
        t -> {
          ObjectNode node = tableNodes.addObject().put("name", t.name());
          if (t.rows() >= 0) {
            node.put("rows", t.rows());
          }
          node.put("tableBytes", t.tableBytes()).put("indexBytes", t.indexBytes());
        });
    ArrayNode indexNodes = document.putArray("indexes");
    indexes.forEach(
        i ->
            indexNodes
                .addObject()
                .put("name", i.name())
                .put("table", i.table())
                .put("bytes", i.bytes())
                .put("scans", i.scans())
                .put("enforces", i.enforces()));
    ArrayNode connectionNodes = document.putArray("connections");
    connections.forEach(
        c ->
            connectionNodes
                .addObject()
                .put("state", c.state())
                .put("count", c.count())
                .put("longestSeconds", c.longestSeconds()));
  }
}
