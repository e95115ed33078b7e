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

import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.Executor;
import java.util.concurrent.ExecutorCompletionService;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.ThreadFactory;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Works through targets, several at a time if that is asked for, each after those it waits for. One
 * at a time they are worked on in the thread of the caller.
 */
final class TargetQueue {

  private final Map<String, Set<String>> waitsFor;
  private final int parallel;
  private final boolean goesOn;
  private final Stop stop;

  /**
   * A queue.
   *
   * @param waitsFor what must be done before, by name
   * @param goesOn whether a failure keeps others from beginning only if they wait for it
   * @param stop once it is asked for, none begins any more; asked for when the caller's thread is
   *     interrupted, and those under way are waited for all the same
   */
  TargetQueue(Map<String, Set<String>> waitsFor, int parallel, boolean goesOn, Stop stop) {
    this.waitsFor = waitsFor;
    this.parallel = parallel;
    this.goesOn = goesOn;
    this.stop = stop;
  }

  /**
   * Works on all of {@code names} that may begin, and returns when the last is done.
   *
   * @return why some failed, in the order of {@code names}
   */
  Map<String, Throwable> run(List<String> names, Consumer<String> work) {
    int threads = Math.min(parallel, names.size());
    if (threads <= 1) {
      return new Pass(names, work, Runnable::run, 1).run();
    }
    ExecutorService pool = Executors.newFixedThreadPool(threads, threads());
    try {
      return new Pass(names, work, pool, threads).run();
    } finally {
      pool.shutdown();
    }
  }

  private static ThreadFactory threads() {
    AtomicInteger number = new AtomicInteger();
    return work -> {
      Thread thread = new Thread(work, "migrations-" + number.incrementAndGet());
      thread.setDaemon(true);
      return thread;
    };
  }

  /** Once through the queue. */
  private final class Pass {

    private final List<String> names;
    private final List<String> left;
    private final Consumer<String> work;
    private final int places;
    private final ExecutorCompletionService<String> completion;
    private final Set<String> done = new HashSet<>();
    private final Map<String, Throwable> failures = new ConcurrentHashMap<>();
    private int running;

    Pass(List<String> names, Consumer<String> work, Executor executor, int places) {
      this.names = names;
      this.left = new ArrayList<>(names);
      this.work = work;
      this.places = places;
      this.completion = new ExecutorCompletionService<>(executor);
    }

    Map<String, Throwable> run() {
      boolean wasInterrupted = false;
      while (begin() || running > 0) {
        try {
          // With a limit: Spring takes a thread that waits without one for stuck when it shuts
          // down.
          Future<String> finished = completion.poll(1, TimeUnit.SECONDS);
          if (finished != null) {
            finish(finished);
          }
        } catch (InterruptedException e) {
          wasInterrupted = true;
          stop.ask();
        }
      }
      if (wasInterrupted) {
        Thread.currentThread().interrupt();
      }
      Map<String, Throwable> inOrder = new LinkedHashMap<>();
      for (String name : names) {
        Throwable failure = failures.get(name);
        if (failure != null) {
          inOrder.put(name, failure);
        }
      }
      return inOrder;
    }

    /** Lets as many begin as may. */
    private boolean begin() {
      boolean begun = false;
      while (running < places && !stop.isAsked() && (goesOn || failures.isEmpty())) {
        String next = next();
        if (next == null) {
          break;
        }
        left.remove(next);
        running++;
        begun = true;
        completion.submit(() -> attempt(next), next);
      }
      return begun;
    }

    private @Nullable String next() {
      for (String name : left) {
        if (done.containsAll(waitsFor.getOrDefault(name, Set.of()))) {
          return name;
        }
      }
      return null;
    }

    private void attempt(String name) {
      try {
        work.accept(name);
      } catch (Throwable e) { // Told to the caller, whatever it is.
        failures.put(name, e);
      }
    }

    private void finish(Future<String> finished) throws InterruptedException {
      running--;
      try {
        String name = finished.get();
        if (!failures.containsKey(name)) {
          done.add(name);
        }
      } catch (ExecutionException e) {
        throw new IllegalStateException(e); // An attempt throws nothing.
      }
    }
  }
}
