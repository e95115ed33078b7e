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
import dev.pgmigrations.diagnostic.PoolerException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.LockHolder;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.history.TableName;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * An advisory lock for a history table, polled from the client.
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
  private static final long LONGEST_PAUSE_MILLIS = 2_000;

  private final TableName table;
  private final LockStrategy strategy;
  private final RunName name;
  private final Waiting waiting;
  private final LockKey key;
  private final HolderQuery holders;
  private int holder;

  /**
   * A lock that is not held yet.
   *
   * @param table with its schema
   * @param strategy what kind of lock
   * @param application the plain name
   */
  public MigrationLock(
      TableName table, LockStrategy strategy, String application, Waiting waiting) {
    this.table = table;
    this.strategy = strategy;
    this.name = new RunName(application, Optional.empty());
    this.waiting = waiting;
    this.key = LockKey.of(table);
    this.holders = new HolderQuery(key, waiting);
  }

  /**
   * The key of a history's lock, as {@code pg_locks} shows it in two halves: {@code classid} and
   * {@code objid}.
   *
   * @param table with its schema
   */
  public static long keyOf(TableName table) {
    return LockKey.of(table).value();
  }

  /**
   * Waits until this session, or its transaction, has the lock, trying about every second.
   *
   * @param jdbc in auto-commit; for a lock of a transaction, used for nothing else
   * @param backend the process of the server that has answered this session so far; means nothing
   *     for a lock of a transaction
   * @return how long it waited
   * @throws LockTimeoutException naming who holds it
   * @throws PoolerException if the session is not this run's own
   * @throws dev.pgmigrations.diagnostic.MigrationStoppedException if it was asked to end meanwhile
   */
  public Duration acquire(JdbcClient jdbc, int backend, Events events) {
    long start = System.nanoTime();
    Duration toldAt = Duration.ZERO;
    long pause = FIRST_PAUSE_MILLIS;
    while (!(strategy == LockStrategy.SESSION
        ? tryForSession(jdbc, backend)
        : tryForTransaction(jdbc))) {
      Duration waited = Duration.ofNanos(System.nanoTime() - start);
      if (waiting.limit().filter(most -> waited.compareTo(most) >= 0).isPresent()) {
        throw timeout(holders.ask(jdbc), waited);
      }
      if (toldAt.isZero()) {
        stayBetweenTries(jdbc);
      }
      if (toldAt.isZero() || waited.minus(toldAt).compareTo(TELL_EVERY) >= 0) {
        events.tell(new MigrationEvent.LockAwaited(holders.ask(jdbc), waited));
        toldAt = waited;
      }
      long millis = pause / 2 + ThreadLocalRandom.current().nextLong(pause);
      waiting.stop().pause(Duration.ofMillis(millis), "the lock of " + table);
      pause = Math.min(pause * 2, LONGEST_PAUSE_MILLIS);
    }
    Duration waited = Duration.ofNanos(System.nanoTime() - start);
    events.tell(new MigrationEvent.LockObtained(waited));
    return waited;
  }

  /**
   * A role's {@code idle_session_timeout}, meant for applications, would end a session that pauses.
   * Servers before 14 do not know it. What belongs to a transaction only sets nothing for longer.
   */
  private void stayBetweenTries(JdbcClient jdbc) {
    if (strategy == LockStrategy.SESSION) {
      jdbc.sql(
              """
              select pg_catalog.set_config(s.name, '0', false) from pg_catalog.pg_settings s
              where s.name = 'idle_session_timeout'\
              """)
          .query(String.class)
          .optional();
    }
  }

  /**
   * Tries only where the session is this run's own as far as that is seen, so that nothing is
   * locked that other clients of a pooler would use.
   */
  private boolean tryForSession(JdbcClient jdbc, int backend) {
    Attempt attempt =
        jdbc.sql(
                """
                with held as materialized (
                  select exists (select %s and l.pid = pg_catalog.pg_backend_pid()) as before)
                select pg_catalog.pg_backend_pid() as backend, before,
                  case when before or pg_catalog.pg_backend_pid() <> ? then false
                    else pg_catalog.pg_try_advisory_lock(?) end as acquired
                from held\
                """
                    .formatted(key.holders()))
            .params(backend, key.value())
            .query((row, number) -> Attempt.of(row))
            .single();
    if (attempt.backend() != backend) {
      throw PoolerException.movedSession(backend, attempt.backend());
    }
    if (attempt.before()) {
      throw PoolerException.sharedSession(
          "the server's process %s held the lock before this session asked for it"
              .formatted(backend));
    }
    holder = attempt.acquired() ? backend : holder;
    return attempt.acquired();
  }

  /**
   * Looks first, in a transaction that is over at once: one that waited would keep a session of the
   * pooler for itself. Then in one that stays open. Read committed, idle, and without a change, it
   * holds no snapshot that others would wait for.
   */
  private boolean tryForTransaction(JdbcClient jdbc) {
    if (!jdbc.sql("select pg_catalog.pg_try_advisory_xact_lock(?)")
        .param(key.value())
        .query(Boolean.class)
        .single()) {
      return false;
    }
    begin(jdbc);
    Attempt attempt =
        jdbc.sql(
                """
                select pg_catalog.set_config('application_name', ?, true),
                  case when pg_catalog.current_setting('server_version_num')::int >= 170000
                    then pg_catalog.set_config('transaction_timeout', '0', true) end,
                  pg_catalog.pg_backend_pid() as backend, false as before,
                  pg_catalog.pg_try_advisory_xact_lock(?) as acquired\
                """)
            .params(name.toString(), key.value())
            .query((row, number) -> Attempt.of(row))
            .single();
    if (attempt.acquired()) {
      forgetSnapshot(jdbc);
    } else {
      jdbc.sql("rollback").update();
    }
    holder = attempt.backend();
    return attempt.acquired();
  }

  /**
   * In the protocol that the driver speaks, a query's portal, and the snapshot in it, lives until
   * the next statement; and this one needs no snapshot of its own.
   */
  private static void forgetSnapshot(JdbcClient jdbc) {
    jdbc.sql("set local idle_in_transaction_session_timeout = 0").update();
  }

  private static void begin(JdbcClient jdbc) {
    try {
      jdbc.sql("begin isolation level read committed read write").update();
    } catch (DataAccessException e) {
      if (String.valueOf(e.getMessage()).contains("statement pooling mode")) {
        throw PoolerException.statementMode();
      }
      throw e;
    }
  }

  /** What came of a try. */
  private record Attempt(int backend, boolean before, boolean acquired) {

    static Attempt of(ResultSet row) throws SQLException {
      return new Attempt(
          row.getInt("backend"), row.getBoolean("before"), row.getBoolean("acquired"));
    }
  }

  /**
   * Gives the lock back, through the connection that got it.
   *
   * @throws SQLException if the server does not answer; the lock is gone with the connection
   */
  public void release(Connection connection) throws SQLException {
    if (strategy == LockStrategy.SESSION) {
      new LockRelease(key, holder).by(connection);
      return;
    }
    try (Statement statement = connection.createStatement()) {
      statement.execute("rollback");
    }
  }

  /**
   * An SQL expression that gives it back where it is that of the session, and tells whether it did.
   */
  public String releasing() {
    return strategy == LockStrategy.SESSION
        ? "pg_catalog.pg_advisory_unlock(%s)".formatted(key.value())
        : "true";
  }

  /**
   * A query that fails unless the lock is held: by the session that asks, or by the transaction
   * that got it.
   */
  public String guard() {
    String pid =
        strategy == LockStrategy.SESSION ? "pg_catalog.pg_backend_pid()" : Integer.toString(holder);
    return Sql.assertion(
        "",
        "exists (select %s and l.pid = %s)".formatted(key.holders(), pid),
        "the migration lock is lost");
  }

  private LockTimeoutException timeout(Optional<LockHolder> holder, Duration waited) {
    return new LockTimeoutException(
        List.of(
            Diagnostic.error(
                    "lock-timeout",
                    "another runner holds the lock of %s after %s s of waiting: %s"
                        .formatted(
                            table,
                            waited.toSeconds(),
                            holder.map(LockHolder::toString).orElse("it just ended")))
                .kept("everything as it was")
                .fix(
                    "let it finish and run again; if it hangs, end it: select pg_terminate_backend(%s)"
                        .formatted(holder.map(h -> Integer.toString(h.pid())).orElse("pid")))));
  }
}
