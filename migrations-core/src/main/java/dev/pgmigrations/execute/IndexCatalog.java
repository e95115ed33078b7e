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

import java.time.Duration;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.springframework.jdbc.core.simple.JdbcClient;

/** What the catalogs say of indexes. */
final class IndexCatalog {

  /**
   * For the servers that cancel what was begun by a client that is gone: they look every second.
   */
  private static final Duration ORPHAN = Duration.ofSeconds(5);

  private static final long POLL_MILLIS = 200;

  private static final String SELECT =
      """
      select i.indexrelid::int8 as oid, c.relname as name,
        i.indexrelid::pg_catalog.regclass::text as shown,
        pg_catalog.format('%I.%I', n.nspname, c.relname) as qualified,
        i.indrelid::int8 as table_oid,
        i.indisvalid as valid, c.relkind = 'I' as partitioned,
        pg_catalog.pg_has_role(c.relowner, 'usage')
          and pg_catalog.has_schema_privilege(n.oid, 'usage') as droppable
      from pg_catalog.pg_index i
      join pg_catalog.pg_class c on c.oid = i.indexrelid
      join pg_catalog.pg_namespace n on n.oid = c.relnamespace
      """;

  /**
   * An index.
   *
   * @param name without schema, not quoted
   * @param shown for messages
   * @param qualified for statements
   * @param tableOid its table
   * @param valid whether queries may use it
   * @param partitioned whether it is only the parent of the indexes of partitions; such a one is
   *     INVALID as long as one of them is missing
   * @param droppable whether this role may drop it; only a superuser may drop one of a TOAST table
   */
  record Index(
      long oid,
      String name,
      String shown,
      String qualified,
      long tableOid,
      boolean valid,
      boolean partitioned,
      boolean droppable) {

    /** Of a build, a rebuild or a drop that was interrupted; a parent of indexes never is one. */
    boolean isHalfDone() {
      return !valid && !partitioned;
    }

    /** The statement that removes it without blocking the table. */
    String drop() {
      return "drop index concurrently if exists " + qualified;
    }
  }

  private final JdbcClient jdbc;

  IndexCatalog(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  /** The table, index or the like that a name means here. */
  Optional<Long> relation(String name) {
    return jdbc
        .sql("select pg_catalog.to_regclass(?)::oid::int8")
        .param(name)
        .query(Long.class)
        .list()
        .stream()
        .filter(oid -> oid != null)
        .findFirst();
  }

  /** The index with this oid, if it is one. */
  Optional<Index> index(long oid) {
    return query("where i.indexrelid = ?::oid", oid).stream().findFirst();
  }

  /** The index that a new one with this name would collide with. */
  Optional<Index> inSchemaOf(long table, String name) {
    return query(
            """
            where c.relname = ?::pg_catalog.name and c.relnamespace =
              (select t.relnamespace from pg_catalog.pg_class t where t.oid = ?::oid)\
            """,
            name,
            table)
        .stream()
        .findFirst();
  }

  /** As PostgreSQL writes it; to do so it waits for whoever locks the table exclusively. */
  String definition(Index index) {
    return jdbc.sql("select coalesce(pg_catalog.pg_get_indexdef(?::oid), '')")
        .param(index.oid())
        .query(String.class)
        .single();
  }

  /** All indexes of a table, oldest first. */
  List<Index> of(long table) {
    return query("where i.indrelid = ?::oid order by i.indexrelid", table);
  }

  /**
   * What an interrupted {@code REINDEX CONCURRENTLY} leaves beside the indexes it was to rebuild:
   * INVALID ones with the suffix {@code _ccnew} or {@code _ccold}, and perhaps a number.
   *
   * @param rebuilt a query for the oids of the indexes
   * @param value of its parameters
   */
  List<Index> beside(String rebuilt, List<String> value) {
    return query(
        """
        where not i.indisvalid and c.relkind = 'i' and c.relname ~ '_cc(new|old)[0-9]*$'
          and exists (
            select from pg_catalog.pg_index o
            join pg_catalog.pg_class oc on oc.oid = o.indexrelid,
            lateral pg_catalog.regexp_replace(c.relname::text, '_cc(new|old)[0-9]*$', '') base
            where o.indrelid = i.indrelid and o.indexrelid <> i.indexrelid
              and o.indexrelid in (%s)
              -- a long name was cut to make room for the suffix
              and (oc.relname = base or (pg_catalog.octet_length(c.relname::text) >= 60
                and pg_catalog.starts_with(oc.relname::text, base))))
        order by i.indexrelid\
        """
            .formatted(rebuilt),
        value.toArray());
  }

  private List<Index> query(String where, Object... values) {
    return jdbc.sql(SELECT + where)
        .params(values)
        .query(
            (row, number) ->
                new Index(
                    row.getLong("oid"),
                    row.getString("name"),
                    row.getString("shown"),
                    row.getString("qualified"),
                    row.getLong("table_oid"),
                    row.getBoolean("valid"),
                    row.getBoolean("partitioned"),
                    row.getBoolean("droppable")))
        .list();
  }

  /**
   * The session that builds, rebuilds or drops an index right now.
   *
   * <p>A build shows in {@code pg_stat_progress_create_index}, but without the index to a role that
   * may not read it; then whoever builds on the table is taken for the one. A rebuild and a drop
   * hold a lock on the index itself.
   */
  Optional<Integer> worker(Index index) {
    return jdbc.sql(
            """
            with locks as (
              select l.pid, l.relation from pg_catalog.pg_locks l
              where l.locktype = 'relation' and l.mode = 'ShareUpdateExclusiveLock' and l.granted
                and l.pid <> pg_catalog.pg_backend_pid() and l.database =
                  (select d.oid from pg_catalog.pg_database d
                   where d.datname = pg_catalog.current_database()))
            select l.pid from locks l where l.relation = ?::oid
            union
            select l.pid from locks l
            join pg_catalog.pg_stat_progress_create_index p on p.pid = l.pid
            where l.relation = ?::oid and (p.index_relid is null or p.index_relid in (0, ?::oid))
            limit 1\
            """)
        .params(index.oid(), index.tableOid(), index.oid())
        .query(Integer.class)
        .optional();
  }

  /** The same after a short wait for a session whose client was killed. */
  Optional<Integer> workerThatStays(Index index) {
    long end = System.nanoTime() + ORPHAN.toNanos();
    Optional<Integer> worker = worker(index);
    while (worker.isPresent() && System.nanoTime() < end && pause()) {
      worker = worker(index);
    }
    return worker;
  }

  private static boolean pause() {
    try {
      Thread.sleep(POLL_MILLIS);
      return true;
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  /** What is there before a statement runs. */
  Set<Long> oids(long table) {
    Set<Long> oids = new HashSet<>();
    of(table).forEach(index -> oids.add(index.oid()));
    return oids;
  }
}
