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

import dev.pgmigrations.PlannedRun;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * A question to the databases that goes on beside the start of the application. It may fail, and
 * nobody waits for it for long: whoever needs to know asks again.
 */
final class Look {

  private static final Logger log = LoggerFactory.getLogger(Look.class);

  private final FutureTask<Map<String, List<PlannedRun>>> question;
  private final Duration timeout;
  private final long start = System.nanoTime();

  private Look(FutureTask<Map<String, List<PlannedRun>>> question, Duration timeout) {
    this.question = question;
    this.timeout = timeout;
  }

  /** Asks in a thread of its own, for a database that does not answer holds up whoever asks. */
  static Look begun(Callable<Map<String, List<PlannedRun>>> question, Duration timeout) {
    Look look = new Look(new FutureTask<>(question), timeout);
    Thread thread = new Thread(look.question, "migrations-peek");
    thread.setDaemon(true);
    thread.start();
    return look;
  }

  /** Whether nobody has to wait for the answer any more. */
  boolean isAnswered() {
    return question.isDone();
  }

  /**
   * What a run would do in each target. Waits for it, but not longer than the timeout after the
   * question was asked; empty where it is not known then.
   */
  Map<String, List<PlannedRun>> answer() {
    try {
      long left = timeout.toNanos() - (System.nanoTime() - start);
      return question.get(left, TimeUnit.NANOSECONDS);
    } catch (ExecutionException e) {
      log.debug("Could not find out before the start whether anything is pending", e.getCause());
    } catch (TimeoutException e) {
      question.cancel(true);
      log.debug("The database did not tell within {} whether anything is pending", timeout);
    } catch (CancellationException e) {
      log.trace("Somebody has waited for it long enough", e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    return Map.of();
  }
}
