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

import dev.pgmigrations.boot.MigrationGate;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.aopalliance.intercept.MethodInterceptor;
import org.aopalliance.intercept.MethodInvocation;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Calls that go on when the gate opens, or when they have waited long enough. Who calls goes on at
 * once, with a promise of the result.
 */
final class HeldCalls implements MethodInterceptor {

  private static final Logger log = LoggerFactory.getLogger(HeldCalls.class);

  private final MigrationGate gate;
  private final Duration timeout;
  private final List<Held> calls = new ArrayList<>();
  private boolean waiting;
  private boolean released;
  private boolean abandoned;

  HeldCalls(MigrationGate gate, Duration timeout) {
    this.gate = gate;
    this.timeout = timeout;
  }

  /** A call that was made, and what the caller got for it. */
  private static final class Held {

    private final MethodInvocation call;
    private final CompletableFuture<Future<?>> result = new CompletableFuture<>();

    Held(MethodInvocation call) {
      this.call = call;
    }

    void begin() {
      if (result.isDone()) { // The caller does not want it any more.
        return;
      }
      try {
        Object begun = call.proceed();
        result.complete(
            begun instanceof Future<?> future ? future : CompletableFuture.completedFuture(null));
      } catch (Throwable e) { // The executor may refuse it.
        result.completeExceptionally(e);
        log.warn(
            "A call of {} that waited for the migrations could not begin", call.getMethod(), e);
      }
    }
  }

  @Override
  public @Nullable Object invoke(MethodInvocation call) throws Throwable {
    if (gate.isOpen()) {
      return call.proceed();
    }
    Class<?> promised = call.getMethod().getReturnType();
    boolean nothing = promised == void.class || promised == Void.class;
    if (!nothing && !promised.isAssignableFrom(CompletableFuture.class)) {
      return call.proceed(); // It is no promise, and what comes next refuses it.
    }
    Held held = new Held(call);
    if (!add(held)) {
      return call.proceed();
    }
    if (nothing) {
      return null;
    }
    return promised == Future.class
        ? new PromisedFuture<>(held.result)
        : held.result.thenCompose(HeldCalls::stage);
  }

  /** That of a method that returns such a one is one. */
  private static CompletableFuture<Object> stage(Future<?> begun) {
    return begun instanceof CompletableFuture<?> stage
        ? stage.thenApply(result -> (Object) result)
        : CompletableFuture.failedFuture(
            new IllegalStateException("no CompletableFuture: " + begun));
  }

  /** Not if none is held any more. */
  private boolean add(Held held) {
    boolean first;
    synchronized (calls) {
      if (abandoned) {
        held.result.cancel(false);
        return true;
      }
      if (released) {
        return false;
      }
      calls.add(held);
      first = !waiting;
      waiting = true;
    }
    if (first) {
      CompletableFuture.delayedExecutor(timeout.toNanos(), TimeUnit.NANOSECONDS)
          .execute(this::waitedEnough);
      gate.whenOpen(this::release);
    }
    return true;
  }

  private void waitedEnough() {
    int count;
    synchronized (calls) {
      count = calls.size();
    }
    if (count > 0 && !gate.isOpen()) {
      log.warn(
          "The migrations are not done after {} s; calls of @Async methods that waited for them go"
              + " on: {}",
          timeout.toSeconds(),
          count);
    }
    release();
  }

  private void release() {
    for (Held held : taken(false)) {
      held.begin();
    }
  }

  /** Lets none of them begin, nor any that comes. */
  void abandon() {
    for (Held held : taken(true)) {
      held.result.completeExceptionally(new CancellationException("the application stops"));
    }
  }

  private List<Held> taken(boolean forNothing) {
    synchronized (calls) {
      released = true;
      abandoned |= forNothing && !gate.isOpen();
      List<Held> all = List.copyOf(calls);
      calls.clear();
      return all;
    }
  }
}
