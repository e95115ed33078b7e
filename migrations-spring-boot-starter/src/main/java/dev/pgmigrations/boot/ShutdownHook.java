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
import java.util.function.Supplier;

/**
 * Ends a run when the process is asked to end. While its beans are made, and in a servlet container
 * that starts it, an application cannot be closed before the start is over: what closes it waits.
 */
public final class ShutdownHook {

  private ShutdownHook() {}

  /**
   * Runs what is pending, as far as that is known already; on a signal it finishes its unit within
   * {@code grace} or is cancelled.
   */
  static void during(MigrationRunner runner, Duration grace) {
    during(runner::runAsPeeked, () -> runner.stop(grace));
  }

  /**
   * Does the work; on a signal it is asked to stop, in another thread.
   *
   * @param stop returns when the work has ended
   */
  public static <T> T during(Supplier<T> work, Runnable stop) {
    Thread hook = new Thread(stop, "migrations-shutdown");
    add(hook);
    try {
      return work.get();
    } finally {
      remove(hook);
    }
  }

  private static void add(Thread hook) {
    try {
      Runtime.getRuntime().addShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends already, and this run with it: nothing has begun.
    }
  }

  private static void remove(Thread hook) {
    try {
      Runtime.getRuntime().removeShutdownHook(hook);
    } catch (IllegalStateException e) {
      // The process ends: that is why the run did.
    }
  }
}
