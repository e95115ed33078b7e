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

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.execute.CommittingTarget;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.execute.Executor;
import dev.pgmigrations.execute.LockLostException;
import dev.pgmigrations.execute.Stops;
import dev.pgmigrations.history.History;
import dev.pgmigrations.history.HistoryRecord;
import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Planner;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.ReportBuilder;
import dev.pgmigrations.watch.Watch;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** One run that changes a database: read, plan, lock, read again, plan again, do it. */
final class MigrationRun {

  /** For what may run beside a migration. */
  private static final String NO_GUARD = "select 1";

  private static final int CANCELS = 20;
  private static final Duration BETWEEN_CANCELS = Duration.ofMillis(250);

  private static final String CANCELLED = "57014";

  private final Work work;
  private final ReportBuilder report = new ReportBuilder();
  private final Events events;
  private final StopSignal stop = new StopSignal();
  private final CountDownLatch ended = new CountDownLatch(1);
  private final long start = System.nanoTime();
  private volatile @Nullable Database open;
  private volatile @Nullable Thread runner;

  MigrationRun(Work work) {
    this.work = work;
    this.events = work.events(report);
  }

  MigrationReport run(Goal goal) {
    return run(
        goal,
        () -> {
          MigrationSet files = work.files();
          connected(database -> run(database, files, goal));
        });
  }

  /** A run of which it is known already that there is nothing to do. */
  MigrationReport tell(PlannedRun nothing) {
    MigrationEvent planned = new MigrationEvent.Planned(nothing.plan(), nothing.applied());
    return run(nothing.goal(), () -> events.tell(planned));
  }

  /** Runs a script without a lock and without a history. */
  MigrationReport execute(ScriptFile script) {
    return run(
        new Goal.Execute(script.name()),
        () -> {
          Plan plan = Planner.script(script.migration()).accepted();
          connected(database -> run(database, plan));
        });
  }

  private void run(Database database, Plan script) {
    Work.Place place =
        writable(database, new HistoryTable.Reading(Optional.empty(), History.EMPTY));
    events.tell(new MigrationEvent.Planned(script, 0));
    new SharedSessionPolicy(work.settings(), place).check(script);
    try (Watch watch = work.watch(database, place, events)) {
      new Executor(
              target(database, place, NO_GUARD, watch),
              HistoryRecord.NONE,
              place.session(),
              events,
              stop)
          .run(script);
    }
  }

  private CommittingTarget target(Database database, Work.Place place, String guard, Watch watch) {
    return new CommittingTarget(
        database.connection(),
        work.settings().placeholders(),
        work.settings().lockStrategy(),
        guard,
        work.settings().role().orElse(place.facts().role()),
        work.settings().retry(),
        watch,
        events,
        stop);
  }

  private MigrationReport run(Goal goal, Runnable what) {
    runner = Thread.currentThread();
    try {
      return told(goal, what);
    } finally {
      ended.countDown();
    }
  }

  /**
   * Asks it to end: after the unit that is under way, if that takes no longer than {@code grace},
   * else in the middle of it. Returns when it has ended, or could not be ended.
   */
  void stop(Duration grace) {
    stop.request();
    if (Thread.currentThread().equals(runner) || hasEndedWithin(grace)) {
      return;
    }
    for (int i = 0; i < CANCELS; i++) {
      Database database = open;
      if (database != null) {
        database.cancel();
      }
      if (hasEndedWithin(BETWEEN_CANCELS)) {
        return;
      }
    }
    Database database = open;
    if (database != null) {
      database.close();
    }
  }

