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
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import java.util.List;
import java.util.Optional;

/** What is to be recorded without running anything. */
final class MarkPlanner {

  private final Planner.Input input;
  private final Planner.Draft draft;

  MarkPlanner(Planner.Input input, Planner.Draft draft) {
    this.input = input;
    this.draft = draft;
  }

  void mark(Goal goal) {
    draft.attempt(
        () -> {
          if (goal instanceof Goal.Baseline baseline) {
            baselineOnce(baseline.version());
          } else if (goal instanceof Goal.MarkDone done) {
            done(done.version());
          } else if (goal instanceof Goal.MarkUndone undone) {
            undone(undone.version());
          } else if (goal instanceof Goal.Accept accept) {
            accept(accept.version());
          }
        });
  }

  /** One row for all versions up to this one. */
  static Step.Mark baseline(Version version) {
    return Runs.mark(
        new MigrationId(Kind.BASELINE, version.toString()),
        "baseline",
        "",
        Optional.empty(),
        Optional.empty(),
        false,
        true);
  }

  private void baselineOnce(Version version) {
    Optional<Version> latest = input.history().latest();
    if (latest.isPresent() || !input.history().unfinished().isEmpty()) {
      draft.add(
          Diagnostic.error(
                  "history-exists",
                  "the history has %s already, a baseline comes first"
                      .formatted(latest.map(Version::toString).orElse("rows")))
              .fix("record single versions with mark done"));
      return;
    }
    draft.add(baseline(version));
  }

  private void done(Version version) {
    MigrationId id = MigrationId.of(version);
    Optional<Migration> migration = input.files().find(id);
    if (migration.isEmpty()) {
      draft.add(Findings.unknownVersion(version, input.files(), List.of()));
    } else if (input.history().isApplied(version)) {
      draft.add(Findings.already(id, "applied"));
    } else {
      draft.add(recorded(migration.get(), input.history().active(id).isPresent()));
    }
  }

  private void undone(Version version) {
    MigrationId id = MigrationId.of(version);
    Optional<HistoryEntry> entry = input.history().active(id);
    if (entry.isEmpty()) {
      draft.add(
          input.history().isApplied(version)
              ? Diagnostic.error(
                      "below-baseline", version + " is covered by the baseline, it has no row")
                  .fix("nothing can be marked below the baseline")
              : Findings.already(id, "not applied"));
      return;
    }
    HistoryEntry row = entry.get();
    draft.add(
        Runs.mark(id, row.description(), row.script(), row.checksum(), row.downSql(), true, false));
  }

  private void accept(Version version) {
    MigrationId id = MigrationId.of(version);
    Optional<HistoryEntry> entry = input.history().active(id).filter(HistoryEntry::isApplied);
    Optional<Migration> migration = input.files().find(id);
    if (migration.isEmpty()) {
      draft.add(Findings.unknownVersion(version, input.files(), List.of()));
    } else if (entry.isEmpty()) {
      draft.add(
          Diagnostic.error("not-applied", version + " is not applied, there is no text to accept")
              .fix("look at status"));
    } else if (Consistency.likeness(migration.get(), entry.get()) == Consistency.Likeness.SAME) {
      draft.add(Diagnostic.note("unchanged", version + " is what was applied; nothing to accept"));
    } else {
      draft.add(recorded(migration.get(), true));
    }
  }

  private static Step.Mark recorded(Migration migration, boolean replaces) {
    return Runs.mark(
        migration.id(),
        migration.description(),
        migration.source().name(),
        migration.body().checksum(),
        WayBack.kept(migration),
        replaces,
        true);
  }
}
