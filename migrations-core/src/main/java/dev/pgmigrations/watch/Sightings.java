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
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.migration.MigrationId;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.OptionalLong;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;

/** Makes events of what was seen, and remembers what was told. */
final class Sightings {

  private static final Duration RUNNING_EVERY = Duration.ofMillis(900);
  private static final Duration BLOCKED_EVERY = Duration.ofSeconds(10);

  /** Other sessions write, too; so little says nothing. */
  private static final long NOTABLE = 1024L * 1024;

  /** What was last told of somebody in the way; it outlives a try that is made again. */
  private record ToldBlocked(MigrationId id, String place, int root, long nanos) {}

  private final LongSupplier nanoClock;
  private final TimeLeft timeLeft = new TimeLeft();
  private @Nullable Task task;
  private String started = "";
  private OptionalLong firstWal = OptionalLong.empty();
  private @Nullable Duration toldAt;
  private @Nullable ToldBlocked toldBlocked;

  Sightings(LongSupplier nanoClock) {
    this.nanoClock = nanoClock;
  }

  /**
   * Of a look that saw the statement.
   *
   * @param inTheWay whom it waits for
   * @param locker whom a concurrent index build waits for
   */
  List<MigrationEvent> of(Task now, Look look, List<Blocker> inTheWay, Optional<Blocker> locker) {
    begin(now, look.started(), look.wal());
    String place = now.position().at(look.query(), look.cut(), look.started()).place();
    List<MigrationEvent> events = new ArrayList<>();
    if (isNews(now.id(), place, inTheWay)) {
      events.add(new MigrationEvent.StatementBlocked(now.id(), place, inTheWay, look.elapsed()));
    }
    Optional<Progress> progress = progress(now, look, locker);
    if (isTime(look.elapsed())) {
      events.add(
          new MigrationEvent.StatementRunning(now.id(), place, look.elapsed(), progress, inTheWay));
    }
    return events;
  }

  /** Where nothing can be seen; of data that go over more is known. */
  List<MigrationEvent> unseen(Task now) {
    begin(now, "", OptionalLong.empty());
    Duration elapsed = now.sinceSent();
    if (now.data().isEmpty() || !isTime(elapsed)) {
      return List.of();
    }
    return List.of(
        new MigrationEvent.StatementRunning(
            now.id(),
            now.position().first().place(),
            elapsed,
            now.data().map(data -> copied(data, elapsed)),
            List.of()));
  }

  /** It was too late for the last events; the next try shall tell. */
  void untold() {
    toldBlocked = null;
  }

  private void begin(Task now, String startedAt, OptionalLong wal) {
    if (task != now || !startedAt.equals(started)) {
      task = now;
      started = startedAt;
      firstWal = wal;
      toldAt = null;
      timeLeft.forget();
    }
  }

  private boolean isTime(Duration elapsed) {
    boolean time =
        toldAt == null
            ? elapsed.compareTo(Task.PATIENCE) >= 0
            : elapsed.minus(toldAt).compareTo(RUNNING_EVERY) >= 0;
    if (time) {
      toldAt = elapsed;
    }
    return time;
  }

  private boolean isNews(MigrationId id, String place, List<Blocker> inTheWay) {
    if (inTheWay.isEmpty()) {
      return false;
    }
    int root = inTheWay.get(inTheWay.size() - 1).pid();
    ToldBlocked last = toldBlocked;
    long nanos = nanoClock.getAsLong();
    if (last != null
        && last.id().equals(id)
        && last.place().equals(place)
        && last.root() == root
        && nanos - last.nanos() < BLOCKED_EVERY.toNanos()) {
      return false;
    }
    toldBlocked = new ToldBlocked(id, place, root, nanos);
    return true;
  }

  private Optional<Progress> progress(Task now, Look look, Optional<Blocker> locker) {
    if (now.data().isPresent()) {
      return now.data().map(data -> copied(data, look.elapsed()));
    }
    if (look.counters().isEmpty()) {
      timeLeft.forget();
      return written(look.wal());
    }
    return look.counters().map(counters -> counted(counters, look.elapsed(), locker));
  }

  private Progress counted(Counters counters, Duration elapsed, Optional<Blocker> locker) {
    OptionalDouble done = Phases.done(counters);
    return ProgressText.of(
        counters, done, left(counters.phase() + counters.partsDone(), elapsed, done), locker);
  }

  private Progress copied(CopiedBytes data, Duration elapsed) {
    long sent = data.sent().getAsLong();
    long total = data.total().getAsLong();
    OptionalDouble done =
        total <= 0 ? OptionalDouble.empty() : OptionalDouble.of((double) sent / total);
    return ProgressText.copied(sent, total, left("copying", elapsed, done));
  }

  private Optional<Duration> left(String phase, Duration elapsed, OptionalDouble done) {
    if (done.isEmpty()) {
      timeLeft.forget();
      return Optional.empty();
    }
    return timeLeft.after(phase, elapsed, done.getAsDouble());
  }

  private Optional<Progress> written(OptionalLong wal) {
    if (wal.isEmpty() || firstWal.isEmpty()) {
      return Optional.empty();
    }
    long bytes = wal.getAsLong() - firstWal.getAsLong();
    return bytes < NOTABLE ? Optional.empty() : Optional.of(ProgressText.written(bytes));
  }
}