  private boolean hasEndedWithin(Duration time) {
    try {
      return ended.await(time.toNanos(), TimeUnit.NANOSECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return false;
    }
  }

  private MigrationReport told(Goal goal, Runnable what) {
    events.tell(new MigrationEvent.RunStarted(work.runId(), work.settings().target(), goal));
    try {
      Database.explained(
          () -> {
            what.run();
            return true;
          });
    } catch (MigrationException e) {
      throw failed(isOurCancel(e) ? Stops.asked(e) : e);
    } catch (RuntimeException | Error e) {
      Diagnostic unexpected = Diagnostic.error("unexpected", String.valueOf(e));
      events.tell(new MigrationEvent.RunFailed(took(), List.of(unexpected)));
      throw e;
    }
    events.tell(new MigrationEvent.RunFinished(took()));
    return report.report();
  }

  /** Whether a query of ours, as for the history, was cancelled because the run was to end. */
  private boolean isOurCancel(MigrationException failure) {
    return stop.isRequested()
        && failure instanceof DatabaseUnavailableException
        && failure.diagnostics().stream().allMatch(d -> CANCELLED.equals(d.code()));
  }

  private void connected(Consumer<Database> what) {
    try (Database database = new Connecting(work, stop, events).open()) {
      open = database;
      what.accept(database);
    } finally {
      open = null;
    }
  }

  /** Where things go, on a session that may be written with, and that ends soon after we vanish. */
  private Work.Place writable(Database database, HistoryTable.Reading reading) {
    Work.Place found = work.place(database, reading);
    database.refuseSharedSession(found.facts());
    Work.Place place = Work.watchful(found, database);
    Work.refuseReadOnly(place);
    return place;
  }

  private Duration took() {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private MigrationException failed(MigrationException failure) {
    Optional<String> kept = report.kept(!(failure instanceof DatabaseUnavailableException));
    if (kept.isEmpty()) {
      events.tell(new MigrationEvent.RunFailed(took(), failure.diagnostics()));
      return failure;
    }
    List<Diagnostic> diagnostics =
        failure.diagnostics().stream().map(d -> d.kept() == null ? d.kept(kept.get()) : d).toList();
    events.tell(new MigrationEvent.RunFailed(took(), diagnostics));
    return new MigrationFailedException(diagnostics, report.report(), failure);
  }

  /** Nothing to do costs one query: without steps there is no lock. */
  private void run(Database database, MigrationSet files, Goal goal) {
    HistoryTable.Reading reading = new WatchedHistory(work, events).read(database, goal);
    Plan plan = plan(database, files, reading, goal);
    if (plan.steps().isEmpty()) {
      events.tell(planned(plan, reading));
      return;
    }
    Work.Place place = writable(database, reading);
    try (RunLock lock = new RunLock(work, database, place, stop, events)) {
      lock.acquire();
      locked(database, files, goal, place, lock);
    }
  }

  private void locked(
      Database database, MigrationSet files, Goal goal, Work.Place place, RunLock lock) {
    int left = Integer.MAX_VALUE;
    while (true) {
      HistoryTable.Reading reading = new WatchedHistory(work, events).read(database, goal);
      Plan plan = plan(database, files, reading, goal);
      events.tell(planned(plan, reading));
      if (plan.steps().isEmpty()) {
        return;
      }
      new SharedSessionPolicy(work.settings(), place).check(plan);
      try {
        execute(database, reading, plan, place, lock);
        lock.releaseIn(expression -> work.owners(database, place).ask(expression, events));
        return;
      } catch (LockLostException e) {
        // A file has freed it. What it did is recorded; the rest is planned anew under a new lock.
        if (plan.steps().size() >= left) {
          throw e;
        }
        left = plan.steps().size();
        lock.acquire();
      }
    }
  }

  private void execute(
      Database database, HistoryTable.Reading reading, Plan plan, Work.Place place, RunLock lock) {
    try (Watch watch = work.watch(database, place, events)) {
      CommittingTarget target = target(database, place, lock.guard(), watch);
      Executor executor = new Executor(target, place.table(), place.session(), events, stop);
      List<String> creation = work.creation(database, place, reading.schema().isPresent());
      if (!creation.isEmpty()) {
        executor.prepare(creation);
      }
      executor.run(plan);
    }
  }

  private static MigrationEvent planned(Plan plan, HistoryTable.Reading reading) {
    return new MigrationEvent.Planned(plan, reading.history().applied(Kind.VERSIONED).size());
  }

  private Plan plan(
      Database database, MigrationSet files, HistoryTable.Reading reading, Goal goal) {
    return work.plan(files, reading, work.baseline(database, reading), goal).accepted();
  }
}
