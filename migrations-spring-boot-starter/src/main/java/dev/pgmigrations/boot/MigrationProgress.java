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

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Step;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.jspecify.annotations.Nullable;

/**
 * Remembers how far each target is, so that a probe or a gauge need not ask the database. Safe to
 * use from several threads.
 */
public final class MigrationProgress implements MigrationListener {

  /** A statement that runs is told of every second; it may have ended since. */
  private static final Duration TOLD_WITHIN = Duration.ofSeconds(5);

  /** It is told about every ten seconds. */
  private static final Duration HISTORY_TOLD_WITHIN = Duration.ofSeconds(12);

  private final Clock clock;
  private final Map<String, Snapshot> targets = new ConcurrentHashMap<>();

  /**
   * Events do not repeat the name of their target, but come in the thread that migrates it, or in
   * one that this has started.
   */
  @SuppressWarnings("ThreadLocalUsage") // Not static: two applications in one JVM never meet.
  private final ThreadLocal<String> current = new InheritableThreadLocal<>();

  /** Knows nothing yet. */
  public MigrationProgress() {
    this(Clock.systemUTC());
  }

  MigrationProgress(Clock clock) {
    this.clock = clock;
  }

  /**
   * What is known of a target.
   *
   * @param running whether a command is under way
   * @param since when the command began, or the last one did
   * @param until when it ended; empty while it runs
   * @param step the step that is under way, as people name it
   * @param done steps of the last plan that are done
   * @param planned steps of the last plan
   * @param applied how many versions are applied; empty before the first plan
   * @param version that was applied last by this process and is still the last; empty where it
   *     applied none
   * @param waitingForLock whether another process migrates just now
   * @param activity what was last heard of a statement that takes long, or of a try that failed
   */
  public record Snapshot(
      boolean running,
      Instant since,
      Optional<Instant> until,
      Optional<String> step,
      int done,
      int planned,
      Optional<Integer> applied,
      Optional<Version> version,
      boolean waitingForLock,
      Optional<Activity> activity) {

    private static Snapshot started(Instant now, @Nullable Snapshot before) {
      return new Snapshot(
          true,
          now,
          Optional.empty(),
          Optional.empty(),
          0,
          0,
          before == null ? Optional.empty() : before.applied(),
          before == null ? Optional.empty() : before.version(),
          false,
          Optional.empty());
    }

    /** Steps of the last plan that are left. */
    public int pending() {
      return planned - done;
    }

    /** How long the command has been running, or ran. */
    public Duration elapsed(Instant now) {
      return Duration.between(since, until.orElse(now));
    }

    /** What goes on just now, as far as it takes long. */
    public Optional<Activity> activity(Instant now) {
      return activity.filter(known -> now.isBefore(known.staleFrom()));
    }

    /** First what each run tells: one with nothing to do then loads no class of the others. */
    private Snapshot after(MigrationEvent event, Instant now) {
      if (event instanceof MigrationEvent.Planned planned) {
        return planned(planned.plan().steps().size(), planned.applied());
      } else if (event instanceof MigrationEvent.RunFinished
          || event instanceof MigrationEvent.RunFailed) {
        return ended(now);
      } else if (event instanceof MigrationEvent.LockAwaited) {
        return waiting(true);
      } else if (event instanceof MigrationEvent.LockObtained) {
        return waiting(false);
      } else if (event instanceof MigrationEvent.StepStarted started) {
        return doing(started.step());
      } else if (event instanceof MigrationEvent.UnitFinished) {
        return with(Optional.empty());
      } else if (event instanceof MigrationEvent.StepFinished finished) {
        return did(finished.step());
      }
      Optional<Activity> known = Activity.of(event, now);
      return known.isPresent() ? with(known) : this;
    }

    private Snapshot with(Optional<Activity> known) {
      return new Snapshot(
          running, since, until, step, done, planned, applied, version, waitingForLock, known);
    }

    private Snapshot waiting(boolean waits) {
      return new Snapshot(
          running, since, until, step, done, planned, applied, version, waits, Optional.empty());
    }

    /** A run may plan again after a part of it. */
    private Snapshot planned(int steps, int versions) {
      return new Snapshot(
          running,
          since,
          until,
          step,
          done,
          done + steps,
          Optional.of(versions),
          version,
          false,
          Optional.empty());
    }

    private Snapshot doing(Step next) {
      Optional<String> name = Optional.of(next.id().named(next.description()));
      return new Snapshot(
          running, since, until, name, done, planned, applied, version, false, Optional.empty());
    }

    private Snapshot did(Step last) {
      boolean up = last.direction() == Direction.UP;
      boolean down = last.direction() == Direction.DOWN;
      boolean counts = last.id().kind() == Kind.VERSIONED && (up || down);
      int change = up ? 1 : -1;
      return new Snapshot(
          running,
          since,
          until,
          Optional.empty(),
          done + 1,
          planned,
          counts ? applied.map(count -> count + change) : applied,
          counts ? last.id().version().filter(any -> up) : version,
          false,
          Optional.empty());
    }

    private Snapshot ended(Instant now) {
      return new Snapshot(
          false,
          since,
          Optional.of(now),
          Optional.empty(),
          done,
          planned,
          applied,
          version,
          false,
          Optional.empty());
    }
  }

