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

package dev.pgmigrations.event;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationStoppedException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** Somebody asks a run to end, for the process is about to. Thread-safe. */
public final class StopSignal {

  private final CountDownLatch asked = new CountDownLatch(1);

  /** Asks; more than once is as good as once. */
  public void request() {
    asked.countDown();
  }

  /** Whether somebody has asked. */
  public boolean isRequested() {
    return asked.getCount() == 0;
  }

  /**
   * Waits, but no longer than until somebody asks.
   *
   * @return whether somebody has
   * @throws InterruptedException if the thread is interrupted meanwhile
   */
  public boolean awaitFor(Duration pause) throws InterruptedException {
    return asked.await(pause.toNanos(), TimeUnit.NANOSECONDS);
  }

  /**
   * Waits before something is tried again.
   *
   * @param what is waited for, for the message: {@code the lock} say
   * @throws MigrationStoppedException if somebody asks meanwhile, or the thread is interrupted
   */
  public void pause(Duration pause, String what) {
    try {
      if (awaitFor(pause)) {
        throw stopped("stopped", "the run was asked to end while it waited for " + what, null);
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw stopped("interrupted", "the run was interrupted while it waited for " + what, e);
    }
  }

  private static MigrationStoppedException stopped(
      String code, String message, @Nullable Throwable cause) {
    return new MigrationStoppedException(
        List.of(
            Diagnostic.error(code, message)
                .kept("what was finished before")
                .fix("run again: it goes on from what is there")),
        cause);
  }
}
