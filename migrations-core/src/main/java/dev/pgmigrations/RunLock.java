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

import dev.pgmigrations.diagnostic.PoolerException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.lock.MigrationLock;
import dev.pgmigrations.lock.Waiting;
import dev.pgmigrations.watch.ProgressQuery;
import dev.pgmigrations.watch.WatchSettings;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;

/** The lock of a run, with the connection that holds it. */
final class RunLock implements AutoCloseable {

  /** How long a pooler may take to find a second connection to the server. */
  private static final Duration PATIENCE = Duration.ofSeconds(10);

  private final Work work;
  private final Database database;
  private final Database.Facts facts;
  private final Events events;
  private final MigrationLock lock;
  private @Nullable Database holder;

  /**
   * A lock that is not held yet.
   *
   * @param database that migrates
   */
  RunLock(Work work, Database database, Work.Place place, StopSignal stop, Events events) {
    this.work = work;
    this.database = database;
    this.facts = place.facts();
    this.events = events;
    WatchSettings watch = work.settings().watch();
    this.lock =
        new MigrationLock(
            place.table().name(),
            work.settings().lockStrategy(),
            work.settings().application(),
            new Waiting(
                work.settings().lockTimeout(),
                stop,
                watch.statements(),
                pid ->
                    watch.enabled() ? ProgressQuery.of(database.jdbc(), pid) : Optional.empty()));
  }

  /** Waits for it; again, if it was lost. */
  void acquire() {
    if (work.settings().lockStrategy() == LockStrategy.SESSION) {
      lock.acquire(database.jdbc(), facts.backend(), events);
      holder = database;
    } else {
      acquireForTransaction();
    }
  }

  private void acquireForTransaction() {
    close();
    Database own = work.open();
    holder = own;
    lock.acquire(own.jdbc(), 0, events);
    Duration most =
        work.settings()
            .lockTimeout()
            .filter(limit -> !limit.isZero() && limit.compareTo(PATIENCE) < 0)
            .orElse(PATIENCE);
    if (!database.answersWithin(most)) {
      throw PoolerException.noSecondConnection(most.toSeconds());
    }
  }

  /** A query that fails unless it is held. */
  String guard() {
    return lock.guard();
  }

  /**
   * Gives it back within a query that is asked at the end, for which it has an expression.
   *
   * @param query tells what the expression was
   */
  void releaseIn(Predicate<String> query) {
    if (query.test(lock.releasing()) && holder == database) {
      holder = null;
    }
  }

  /** Gives it back, if it is held. */
  @Override
  public void close() {
    Database held = holder;
    holder = null;
    if (held == null) {
      return;
    }
    try {
      lock.release(held.connection());
    } catch (SQLException e) {
      // The connection is gone, and the lock with it.
    } finally {
      if (held != database) {
        held.close();
      }
    }
  }
}
