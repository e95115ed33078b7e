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

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The second connection, and what is seen through it. It belongs to the thread of the watch; only
 * {@link #abort()} may come from another.
 */
final class Lookout implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Lookout.class);

  private static final String SETTINGS =
      """
      select pg_catalog.set_config('statement_timeout', '5s', false),
        pg_catalog.set_config('lock_timeout', '1s', false),
        pg_catalog.set_config('jit', 'off', false),
        pg_catalog.set_config('application_name', coalesce(
          (select nullif(a.application_name, '') from pg_catalog.pg_stat_activity a where a.pid = ?),
          'pgmigrations') || ' watch', false)
      """;

  private static final int MOST_FAILURES = 3;

  private final DataSource connections;
  private final int backend;
  private final boolean statements;
  private final Sightings sightings = new Sightings(System::nanoTime);
  private volatile @Nullable Connection connection;
  private @Nullable JdbcClient jdbc;
  private int failures;

  Lookout(DataSource connections, int backend, boolean statements) {
    this.connections = connections;
    this.backend = backend;
    this.statements = statements;
  }

  /** Whether there is no connection, and it is worth a try. */
  boolean canOpen() {
    return jdbc == null && failures < MOST_FAILURES;
  }

  /** Connects; where that fails, it is quiet from then on. */
  void open() {
    try {
      Connection opened = connections.getConnection();
      connection = opened;
      prepare(opened);
      JdbcClient client = JdbcClient.create(new SingleConnectionDataSource(opened, true));
      client.sql(SETTINGS).param(backend).query().singleRow();
      jdbc = client;
    } catch (SQLException | RuntimeException e) {
      log.debug("No second connection to watch the first one with", e);
      failures = MOST_FAILURES;
      close();
    }
  }

  /** In auto-commit, for a snapshot that is kept would hang a concurrent index build. */
  private static void prepare(Connection opened) throws SQLException {
    if (!opened.getAutoCommit()) {
      opened.setAutoCommit(true);
    }
    if (opened.isWrapperFor(PGConnection.class)) {
      opened.unwrap(PGConnection.class).setPrepareThreshold(0);
    }
  }

  /**
   * Looks at what is under way, and tells of it.
   *
   * @param tell says whether it was not too late
   */
  void look(Task task, Predicate<MigrationEvent> tell) {
    if (canOpen()) {
      open();
    }
    try {
      Optional<Look> seen = jdbc == null ? Optional.empty() : Look.at(jdbc, backend);
      if (jdbc != null && seen.filter(Look::isActive).isPresent()) {
        look(jdbc, task, seen.get(), tell);
      } else if (jdbc == null) {
        tell(sightings.unseen(task), tell);
      }
    } catch (RuntimeException e) {
      log.debug("A look at the first connection failed", e);
      failures++;
      close();
    }
    task.lookAgain();
  }

  private void look(JdbcClient client, Task task, Look seen, Predicate<MigrationEvent> tell) {
    Sessions sessions = new Sessions(client, statements);
    List<Blocker> inTheWay =
        seen.blockedBy().isEmpty() ? List.of() : sessions.inTheWayOf(backend, seen.blockedBy());
    if (!inTheWay.isEmpty()) {
      task.blockedBy(inTheWay);
    }
    Optional<Blocker> locker = seen.counters().flatMap(c -> locker(sessions, c, inTheWay));
    tell(sightings.of(task, seen, inTheWay, locker), tell);
  }

  private void tell(List<MigrationEvent> events, Predicate<MigrationEvent> tell) {
    if (!events.stream().allMatch(tell)) {
      sightings.untold();
    }
  }

  private static Optional<Blocker> locker(
      Sessions sessions, Counters counters, List<Blocker> inTheWay) {
    if (!counters.isWaiting() || counters.locker() == 0) {
      return Optional.empty();
    }
    return inTheWay.stream()
        .filter(blocker -> blocker.pid() == counters.locker())
        .findFirst()
        .or(() -> sessions.of(counters.locker()));
  }

  @Override
  public void close() {
    Connection open = connection;
    connection = null;
    jdbc = null;
    if (open != null) {
      try {
        open.close();
      } catch (SQLException e) {
        log.debug("The second connection was closed with an error", e);
      }
    }
  }

  /** Breaks off a look that does not end. */
  void abort() {
    Connection open = connection;
    if (open != null) {
      try {
        open.abort(Runnable::run);
      } catch (SQLException e) {
        log.debug("The second connection was aborted with an error", e);
      }
    }
  }
}
