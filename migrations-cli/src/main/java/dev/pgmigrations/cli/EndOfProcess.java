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

package dev.pgmigrations.cli;

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Ctrl-C and {@code kill}: the process ends when the command has said what it has done. */
final class EndOfProcess implements Interruption {

  private static final long PATIENCE_SECONDS = 10;

  @Override
  public Work whileWorking(Runnable stop) {
    CountDownLatch ended = new CountDownLatch(1);
    Thread hook = new Thread(() -> stop(stop, ended), "pgmigrations-stop");
    Runtime.getRuntime().addShutdownHook(hook);
    return () -> {
      ended.countDown();
      try {
        Runtime.getRuntime().removeShutdownHook(hook);
      } catch (IllegalStateException e) {
        // The process is ending, and the hook at work.
      }
    };
  }

  private static void stop(Runnable stop, CountDownLatch ended) {
    stop.run();
    try {
      ended.await(PATIENCE_SECONDS, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
