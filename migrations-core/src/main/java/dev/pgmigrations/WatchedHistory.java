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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.LockTimeoutException;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.Durations;
import dev.pgmigrations.report.EventText;
import dev.pgmigrations.watch.Watch;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import org.springframework.dao.DataAccessException;

/**
 * Reads the history, which somebody may have locked: says for whom it waits, and waits no longer
 * than for another run.
 */
final class WatchedHistory {

  /** What the watch is told to look at; nobody else hears of it. */
  private static final MigrationId HISTORY = new MigrationId(Kind.REPEATABLE, "history");

  private final Work work;
  private final Events events;

  /**
   * Reads for one command.
   *
   * @param events hear for whom it waits
   */
  WatchedHistory(Work work, Events events) {
    this.work = work;
    this.events = events;
  }

  /**
   * The history as far as it is known.
   *
   * @throws LockTimeoutException naming who has locked it for longer than was allowed
   */
  HistoryTable.Reading read(Database database, Goal goal) {
    Optional<Duration> limit = work.settings().lockTimeout();
    Events seen = new Events(List.of(this::tell));
    try (Watch watch = work.watch(database, database.backend(), seen)) {
      watch.sent(HISTORY, List.of(new Watch.Sent("", "")));
      try {
        return work.read(database, goal, limit);
      } catch (DataAccessException e) {
        if (limit.isPresent() && isLockTimeout(e)) {
          throw timeout(limit.get(), watch.blockers());
        }
        throw e;
      }
    }
  }

  private void tell(MigrationEvent seen) {
    if (seen instanceof MigrationEvent.StatementBlocked blocked) {
      events.tell(new MigrationEvent.HistoryAwaited(blocked.blockers(), blocked.waited()));
    }
  }

  private static boolean isLockTimeout(DataAccessException failure) {
    return failure.getRootCause() instanceof SQLException cause
        && "55P03".equals(cause.getSQLState());
  }

  /** Who is in the way is known only of a wait of more than a second. */
  private LockTimeoutException timeout(Duration limit, List<Blocker> blockers) {
    String table = work.settings().historyTable().orIn(work.settings().schema()).sql();
    return new LockTimeoutException(
        List.of(
            Diagnostic.error(
                    "lock-timeout",
                    "the history table %s is still locked after %s%s"
                        .formatted(
                            table,
                            Durations.text(limit),
                            blockers.isEmpty() ? "" : ": by " + EventText.chain(blockers)))
                .kept("everything as it was")
                .fix(
                    blockers.isEmpty()
                        ? remedy(table)
                        : blockers.get(blockers.size() - 1).remedy())));
  }

  /** Where it is not known who has locked it. */
  private static String remedy(String table) {
    return "let who has locked it finish and run again; if that hangs, end it: select"
        + " pg_terminate_backend(pid) from pg_locks where granted and relation = to_regclass(%s)"
            .formatted(Sql.literal(table));
  }
}
