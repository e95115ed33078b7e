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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.function.BooleanSupplier;
import org.postgresql.PGConnection;

/** A statement that a lock of another session holds up, and that can be ended while it waits. */
final class Interrupted implements AutoCloseable {

  private static final Duration DEADLINE = Duration.ofSeconds(20);

  private final TestDatabase database;
  private final Connection blocker;
  private final Connection runner;
  private final int blockerPid;
  private final int pid;
  private final CompletableFuture<Void> running;

  private Interrupted(TestDatabase database, String lock, String sql) throws SQLException {
    this.database = database;
    this.blocker = database.dataSource().getConnection();
    this.blocker.setAutoCommit(false);
    execute(blocker, lock);
    this.runner = database.dataSource().getConnection();
    this.blockerPid = pid(blocker);
    this.pid = pid(runner);
    this.running = CompletableFuture.runAsync(() -> ignoringErrors(sql));
    until(this::waits);
  }

  /** Starts {@code sql} and returns when it waits for {@code lock}, which another session holds. */
  static Interrupted at(TestDatabase database, String lock, String sql) {
    try {
      return new Interrupted(database, lock, sql);
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  /** Leaves behind what {@code sql} does when its session ends while it waits for {@code lock}. */
  static void leave(TestDatabase database, String lock, String sql) {
    try (Interrupted interrupted = at(database, lock, sql)) {
      interrupted.kill();
    }
  }

  /** Not merely waits, which it also does for the moment of somebody's query. */
  private boolean waits() {
    return database
        .jdbc()
        .sql("select ? = any (pg_blocking_pids(?))")
        .params(blockerPid, pid)
        .query(Boolean.class)
        .single();
  }

  private static int pid(Connection connection) throws SQLException {
    return connection.unwrap(PGConnection.class).getBackendPID();
  }

  int pid() {
    return pid;
  }

  void kill() {
    database.jdbc().sql("select pg_terminate_backend(?)").param(pid).query(Boolean.class).single();
    running.join();
    until(() -> !isThere());
  }

  /** Lets it finish. */
  void release() {
    try {
      blocker.rollback();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    running.join();
  }

  private boolean isThere() {
    return database
        .jdbc()
        .sql("select exists (select from pg_stat_activity where pid = ?)")
        .param(pid)
        .query(Boolean.class)
        .single();
  }

  private void ignoringErrors(String sql) {
    try {
      execute(runner, sql);
    } catch (SQLException e) {
      // It was ended, as it should be.
    }
  }

  private static void execute(Connection connection, String sql) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
  }

  private static void until(BooleanSupplier condition) {
    long end = System.nanoTime() + DEADLINE.toNanos();
    while (!condition.getAsBoolean()) {
      assertThat(System.nanoTime()).as("deadline").isLessThan(end);
      Thread.onSpinWait();
    }
  }

  @Override
  public void close() {
    try {
      blocker.close();
      runner.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
    running.join();
  }
}
