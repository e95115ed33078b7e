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

package dev.pgmigrations.watch;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * A row of a progress view, in one shape for all of them.
 *
 * @param command as the server names it
 * @param phase as the server names it
 * @param method of access of an index; {@code gin, parallel} where others help to build it
 * @param done blocks, bytes or whatever the phase counts
 * @param total of them; 0 where it counts nothing
 * @param partsDone partitions and the like that are finished
 * @param parts of them; 0 where there are none
 * @param rows that are copied
 * @param lockersDone sessions that were waited for
 * @param lockers sessions that are waited for in this phase
 * @param locker pid of the one that is waited for now, or 0
 */
record Counters(
    String command,
    String phase,
    String method,
    long done,
    long total,
    long partsDone,
    long parts,
    long rows,
    long lockersDone,
    long lockers,
    int locker) {

  /**
   * Of the backend {@code a.pid}, at most one row. The method of access is in no view and an index
   * that is being made not visible yet, but the view is made of it. Some columns are there from
   * PostgreSQL 17 on; as JSON they are null before.
   */
  static final String QUERY =
      """
      select p.command, p.phase,
        coalesce((select m.amname
          || case when m.amname = 'gin' and exists (select from pg_catalog.pg_stat_activity w where w.leader_pid = a.pid)
            then ', parallel' else '' end
          from pg_catalog.pg_stat_get_progress_info('CREATE INDEX') s
          join pg_catalog.pg_am m on m.oid = s.param9::oid where s.pid = p.pid), '') as method,
        case when p.phase like '%loading tuples%' or p.phase like '%merging tuples' then p.tuples_done
          when p.phase like '%scanning%' or p.phase = 'building index' then p.blocks_done else 0 end as done,
        case when p.phase like '%loading tuples%' or p.phase like '%merging tuples' then p.tuples_total
          when p.phase like '%scanning%' or p.phase = 'building index' then p.blocks_total else 0 end as total,
        p.partitions_done as parts_done, p.partitions_total as parts, 0::bigint as copied,
        p.lockers_done, p.lockers_total as lockers, p.current_locker_pid as locker
      from pg_catalog.pg_stat_progress_create_index p where p.pid = a.pid
      union all
      select p.command, p.phase, '',
        case when p.phase in ('index scanning heap', 'writing new heap') then p.heap_tuples_written
          when p.phase = 'rebuilding index' then p.index_rebuild_count
          else p.heap_blks_scanned end,
        case p.phase
          when 'index scanning heap' then (select greatest(c.reltuples, 0)::bigint from pg_catalog.pg_class c where c.oid = p.relid)
          when 'writing new heap' then p.heap_tuples_scanned
          when 'rebuilding index' then (select pg_catalog.count(*) from pg_catalog.pg_index i where i.indrelid = p.relid)
          else p.heap_blks_total end,
        0, 0, 0, 0, 0, 0
      from pg_catalog.pg_stat_progress_cluster p where p.pid = a.pid
      union all
      select 'VACUUM', p.phase, '',
        case p.phase when 'vacuuming heap' then p.heap_blks_vacuumed
          when 'scanning heap' then p.heap_blks_scanned
          else coalesce((pg_catalog.to_jsonb(p) ->> 'indexes_processed')::bigint, 0) end,
        case when p.phase in ('vacuuming heap', 'scanning heap') then p.heap_blks_total
          else coalesce((pg_catalog.to_jsonb(p) ->> 'indexes_total')::bigint, 0) end,
        0, 0, 0, 0, 0, 0
      from pg_catalog.pg_stat_progress_vacuum p where p.pid = a.pid
      union all
      select 'ANALYZE', p.phase, '', p.sample_blks_scanned, p.sample_blks_total,
        0, 0, 0, 0, 0, 0
      from pg_catalog.pg_stat_progress_analyze p where p.pid = a.pid
      union all
      select p.command, '', '', p.bytes_processed, p.bytes_total, 0, 0, p.tuples_processed, 0, 0, 0
      from pg_catalog.pg_stat_progress_copy p where p.pid = a.pid
      limit 1
      """;

  static Optional<Counters> of(ResultSet row) throws SQLException {
    @Nullable String command = row.getString("command");
    return command == null
        ? Optional.empty()
        : Optional.of(
            new Counters(
                command,
                row.getString("phase"),
                row.getString("method"),
                row.getLong("done"),
                row.getLong("total"),
                row.getLong("parts_done"),
                row.getLong("parts"),
                row.getLong("copied"),
                row.getLong("lockers_done"),
                row.getLong("lockers"),
                row.getInt("locker")));
  }

  boolean isWaiting() {
    return phase.startsWith("waiting for ");
  }
}