  /**
   * Something that takes long.
   *
   * @param place of the statement: file and line; empty for one of ours, and between two tries
   * @param elapsed how long the statement has been running; zero between two tries
   * @param progress of the statement, as far as it is known
   * @param blockers who is in the way, the root last
   * @param retry why it is tried again; empty while a statement runs
   * @param staleFrom when it is not true any more, unless it is told again
   */
  public record Activity(
      String place,
      Duration elapsed,
      Optional<Progress> progress,
      List<Blocker> blockers,
      Optional<String> retry,
      Instant staleFrom) {
    public Activity {
      blockers = List.copyOf(blockers);
    }

    private static Optional<Activity> of(MigrationEvent event, Instant now) {
      if (event instanceof MigrationEvent.StatementRunning running) {
        return Optional.of(
            of(
                running.place(),
                running.elapsed(),
                running.progress(),
                running.blockers(),
                now.plus(TOLD_WITHIN)));
      } else if (event instanceof MigrationEvent.StatementBlocked blocked) {
        return Optional.of(
            of(
                blocked.place(),
                blocked.waited(),
                Optional.empty(),
                blocked.blockers(),
                now.plus(TOLD_WITHIN)));
      } else if (event instanceof MigrationEvent.HistoryAwaited awaited) {
        return Optional.of(
            of(
                "",
                awaited.waited(),
                Optional.empty(),
                awaited.blockers(),
                now.plus(HISTORY_TOLD_WITHIN)));
      } else if (event instanceof MigrationEvent.UnitRetried retried) {
        return Optional.of(between(retried, now));
      }
      return Optional.empty();
    }

    private static Activity of(
        String place,
        Duration elapsed,
        Optional<Progress> progress,
        List<Blocker> blockers,
        Instant staleFrom) {
      return new Activity(place, elapsed, progress, blockers, Optional.empty(), staleFrom);
    }

    private static Activity between(MigrationEvent.UnitRetried retried, Instant now) {
      String why =
          "try %s of %s failed: [%s] %s"
              .formatted(
                  retried.attempt(),
                  retried.attempts(),
                  retried.reason().code(),
                  retried.reason().message());
      return new Activity(
          "",
          Duration.ZERO,
          Optional.empty(),
          retried.blockers(),
          Optional.of(why),
          now.plus(retried.pause()).plus(TOLD_WITHIN));
    }
  }

  @Override
  public void on(MigrationEvent event) {
    Instant now = clock.instant();
    if (event instanceof MigrationEvent.RunStarted started) {
      current.set(started.target());
      targets.compute(started.target(), (name, before) -> Snapshot.started(now, before));
      return;
    }
    String target = current.get();
    if (target != null) {
      targets.computeIfPresent(target, (name, before) -> before.after(event, now));
    }
    if (event instanceof MigrationEvent.RunFinished || event instanceof MigrationEvent.RunFailed) {
      current.remove();
    }
  }

  /** What is known of a target; empty before its first command. */
  public Optional<Snapshot> of(String target) {
    return Optional.ofNullable(targets.get(target));
  }
}
