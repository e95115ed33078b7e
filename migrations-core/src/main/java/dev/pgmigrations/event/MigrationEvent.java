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

package dev.pgmigrations.event;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.SectionKind;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Something that happened during a command. */
public sealed interface MigrationEvent {

  /**
   * A command began.
   *
   * @param runId as the history has it
   * @param target the name in the settings; {@code default} where there is only one
   */
  record RunStarted(String runId, String target, Goal goal) implements MigrationEvent {}

  /** Somebody else migrates; told about every ten seconds. */
  record LockAwaited(Optional<LockHolder> holder, Duration waited) implements MigrationEvent {}

  /** This run is the only one now. */
  record LockObtained(Duration waited) implements MigrationEvent {}

  /**
   * It is known what will be done; its warnings are worth showing.
   *
   * @param applied how many versions are applied before
   */
  record Planned(Plan plan, int applied) implements MigrationEvent {}

  /**
   * A step begins.
   *
   * @param number of the step, from 1
   * @param count of all steps
   */
  record StepStarted(Step step, int number, int count) implements MigrationEvent {}

  /** A check of REQUIRE or VERIFY was asked. */
  record CheckAnswered(MigrationId id, SectionKind kind, String message, boolean held)
      implements MigrationEvent {}

  /** The server said something, {@code RAISE NOTICE} say. */
  record NoticeRaised(MigrationId id, String severity, String message) implements MigrationEvent {}

  /**
   * A unit of a migration with several is committed.
   *
   * @param done statements finished of {@code total}
   */
  record UnitFinished(MigrationId id, int done, int total) implements MigrationEvent {}

  /** A step is done and recorded. */
  record StepFinished(Step step, Duration took) implements MigrationEvent {}

  /** A step failed; nothing after it is tried. */
  record StepFailed(Step step, Duration took, List<Diagnostic> diagnostics)
      implements MigrationEvent {
    public StepFailed {
      diagnostics = List.copyOf(diagnostics);
    }
  }

  /**
   * A statement has been running for a while; told about every second, from the first second on.
   *
   * @param place of the statement: file and line; empty for one of ours
   * @param elapsed since it began
   * @param progress as far as it is known
   * @param blockers whom it waits for just now, as {@link StatementBlocked} has them
   */
  record StatementRunning(
      MigrationId id,
      String place,
      Duration elapsed,
      Optional<Progress> progress,
      List<Blocker> blockers)
      implements MigrationEvent {
    public StatementRunning {
      blockers = List.copyOf(blockers);
    }
  }

  /**
   * A statement waits for other sessions; told when they are first seen, whenever the root changes,
   * and about every ten seconds.
   *
   * @param place of the statement: file and line; empty for one of ours
   * @param blockers the one that is waited for, then the one that this one waits for, down to the
   *     root
   * @param waited since the statement began
   */
  record StatementBlocked(MigrationId id, String place, List<Blocker> blockers, Duration waited)
      implements MigrationEvent {
    public StatementBlocked {
      blockers = List.copyOf(blockers);
    }
  }

  /**
   * A try did not get its locks, or met a deadlock or a concurrent change; all of the unit is
   * undone and will be tried again. What was told of its checks and notices counts no more.
   *
   * @param attempt the one that failed, from 1
   * @param attempts how many there may be
   * @param pause until the next
   * @param reason what the server said
   * @param blockers who was in the way, the root last, as far as it was seen
   */
  record UnitRetried(
      MigrationId id,
      int attempt,
      int attempts,
      Duration pause,
      Diagnostic reason,
      List<Blocker> blockers)
      implements MigrationEvent {
    public UnitRetried {
      blockers = List.copyOf(blockers);
    }
  }

  /**
   * The history cannot be read yet, for its table is locked; told when that has taken a second or
   * two, whenever the root changes, and about every ten seconds.
   *
   * @param blockers the one that is waited for, then the one that this one waits for, down to the
   *     root
   * @param waited since the history was asked for
   */
  record HistoryAwaited(List<Blocker> blockers, Duration waited) implements MigrationEvent {
    public HistoryAwaited {
      blockers = List.copyOf(blockers);
    }
  }

  /** There is no connection yet; told once for each new reason. */
  record ConnectionAwaited(Diagnostic reason, Duration waited, Duration limit)
      implements MigrationEvent {}

  /** Something worth knowing that stops nothing. */
  record Warned(Diagnostic diagnostic) implements MigrationEvent {}

  /** A command ended well. */
  record RunFinished(Duration took) implements MigrationEvent {}

  /** A command ended with an error. */
  record RunFailed(Duration took, List<Diagnostic> diagnostics) implements MigrationEvent {
    public RunFailed {
      diagnostics = List.copyOf(diagnostics);
    }
  }
}
