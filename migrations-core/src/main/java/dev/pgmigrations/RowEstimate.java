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

package dev.pgmigrations;

import dev.pgmigrations.plan.Loss;
import java.util.Optional;
import java.util.OptionalLong;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * How many rows a relation or a schema has, as the catalog remembers; nothing is counted.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-class.html">PostgreSQL, 52.11,
 *     reltuples: -1 before the first VACUUM or ANALYZE</a>
 */
final class RowEstimate {

  /** What was never analyzed is known to the statistics at best, and there 0 may mean nothing. */
  private static final String ROWS =
      """
      select case when count(*) filter (where r.tuples is not null) = 0 then null
        else sum(r.tuples)::bigint end
      from (select case when c.reltuples >= 0 then c.reltuples::numeric
          else nullif(pg_catalog.pg_stat_get_live_tuples(c.oid), 0)::numeric end as tuples
        from pg_catalog.pg_class c
        where c.relkind in ('r', 'm', 'f') and %s) r\
      """;

  private static final String OF_RELATION =
      """
      (c.oid = pg_catalog.to_regclass(?) or c.oid in
        (select p.relid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p))\
      """;
  private static final String OF_SCHEMA =
      "c.relnamespace = (select n.oid from pg_catalog.pg_namespace n where n.nspname = ?)";

  private final JdbcClient jdbc;
  private final CatalogNames names;

  RowEstimate(JdbcClient jdbc, CatalogNames names) {
    this.jdbc = jdbc;
    this.names = names;
  }

  OptionalLong of(Loss loss) {
    if (!loss.hasRows()) {
      return OptionalLong.empty();
    }
    if (loss.kind().equals("schema")) {
      return optional(
          jdbc.sql(ROWS.formatted(OF_SCHEMA))
              .param(loss.relation().get(0))
              .query(Long.class)
              .optional());
    }
    String name = names.resolved(loss.relation(), "to_regclass");
    return optional(
        jdbc.sql(ROWS.formatted(OF_RELATION)).params(name, name).query(Long.class).optional());
  }

  private static OptionalLong optional(Optional<Long> rows) {
    return rows.map(OptionalLong::of).orElseGet(OptionalLong::empty);
  }
}
