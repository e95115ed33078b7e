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

package dev.pgmigrations.lock;

import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.event.LockHolder;
import java.time.Duration;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Asks who holds a lock, and what it is doing. */
record HolderQuery(LockKey key, Waiting waiting) {

  private static final int DOING = 80;

  /** Where the lock has a connection of its own, another session of that name does the work. */
  Optional<LockHolder> ask(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select a.pid, coalesce(worker.application_name, '') as application, a.usename,
              coalesce(a.client_hostname, pg_catalog.host(a.client_addr), 'local') as client,
              extract(epoch from pg_catalog.clock_timestamp() - a.backend_start)::bigint as seconds,
              worker.pid as worker, coalesce(worker.query, '') as query,
              coalesce(extract(epoch from pg_catalog.clock_timestamp() - worker.query_start), 0)::bigint
                as running
            from pg_catalog.pg_stat_activity a
            cross join lateral (
              select b.pid, b.application_name, b.query, b.query_start
              from pg_catalog.pg_stat_activity b
              where b.pid = a.pid
                or a.application_name like '%%: migrating' and b.datname = a.datname
                  and pg_catalog.starts_with(b.application_name, a.application_name || ' ')
              order by b.pid = a.pid, b.xact_start
              limit 1) worker
            where a.pid in (select l.pid %s)
            limit 1\
            """
                .formatted(key.holders()))
        .query(
            (row, number) -> {
              RunName name = RunName.parse(row.getString("application"));
              return new LockHolder(
                  row.getInt("pid"),
                  name.application(),
                  row.getString("usename"),
                  row.getString("client"),
                  Duration.ofSeconds(row.getLong("seconds")),
                  name.migration(),
                  waiting.statements() ? shortened(row.getString("query")) : "",
                  Duration.ofSeconds(row.getLong("running")),
                  waiting.progress().apply(row.getInt("worker")));
            })
        .optional();
  }

  private static String shortened(String query) {
    String line = Place.maskSecrets(query).strip().replaceAll("\\s+", " ").replaceFirst(";$", "");
    return line.startsWith("<") || line.length() <= DOING
        ? line.replaceFirst("^<.*", "")
        : line.substring(0, DOING) + "…";
  }
}
