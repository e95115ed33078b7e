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

package dev.pgmigrations.boot;

import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.SmartLifecycle;

/**
 * Looks, before the web server starts, whether a run on ready would have anything to do, and opens
 * the gate if not. One try, which changes nothing and never fails the start: the run itself tells
 * what is wrong.
 *
 * <p>A part of the lifecycle, because this begins when all beans exist and does not begin at all
 * where an application is only started to be recorded ({@code spring.context.exit=onRefresh}).
 */
public final class MigrationPeek implements SmartLifecycle {

  /** Before Spring Boot's web servers and before message listeners. */
  public static final int PHASE = DEFAULT_PHASE - 3072;

  private static final Logger log = LoggerFactory.getLogger(MigrationPeek.class);

  /** Of so many targets it is said what is pending. */
  private static final int MOST = 5;

  private final Supplier<MigrationRunner> runner;
  private final MigrationGate gate;
  private final Supplier<List<String>> early;
  private final Duration timeout;
  private volatile boolean running;

  /**
   * Looks only if {@code gate} is closed.
   *
   * @param early tells who uses the database before the application is ready
   * @param timeout how long the start may be held up
   */
  public MigrationPeek(
      Supplier<MigrationRunner> runner,
      MigrationGate gate,
      Supplier<List<String>> early,
      Duration timeout) {
    this.runner = runner;
    this.gate = gate;
    this.early = early;
    this.timeout = timeout;
  }

  @Override
  public void start() {
    running = true;
    if (!gate.isOpen()) {
      // A thread of its own, for a database that does not answer holds up whoever asks.
      FutureTask<Map<String, PendingMigrations>> question = new FutureTask<>(runner.get()::pending);
      Thread thread = new Thread(question, "migrations-peek");
      thread.setDaemon(true);
      thread.start();
      answer(question);
    }
  }

  private void answer(FutureTask<Map<String, PendingMigrations>> question) {
    try {
      heard(question.get(timeout.toMillis(), TimeUnit.MILLISECONDS));
    } catch (ExecutionException e) {
      log.debug("Could not find out before the start whether anything is pending", e.getCause());
    } catch (TimeoutException e) {
      question.cancel(true);
      log.debug("The database did not tell within {} whether anything is pending", timeout);
    } catch (InterruptedException e) {
      question.cancel(true);
      Thread.currentThread().interrupt();
    }
  }

  private void heard(Map<String, PendingMigrations> pending) {
    if (isNothing(pending)) {
      gate.open();
      return;
    }
    List<String> users = early.get();
    List<PendingMigrations> some =
        pending.values().stream().filter(p -> !p.names().isEmpty()).toList();
    String what =
        some.stream().limit(MOST).map(PendingMigrations::text).collect(Collectors.joining("; "))
            + (some.size() > MOST ? "; and of %d more targets".formatted(some.size() - MOST) : "");
    if (!users.isEmpty() && !what.isEmpty()) {
      log.warn(
          "{}. They are applied when the application is ready; what uses the database before finds"
              + " the old schema: {}. To migrate first, set migrations.run-on=startup",
          what,
          String.join(", ", users));
    }
  }

  private static boolean isNothing(Map<String, PendingMigrations> pending) {
    for (PendingMigrations one : pending.values()) {
      if (!one.isNothing()) {
        return false;
      }
    }
    return true;
  }

  @Override
  public void stop() {
    running = false;
  }

  @Override
  public boolean isRunning() {
    return running;
  }

  @Override
  public int getPhase() {
    return PHASE;
  }
}
