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

import java.sql.Array;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What the server shows of a backend at one moment.
 *
 * @param state as {@code pg_stat_activity} has it
 * @param query its beginning
 * @param cut whether the query may go on
 * @param started tells one execution from another
 * @param elapsed since then, by the server's clock
 * @param blockedBy pids of those it waits for
 * @param wal bytes of write-ahead log that the server has written in its life
 * @param counters its row in a progress view
 */
record Look(
    String state,
    String query,
    boolean cut,
    String started,
    Duration elapsed,
    List<Integer> blockedBy,
    OptionalLong wal,
    Optional<Counters> counters) {

  /** The longest character of an encoding has four bytes. */
  private static final String QUERY =
      """
      select coalesce(a.state, '') as state, coalesce(a.query, '') as query,
        octet_length(a.query)
          >= pg_catalog.pg_size_bytes(pg_catalog.current_setting('track_activity_query_size')) - 4 as cut,
        coalesce(a.query_start::text, '') as started,
        coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.query_start) * 1000, 0)::bigint as millis,
        case when a.wait_event_type = 'Lock' then pg_catalog.pg_blocking_pids(a.pid) end as blocked_by,
        case when not pg_catalog.pg_is_in_recovery() then
          pg_catalog.pg_wal_lsn_diff(pg_catalog.pg_current_wal_insert_lsn(), '0/0')::bigint end as wal,
        p.*
      from pg_catalog.pg_stat_activity a
      left join lateral (%s) p on true
      where a.pid = ?
      """
          .formatted(Counters.QUERY);

  /** Looks once; empty if the backend is gone. */
  static Optional<Look> at(JdbcClient jdbc, int pid) {
    return jdbc.sql(QUERY).param(pid).query((row, number) -> of(row)).stream().findFirst();
  }

  private static Look of(ResultSet row) throws SQLException {
    long wal = row.getLong("wal");
    OptionalLong written = row.wasNull() ? OptionalLong.empty() : OptionalLong.of(wal);
    return new Look(
        row.getString("state"),
        row.getString("query"),
        row.getBoolean("cut"),
        row.getString("started"),
        Duration.ofMillis(Math.max(0, row.getLong("millis"))),
        pids(row.getArray("blocked_by")),
        written,
        Counters.of(row));
  }

  static List<Integer> pids(@Nullable Array array) throws SQLException {
    return array == null
        ? List.of()
        : Arrays.stream((Integer[]) array.getArray()).distinct().toList();
  }

  /** Whether a statement is under way at all. */
  boolean isActive() {
    return state.equals("active");
  }
}
