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

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Another connection to the same database, used in a thread of its own: a pooler that keeps
 * sessions may have none left, which is an answer as well.
 */
final class SecondConnection implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(SecondConnection.class);

  private static final Duration PATIENCE = Duration.ofSeconds(2);

  private final DataSource dataSource;
  private final ExecutorService thread =
      Executors.newSingleThreadExecutor(
          task -> {
            Thread made = new Thread(task, "pgmigrations-pooler-probe");
            made.setDaemon(true);
            return made;
          });
  private volatile @Nullable Connection connection;
  private boolean answers = true;

  SecondConnection(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** The process of the server that answers it; empty if none did in time, now or before. */
  Optional<Integer> answering() {
    if (!answers) {
      return Optional.empty();
    }
    Future<Integer> answer = thread.submit(this::ask);
    try {
      return Optional.of(answer.get(PATIENCE.toMillis(), TimeUnit.MILLISECONDS));
    } catch (TimeoutException | ExecutionException e) {
      log.debug("No second connection that would show how the pooler works", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    answers = false;
    return Optional.empty();
  }

  private int ask() throws SQLException {
    Connection current = connection;
    if (current == null) {
      current = dataSource.getConnection();
      connection = current;
    }
    try (Statement statement = current.createStatement()) {
      return PoolerProbe.answering(statement);
    }
  }

  /** Returns at once, even where the server does not answer. */
  @Override
  public void close() {
    thread.execute(this::closeConnection);
    thread.shutdown();
    Connection current = connection;
    if (!answers && current != null) {
      abort(current);
    }
  }

  private void closeConnection() {
    try (Connection current = connection) {
      log.trace("Closing {}", current);
    } catch (SQLException e) {
      log.debug("The second connection was closed with an error", e);
    }
  }

  private static void abort(Connection connection) {
    try {
      connection.abort(Runnable::run);
    } catch (SQLException e) {
      log.debug("The second connection was closed with an error", e);
    }
  }
}
