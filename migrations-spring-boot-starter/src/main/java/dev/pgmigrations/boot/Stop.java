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

import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/** Tells a run that is under way that it is to end. Safe to use from several threads. */
final class Stop {

  private final Thread runner = Thread.currentThread();
  private final CountDownLatch asked = new CountDownLatch(1);
  private final CountDownLatch ended = new CountDownLatch(1);

  void ask() {
    asked.countDown();
  }

  boolean isAsked() {
    return asked.getCount() == 0;
  }

  /** Waits that long; returns at once when it is asked for, and then says so. */
  boolean within(long nanos) throws InterruptedException {
    return asked.await(nanos, TimeUnit.NANOSECONDS);
  }

  void ended() {
    ended.countDown();
  }

  /** Whether it has; never in its own thread. */
  boolean hasEndedWithin(long millis) throws InterruptedException {
    return !Thread.currentThread().equals(runner) && ended.await(millis, TimeUnit.MILLISECONDS);
  }

  /** Whether who asks would wait for itself. */
  boolean isOfThisThread() {
    return Thread.currentThread().equals(runner);
  }
}
