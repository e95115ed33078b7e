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

package dev.pgmigrations.plan;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** What is to be applied. */
final class UpPlanner {

  private final Policies policies;
  private final Planner.Input input;
  private final Planner.Draft draft;

  UpPlanner(Policies policies, Planner.Input input, Planner.Draft draft) {
    this.policies = policies;
    this.input = input;
    this.draft = draft;
  }

  void latest() {
    new Consistency(policies, input, draft).check();
    versioned(null);
    repeatables();
  }

  private void repeatables() {
    for (Migration migration : input.files().repeatables()) {
      repeatable(migration, input, draft);
    }
  }

  void upTo(Version version) {
    new Consistency(policies, input, draft).check();
    if (input.files().find(MigrationId.of(version)).isEmpty()
        && !input.history().isApplied(version)) {
      List<Version> applied =
          input.history().applied(Kind.VERSIONED).stream()
              .flatMap(e -> e.version().stream())
              .toList();
      draft.add(Findings.unknownVersion(version, input.files(), applied));
      return;
    }
    if (versioned(version)) {
      repeatables();
    } else if (!input.files().repeatables().isEmpty()) {
      draft.add(
          Diagnostic.note(
              "repeatables-wait", "repeatables run when no version is left, which is not so yet"));
    }
  }

  /** Adds what is pending; false if something above {@code limit} is left. */
  private boolean versioned(@Nullable Version limit) {
    if (input.baseline().isPresent()) {
      draft.add(MarkPlanner.baseline(input.baseline().get()));
    }
    Optional<Version> latest = input.history().latest();
    List<Migration> pending = new ArrayList<>();
    for (Migration migration : input.files().versioned()) {
      if (!isSettled(migration.version().orElseThrow())) {
        pending.add(migration);
      }
    }
    unfinished(pending);
    boolean all = true;
    for (Migration migration : pending) {
      Version version = migration.version().orElseThrow();
      if (limit != null && version.compareTo(limit) > 0) {
        all = false;
      } else {
        pending(migration, version, latest);
      }
    }
    return all;
  }

  private boolean isSettled(Version version) {
    Optional<Version> baseline = input.baseline();
    return (baseline.isPresent() && version.compareTo(baseline.get()) <= 0)
        || input.history().isApplied(version);
  }

  /**
   * Finishes what was begun before anything new begins; a finished way back leaves its version
   * pending.
   */
  private void unfinished(List<Migration> pending) {
    for (HistoryEntry entry : input.history().unfinished()) {
      if (entry.id().kind() == Kind.SEED) {
        continue;
      }
      goOn(entry, input, draft);
      if (entry.direction() != Direction.DOWN) {
        pending.removeIf(m -> m.id().equals(entry.id()));
      }
    }
  }

  /** Finishes one of them; nothing else waits for a repeatable or a seed whose file is gone. */
  static void goOn(HistoryEntry entry, Planner.Input input, Planner.Draft draft) {
    Optional<Migration> migration = input.files().find(entry.id());
    if (migration.isEmpty()
        && entry.id().kind() != Kind.VERSIONED
        && entry.direction() == Direction.UP) {
      draft.add(Findings.abandoned(entry));
      return;
    }
    draft.attempt(
        () -> {
          draft.add(
              Resumption.startsAnew(entry, migration)
                  ? Findings.startsAnew(entry)
                  : Findings.unfinished(entry));
          draft.add(Resumption.of(entry, migration));
        });
  }

  private void pending(Migration migration, Version version, Optional<Version> latest) {
    if (latest.filter(top -> version.compareTo(top) < 0).isPresent()
        && policies.outOfOrder() != Policies.OutOfOrder.ALLOW) {
      draft.add(Findings.outOfOrder(migration, latest.get(), policies.outOfOrder()));
    }
    draft.attempt(() -> draft.add(run(migration, false)));
  }

  private static Step run(Migration migration, boolean replaces) {
    if (migration.body() instanceof SqlBody sql
        && sql.script().isEmpty()
        && !sql.script().hasMarkers()) {
      throw new PlanRejectedException(List.of(Findings.emptyFile(migration)));
    }
    return Runs.up(migration, replaces);
  }

  /** Runs it if it is new or changed. */
  static void repeatable(Migration migration, Planner.Input input, Planner.Draft draft) {
    Optional<HistoryEntry> active = input.history().active(migration.id());
    if (active.isEmpty()) {
      draft.attempt(() -> draft.add(run(migration, false)));
    } else if (active.get().isApplied()) {
      draft.attempt(() -> again(migration, active.get(), draft));
    }
  }

  private static void again(Migration migration, HistoryEntry entry, Planner.Draft draft) {
    switch (Consistency.likeness(migration, entry)) {
      case SAME -> {}
      case COSMETIC -> draft.add(Findings.cosmetic(migration));
      case CHANGED -> draft.add(run(migration, true));
    }
  }
}
