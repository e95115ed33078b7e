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

package dev.pgmigrations.boot.autoconfigure;

import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.jspecify.annotations.Nullable;

/** The result of something that has not begun yet, and then of that. */
final class PromisedFuture<T> implements Future<@Nullable T> {

  private final CompletableFuture<Future<?>> begun;

  PromisedFuture(CompletableFuture<Future<?>> begun) {
    this.begun = begun;
  }

  @Override
  public boolean cancel(boolean mayInterrupt) {
    return begun.cancel(mayInterrupt) || (hasBegun() && begun.join().cancel(mayInterrupt));
  }

  private boolean hasBegun() {
    return begun.isDone() && !begun.isCompletedExceptionally();
  }

  @Override
  public boolean isCancelled() {
    return begun.isCancelled() || (hasBegun() && begun.join().isCancelled());
  }

  @Override
  public boolean isDone() {
    return begun.isDone() && (!hasBegun() || begun.join().isDone());
  }

  @Override
  @SuppressWarnings("unchecked") // It is what the method promises.
  public @Nullable T get() throws InterruptedException, ExecutionException {
    return (T) begun.get().get();
  }

  @Override
  @SuppressWarnings("unchecked")
  public @Nullable T get(long timeout, TimeUnit unit)
      throws InterruptedException, ExecutionException, TimeoutException {
    long end = System.nanoTime() + unit.toNanos(timeout);
    Future<?> future = begun.get(timeout, unit);
    return (T) future.get(Math.max(0, end - System.nanoTime()), TimeUnit.NANOSECONDS);
  }
}
