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

import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.event.Blocker;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks who other sessions are, and whom they wait for. */
final class Sessions {

  /** Beyond, a list helps nobody. */
  private static final int MOST = 30;

  private static final int LINE = 120;

  /**
   * {@code pg_blocking_pids} stops the lock manager for a moment, so it is asked only of those who
   * wait for a lock, or do not show whether they do.
   */
  private static final String QUERY =
      """
      select a.pid, coalesce(a.usename, '') as usename,
        coalesce(nullif(a.application_name, ''), nullif(a.backend_type, 'client backend'), '') as application,
        coalesce(host(a.client_addr), case when a.client_port = -1 then 'local' end, '') as client,
        coalesce(a.state, '') as state,
        coalesce(extract(epoch from pg_catalog.clock_timestamp() - a.xact_start) * 1000, 0)::bigint as millis,
        case when a.query = '<insufficient privilege>' then '' else coalesce(a.query, '') end as query,
        case when a.wait_event_type = 'Lock' or a.query = '<insufficient privilege>'
          then pg_catalog.pg_blocking_pids(a.pid) end as blocked_by
      from pg_catalog.pg_stat_activity a
      where a.pid = any (?::int[]) and a.pid <> pg_catalog.pg_backend_pid()
      """;

  /**
   * A prepared transaction has no backend; it is known by what it holds: one of its locks is that
   * of its own number.
   */
  private static final String PREPARED =
      """
      select x.gid, x.owner,
        (extract(epoch from pg_catalog.clock_timestamp() - x.prepared) * 1000)::bigint as millis
      from pg_catalog.pg_locks w
      join pg_catalog.pg_locks h on h.granted and h.pid is null and h.locktype = w.locktype
        and (h.database, h.relation, h.page, h.tuple, h.virtualxid, h.transactionid, h.classid, h.objid, h.objsubid)
          is not distinct from
          (w.database, w.relation, w.page, w.tuple, w.virtualxid, w.transactionid, w.classid, w.objid, w.objsubid)
      join pg_catalog.pg_locks own on own.granted and own.pid is null and own.locktype = 'transactionid'
        and own.virtualtransaction = h.virtualtransaction
      join pg_catalog.pg_prepared_xacts x on x.transaction = own.transactionid
      where not w.granted and w.pid = ?
      order by x.prepared
      limit 1
      """;

  private static final int PREPARED_PID = 0;

  private final JdbcClient jdbc;
  private final boolean statements;

  Sessions(JdbcClient jdbc, boolean statements) {
    this.jdbc = jdbc;
    this.statements = statements;
  }

  private record Seen(Blocker blocker, List<Integer> waitsFor) {}

  /** From the one that {@code waiter} waits for down to one that waits for nobody. */
  List<Blocker> inTheWayOf(int waiter, List<Integer> direct) {
    WaitQueue queue = new WaitQueue();
    addPrepared(queue, waiter, direct);
    for (List<Integer> next = direct; !next.isEmpty() && queue.size() < MOST; ) {
      List<Seen> seen = ask(next);
      for (Seen session : seen) {
        queue.add(session.blocker(), session.waitsFor());
        addPrepared(queue, session.blocker().pid(), session.waitsFor());
      }
      next =
          seen.stream()
              .flatMap(session -> session.waitsFor().stream())
              .distinct()
              .filter(pid -> !queue.knows(pid) && pid != waiter)
              .limit(MOST)
              .toList();
    }
    return queue.chain(direct);
  }

  private void addPrepared(WaitQueue queue, int waiter, List<Integer> waitsFor) {
    if (waitsFor.contains(PREPARED_PID) && !queue.knows(PREPARED_PID)) {
      queue.add(prepared(waiter), List.of());
    }
  }

  private Blocker prepared(int waiter) {
    return jdbc.sql(PREPARED)
        .param(waiter)
        .query(
            (row, number) ->
                new Blocker(
                    PREPARED_PID,
                    row.getString("owner"),
                    "",
                    "",
                    "prepared transaction '" + row.getString("gid") + "'",
                    Duration.ofMillis(row.getLong("millis")),
                    ""))
        .optional()
        .orElseGet(
            () -> new Blocker(PREPARED_PID, "", "", "", "prepared transaction", Duration.ZERO, ""));
  }

  /** Who it is; empty if it is gone. */
  Optional<Blocker> of(int pid) {
    return ask(List.of(pid)).stream().map(Seen::blocker).findFirst();
  }

  private List<Seen> ask(List<Integer> pids) {
    String array =
        pids.stream().limit(MOST).map(Object::toString).collect(Collectors.joining(",", "{", "}"));
    return jdbc.sql(QUERY).param(array).query((row, number) -> seen(row)).list();
  }

  private Seen seen(ResultSet row) throws SQLException {
    Blocker blocker =
        new Blocker(
            row.getInt("pid"),
            row.getString("usename"),
            row.getString("application"),
            row.getString("client"),
            row.getString("state"),
            Duration.ofMillis(Math.max(0, row.getLong("millis"))),
            statements ? shortened(row.getString("query")) : "");
    return new Seen(blocker, Look.pids(row.getArray("blocked_by")));
  }

  private static String shortened(String query) {
    String line = Place.maskSecrets(query).strip().replaceAll("\\s+", " ");
    if (line.length() <= LINE) {
      return line;
    }
    int end = Character.isHighSurrogate(line.charAt(LINE - 1)) ? LINE - 1 : LINE;
    return line.substring(0, end) + "…";
  }
}
