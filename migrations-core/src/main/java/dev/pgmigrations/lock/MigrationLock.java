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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.LockTimeoutException;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.LockHolder;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.history.TableName;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A session advisory lock for a history table, polled from the client.
 *
 * <p>A statement that waits would hold a snapshot, and {@code CREATE INDEX CONCURRENTLY} of the
 * holder would wait for that: for ever.
 *
 * @see <a
 *     href="https://www.postgresql.org/docs/current/explicit-locking.html#ADVISORY-LOCKS">PostgreSQL,
 *     13.3.5</a>
 */
public final class MigrationLock {

  private static final Duration TELL_EVERY = Duration.ofSeconds(10);
  private static final long FIRST_PAUSE_MILLIS = 200;
  private static final int DOING = 80;
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final TableName table;
  private final Optional<Duration> limit;

  /**
   * A lock that is not held yet.
   *
   * @param table with its schema
   * @param limit how long to wait at most; empty: as long as the holder's session lives
   */
  public MigrationLock(TableName table, Optional<Duration> limit) {
    this.table = table;
    this.limit = limit;
  }

  /** The key, as {@code pg_locks} shows it in two halves: {@code classid} and {@code objid}. */
  public long key() {
    try {
      byte[] hash =
          MessageDigest.getInstance("SHA-256")
              .digest(("pgmigrations:" + table.sql()).getBytes(StandardCharsets.UTF_8));
      return ByteBuffer.wrap(hash).getLong();
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }

  /**
   * Waits until this session has the lock, trying about every second.
   *
   * @return how long it waited
   * @throws LockTimeoutException naming who holds it
   */
  public Duration acquire(JdbcClient jdbc, Events events) {
    long start = System.nanoTime();
    Duration toldAt = Duration.ZERO;
    long pause = FIRST_PAUSE_MILLIS;
    while (!tryAcquire(jdbc)) {
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (limit.filter(most -> waited.compareTo(most) >= 0).isPresent()) {
        throw timeout(holder(jdbc), waited);
      }
      if (toldAt.isZero() || waited.minus(toldAt).compareTo(TELL_EVERY) >= 0) {
        events.tell(new MigrationEvent.LockAwaited(holder(jdbc), waited));
        toldAt = waited;
      }
      sleep(pause / 2 + ThreadLocalRandom.current().nextLong(pause));
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    events.tell(new MigrationEvent.LockObtained(waited));
    return waited;
  }

  private boolean tryAcquire(JdbcClient jdbc) {
    return jdbc.sql("select pg_catalog.pg_try_advisory_lock(?)")
        .param(key())
        .query(Boolean.class)
        .single();
  }

  /** Gives the lock back. */
  public void release(JdbcClient jdbc) {
    jdbc.sql("select pg_catalog.pg_advisory_unlock(?)").param(key()).query(Boolean.class).single();
  }

  /** A query that fails unless the session that asks it holds the lock. */
  public String guard() {
    return Sql.assertion(
        "",
        "exists (select "
            + HOLDERS.formatted(halves())
            + " and l.pid = pg_catalog.pg_backend_pid())",
        "the migration lock is lost");
  }

  private static final String HOLDERS =
      """
      from pg_catalog.pg_locks l
      where l.locktype = 'advisory' and l.granted and l.objsubid = 1 %s
        and l.database = (select d.oid from pg_catalog.pg_database d
          where d.datname = pg_catalog.current_database())""";

  private String halves() {
    return "and l.classid = %s and l.objid = %s"
        .formatted(
            Integer.toUnsignedString((int) (key() >>> 32)), Integer.toUnsignedString((int) key()));
  }

  private Optional<LockHolder> holder(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select a.pid, coalesce(a.application_name, '') as application, a.usename,
              coalesce(host(a.client_addr), 'local') as client,
              extract(epoch from pg_catalog.clock_timestamp() - a.backend_start)::bigint as seconds,
              coalesce(a.query, '') as query
            from pg_catalog.pg_stat_activity a
            where a.pid in (select l.pid %s)"""
                .formatted(HOLDERS.formatted(halves())))
        .query(
            (row, number) ->
                new LockHolder(
                    row.getInt("pid"),
                    row.getString("application"),
                    row.getString("usename"),
                    row.getString("client"),
                    Duration.ofSeconds(row.getLong("seconds")),
                    shortened(row.getString("query"))))
        .optional();
  }

  private static String shortened(String query) {
    String line = Place.maskSecrets(query).strip().replaceAll("\\s+", " ");
    return line.startsWith("<") || line.length() <= DOING
        ? line.replaceFirst("^<.*", "")
        : line.substring(0, DOING) + "…";
  }

  private LockTimeoutException timeout(Optional<LockHolder> holder, Duration waited) {
    return new LockTimeoutException(
        List.of(
            Diagnostic.error(
                    "lock-timeout",
                    "another runner holds the lock of %s after %d s of waiting: %s"
                        .formatted(
                            table,
                            waited.toSeconds(),
                            holder.map(LockHolder::toString).orElse("it just ended")))
                .kept("everything as it was")
                .fix(
                    "let it finish and run again; if it hangs, end it: select pg_terminate_backend(%s)"
                        .formatted(holder.map(h -> Integer.toString(h.pid())).orElse("pid")))));
  }

  private static void sleep(long millis) {
    try {
      Thread.sleep(millis);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new LockTimeoutException(
          List.of(
              Diagnostic.error("interrupted", "interrupted while waiting for the lock")
                  .kept("everything as it was")
                  .fix("run again")));
    }
  }
}
