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

package dev.pgmigrations;

import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.watch.Watch;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Function;
import java.util.function.Supplier;

/**
 * Tells who keeps the history from being read. Begins to look only when that has taken a second,
 * for nearly always it takes some milliseconds.
 */
final class HistoryWatch {

  private static final Duration PATIENCE = Duration.ofSeconds(1);

  /** Never told. */
  private static final MigrationId NONE = new MigrationId(Kind.REPEATABLE, "history");

  private final CountDownLatch read = new CountDownLatch(1);
  private final Function<Events, Watch> watches;
  private final Events events;

  private HistoryWatch(Function<Events, Watch> watches, Events events) {
    this.watches = watches;
    this.events = events;
  }

  /**
   * Reads.
   *
   * @param watches makes a watch of the session that reads, which tells those events
   */
  static <T> T during(Supplier<T> reading, Function<Events, Watch> watches, Events events) {
    HistoryWatch watch = new HistoryWatch(watches, events);
    Thread thread = new Thread(watch::run, "pgmigrations-history-watch");
    thread.setDaemon(true);
    thread.start();
    try {
      return reading.get();
    } finally {
      watch.read.countDown();
    }
  }

  private void run() {
    try {
      if (read.await(PATIENCE.toMillis(), TimeUnit.MILLISECONDS)) {
        return;
      }
      try (Watch watch = watches.apply(new Events(List.of(this::tell)))) {
        watch.sent(NONE, List.of(new Watch.Sent("", "")));
        read.await();
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt(); // Nobody interrupts it.
    }
  }

  private void tell(MigrationEvent event) {
    if (event instanceof MigrationEvent.StatementBlocked blocked && read.getCount() > 0) {
      events.tell(new MigrationEvent.HistoryAwaited(blocked.blockers(), blocked.waited()));
    }
  }
}
