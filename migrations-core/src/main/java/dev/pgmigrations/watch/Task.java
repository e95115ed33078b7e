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

package dev.pgmigrations.watch;

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.migration.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** What is under way between a sending and its answers, and when it is to be looked at. */
final class Task {

  /** Nobody wants to hear of what is quicker. */
  static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Below the shortest lock timeout, so that a look falls within. */
  private static final Duration SOON = Duration.ofMillis(50);

  private static final Duration OFTEN = Duration.ofMillis(100);

  /** Beyond the longest lock timeout of a try. */
  private static final Duration FIRST = Duration.ofSeconds(10);

  private final MigrationId id;
  private final @Nullable CopiedBytes data;
  private final boolean blockersExpected;
  private final PipelinePosition position;
  private final long start = System.nanoTime();
  private long nextLook;
  private volatile List<Blocker> blockers = List.of();

  Task(
      MigrationId id,
      List<Watch.Sent> statements,
      @Nullable CopiedBytes data,
      boolean blockersExpected) {
    this.id = id;
    this.data = data;
    this.blockersExpected = blockersExpected;
    this.position = new PipelinePosition(statements);
    this.nextLook = start + (blockersExpected ? SOON : PATIENCE).toNanos();
  }

  MigrationId id() {
    return id;
  }

  Optional<CopiedBytes> data() {
    return Optional.ofNullable(data);
  }

  PipelinePosition position() {
    return position;
  }

  /** By this process's clock; the server's says more. */
  Duration sinceSent() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  boolean isDue() {
    return nextLook - System.nanoTime() <= 0;
  }

  /** Rounded up: not to come back too early. */
  long millisLeft() {
    return Math.max(0, TimeUnit.NANOSECONDS.toMillis(nextLook - System.nanoTime())) + 1;
  }

  void lookAgain() {
    boolean often = blockersExpected && sinceSent().compareTo(FIRST) < 0;
    nextLook = System.nanoTime() + (often ? OFTEN : PATIENCE).toNanos();
  }

  List<Blocker> blockers() {
    return blockers;
  }

  void blockedBy(List<Blocker> inTheWay) {
    blockers = List.copyOf(inTheWay);
  }
}
