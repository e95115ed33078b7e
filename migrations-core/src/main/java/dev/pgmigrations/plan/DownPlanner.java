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
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Code;
import dev.pgmigrations.migration.CodeBody;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Statement;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** What is to be undone, in reverse order of application. */
final class DownPlanner {

  private final Planner.Input input;
  private final Placeholders placeholders;
  private final Planner.Draft draft;

  DownPlanner(Planner.Input input, Placeholders placeholders, Planner.Draft draft) {
    this.input = input;
    this.placeholders = placeholders;
    this.draft = draft;
  }

  void rollback(Goal.Rollback goal) {
    List<HistoryEntry> applied = reversed(Kind.VERSIONED);
    if (goal instanceof Goal.RollbackLast last) {
      undo(applied.subList(0, Math.min(last.count(), applied.size())), goal);
    } else if (goal instanceof Goal.RollbackTo to) {
      to(applied, to);
    } else if (goal instanceof Goal.RollbackOnly only) {
      only(applied, only);
    } else {
      reversed(Kind.REPEATABLE).forEach(entry -> undoIfPossible(entry, goal));
      undo(applied, goal);
    }
  }

  /** What has an active row of a kind, the last run first; what was interrupted too. */
  private List<HistoryEntry> reversed(Kind kind) {
    List<HistoryEntry> entries =
        new ArrayList<>(
            input.history().entries().stream()
                .filter(e -> e.active() && e.id().kind() == kind)
                .toList());
    Collections.reverse(entries);
    return entries;
  }

  private void to(List<HistoryEntry> applied, Goal.RollbackTo goal) {
    Version keep = goal.version();
    boolean known =
        keep.equals(Version.of("0"))
            || input.history().isApplied(keep)
            || input.files().versioned().stream()
                .anyMatch(m -> m.version().equals(Optional.of(keep)));
    if (!known) {
      draft.add(Findings.unknownVersion(keep, input.files(), versions(applied)));
      return;
    }
    undo(
        applied.stream().filter(e -> e.version().orElseThrow().compareTo(keep) > 0).toList(), goal);
  }

  private void only(List<HistoryEntry> applied, Goal.RollbackOnly goal) {
    List<HistoryEntry> wanted =
        applied.stream().filter(e -> e.version().equals(Optional.of(goal.version()))).toList();
    if (wanted.isEmpty()) {
      draft.add(
          Diagnostic.error("not-applied", goal.version() + " is not applied")
              .fix("look at status; " + appliedList(applied)));
      return;
    }
    List<Version> above =
        versions(applied).stream().filter(v -> v.compareTo(goal.version()) > 0).toList();
    if (!above.isEmpty()) {
      draft.add(
          Diagnostic.warning(
              "only",
              "%s is undone although %s stand above it".formatted(goal.version(), join(above))));
    }
    undo(wanted, goal);
  }

  private static String appliedList(List<HistoryEntry> applied) {
    return applied.isEmpty() ? "nothing is applied" : "applied are " + join(versions(applied));
  }

  private static List<Version> versions(List<HistoryEntry> entries) {
    return entries.stream()
        .flatMap(e -> e.version().stream())
        .sorted(Comparator.naturalOrder())
        .toList();
  }

  private static String join(List<Version> versions) {
    return versions.stream().map(Version::toString).collect(Collectors.joining(", "));
  }

  private void undo(List<HistoryEntry> entries, Goal.Rollback goal) {
    for (HistoryEntry entry : entries) {
      Optional<Migration> migration = input.files().find(entry.id());
      Optional<Code> code = code(migration);
      if (code.isPresent()) {
        draft.add(Runs.down(migration.orElseThrow(), code.get()));
        continue;
      }
      draft.attempt(
          () ->
              WayBack.of(entry, migration)
                  .ifPresentOrElse(
                      back -> undo(entry, migration, back, goal.confirmations()),
                      () -> noWayBack(entry, migration)));
    }
  }

  private void noWayBack(HistoryEntry entry, Optional<Migration> migration) {
    migration
        .flatMap(m -> m.body() instanceof SqlBody sql ? sql.script().noWayBack() : Optional.empty())
        .ifPresent(draft::add);
    draft.add(Findings.noWayBack(entry, migration));
  }

  private static Optional<Code> code(Optional<Migration> migration) {
    return migration.flatMap(
        m -> m.body() instanceof CodeBody body ? body.down() : Optional.empty());
  }

  private void undoIfPossible(HistoryEntry entry, Goal.Rollback goal) {
    Optional<Migration> migration = input.files().find(entry.id());
    draft.attempt(
        () ->
            WayBack.of(entry, migration)
                .ifPresent(back -> undo(entry, migration, back, goal.confirmations())));
  }

  /** Adds the way back of one row. */
  void undo(
      HistoryEntry entry, Optional<Migration> migration, WayBack back, Set<String> confirmations) {
    back.section()
        .directives()
        .confirm()
        .filter(phrase -> !confirmations.contains(phrase))
        .ifPresent(
            phrase ->
                draft.add(
                    Findings.confirm(
                        entry, phrase, Place.of(back.source(), back.section().position()))));
    refuseToDropHistory(entry, back);
    if (entry.direction() == Direction.DOWN) {
      draft.add(Findings.unfinished(entry));
      draft.add(Resumption.of(entry, migration));
      return;
    }
    if (entry.isUnfinished()) {
      draft.add(
          Diagnostic.warning(
              "undo-part",
              "%s was applied in part, %s of %s statements; its way back is run as a whole"
                  .formatted(entry.id(), entry.statementsDone(), entry.statementsTotal())));
    }
    draft.add(Runs.down(entry, back.source(), back.section(), 0));
  }

  private void refuseToDropHistory(HistoryEntry entry, WayBack back) {
    if (input.historySchema().isEmpty()) {
      return;
    }
    String schema = input.historySchema().get();
    for (Statement statement : back.section().statements()) {
      if (DroppedSchemas.of(statement.render(placeholders).sql()).contains(schema)) {
        draft.add(Findings.dropsHistory(entry, schema, statement.source(), statement.start()));
      }
    }
  }
}
