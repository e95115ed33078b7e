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
import dev.pgmigrations.diagnostic.Nearest;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies.Reaction;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The texts of what the planner finds; nothing else makes them. */
final class Findings {

  private Findings() {}

  static Diagnostic changed(Migration migration, HistoryEntry entry, Reaction reaction) {
    return of(
            reaction,
            "changed",
            "%s was applied from a different text (on %s)"
                .formatted(migration.id(), entry.startedAt().toString().substring(0, 10)))
        .at(Place.of(migration.source().name()))
        .fix(
            "restore the applied text, or put the change into a new migration; if the edit is"
                + " right as it is: accept "
                + migration.id());
  }

  static Diagnostic cosmetic(Migration migration) {
    return Diagnostic.note(
            "cosmetic",
            "%s differs from what was applied in comments, white space or case only, or outside its UP"
                .formatted(migration.id()))
        .at(Place.of(migration.source().name()));
  }

  static Diagnostic missing(HistoryEntry entry, Reaction reaction) {
    return of(
            reaction,
            "missing",
            "%s (%s) is applied, but its file %s is gone"
                .formatted(entry.id(), entry.description(), entry.script()))
        .fix("bring the file back, or undo it: rollback only " + entry.id());
  }

  static Diagnostic ahead(List<HistoryEntry> entries, Reaction reaction) {
    String versions =
        entries.stream().map(e -> e.id().toString()).collect(Collectors.joining(", "));
    return of(
            reaction,
            "ahead",
            "the database knows %s, which this build does not; a newer build has migrated it"
                .formatted(versions))
        .fix("deploy the newer build, or roll back with: rollback down to the version wanted");
  }

  static Diagnostic outOfOrder(Migration migration, Version latest, Policies.OutOfOrder policy) {
    boolean refuse = policy == Policies.OutOfOrder.REFUSE;
    Diagnostic diagnostic =
        new Diagnostic(
            refuse ? Severity.ERROR : Severity.WARNING,
            "out-of-order",
            Place.of(migration.source().name()),
            "%s is below %s, which is applied already".formatted(migration.id(), latest),
            null,
            null);
    return refuse
        ? diagnostic.fix(
            "give it a version above %s, or set out-of-order to warn".formatted(latest))
        : diagnostic;
  }

  static Diagnostic empty(String where, Reaction reaction) {
    return of(reaction, "no-files", "no migration file was found in " + where)
        .fix("put <version>_<description>.sql there, or correct the location");
  }

  static Diagnostic emptyFile(Migration migration) {
    return Diagnostic.error("empty-file", "%s holds no statement".formatted(migration.id()))
        .at(Place.of(migration.source().name()))
        .fix("write the change, or a line -- UP if it is to do nothing");
  }

  static Diagnostic unknownVersion(Version version, MigrationSet files, List<Version> applied) {
    List<Version> known =
        java.util.stream.Stream.concat(
                files.versioned().stream().flatMap(m -> m.version().stream()), applied.stream())
            .distinct()
            .sorted()
            .toList();
    Optional<Version> nearest =
        known.stream()
            .min(
                Comparator.<Version>comparingInt(
                        v -> Nearest.distance(v.toString(), version.toString()))
                    .thenComparing(v -> v.compareTo(version) > 0)
                    .thenComparing(Comparator.reverseOrder()));
    return Diagnostic.error("unknown-version", "there is no migration " + version)
        .fix(
            nearest
                .map(v -> "the nearest known version is " + v)
                .orElse("there is no migration at all"));
  }

  static Diagnostic noWayBack(HistoryEntry entry, Optional<Migration> migration) {
    return Diagnostic.error(
            "no-way-back", "%s (%s) has no way back".formatted(entry.id(), entry.description()))
        .at(Place.of(migration.map(m -> m.source().name()).orElse(entry.script())))
        .fix(
            "give its file a -- DOWN section (select 1; where nothing is to be undone), or undo by"
                + " hand and record it: mark undone "
                + entry.id());
  }

  static Diagnostic confirm(HistoryEntry entry, String phrase, Place place) {
    return Diagnostic.error(
            "confirm", "the way back of %s asks to be confirmed".formatted(entry.id()))
        .at(place)
        .fix("give the phrase: " + phrase);
  }

  static Diagnostic dropsHistory(
      HistoryEntry entry, String schema, SourceText source, Position at) {
    return Diagnostic.error(
            "drops-history",
            "the way back of %s drops the schema %s, which holds the history itself"
                .formatted(entry.id(), schema))
        .at(source, at)
        .fix(
            "keep the history elsewhere: migrations.history-table=<other"
                + " schema>.migration_history");
  }

  static Diagnostic prefixChanged(HistoryEntry entry, Place place) {
    return Diagnostic.error(
            "prefix-changed",
            "%s was interrupted after %s of %s statements, and these have changed since"
                .formatted(entry.id(), entry.statementsDone(), entry.statementsTotal()))
        .at(place)
        .kept("the first %s statements as they were".formatted(entry.statementsDone()))
        .fix(
            "restore the first %1$s statements, only the ones after them may be corrected; or finish by hand and: mark done %2$s, or undo by hand and: mark undone %2$s"
                .formatted(entry.statementsDone(), entry.id()));
  }

  static Diagnostic unknownEffect(HistoryEntry entry, Place place) {
    boolean up = entry.direction() != Direction.DOWN;
    return Diagnostic.error(
            "unknown-effect",
            "%s was cut off within this statement, and no catalog shows whether it took effect"
                .formatted(entry.id()))
        .at(place)
        .kept("the first %s statements".formatted(entry.statementsDone()))
        .fix(
            up
                ? "look; then finish by hand and: mark done %1$s, or undo by hand and: mark undone %1$s"
                    .formatted(entry.id())
                : "look; then finish by hand and: mark undone " + entry.id());
  }

  static Diagnostic temporaryGone(HistoryEntry entry, LostTables.Need need) {
    String marks = entry.direction() == Direction.DOWN ? "mark undone %s" : "mark done %s";
    return Diagnostic.error(
            "temporary-gone",
            "%s was interrupted after %s of %s statements, and the temporary %s of line %s, which this statement needs, ended with that session"
                .formatted(
                    entry.id(),
                    entry.statementsDone(),
                    entry.statementsTotal(),
                    need.name(),
                    need.made().start().line()))
        .at(need.user().source(), need.user().start())
        .kept("the first %s statements".formatted(entry.statementsDone()))
        .fix(
            "make it again after the first %s statements, which are to stay as they are; or finish by hand and: "
                    .formatted(entry.statementsDone())
                + marks.formatted(entry.id()));
  }

  static Diagnostic fileGone(HistoryEntry entry) {
    return Diagnostic.error(
            "unfinished",
            "%s was interrupted after %s of %s statements, and its file %s is gone"
                .formatted(
                    entry.id(), entry.statementsDone(), entry.statementsTotal(), entry.script()))
        .fix(
            "bring the file back; or finish by hand and: mark done %1$s, or undo by hand and: mark undone %1$s"
                .formatted(entry.id()));
  }

  static Diagnostic unfinished(HistoryEntry entry) {
    return Diagnostic.note(
        "resume",
        "%s was interrupted after %s of %s statements; it goes on there"
            .formatted(entry.id(), entry.statementsDone(), entry.statementsTotal()));
  }

  static Diagnostic startsAnew(HistoryEntry entry) {
    return Diagnostic.note(
        "resume",
        "%s was interrupted after %s of %s statements; it is run again as a whole"
            .formatted(entry.id(), entry.statementsDone(), entry.statementsTotal()));
  }

  static Diagnostic abandoned(HistoryEntry entry) {
    return Diagnostic.warning(
        "unfinished",
        "%s was interrupted after %s of %s statements, and its file %s is gone; it is left as it is"
            .formatted(
                entry.id(), entry.statementsDone(), entry.statementsTotal(), entry.script()));
  }

  static Diagnostic already(MigrationId id, String what) {
    return Diagnostic.error("nothing-to-mark", "%s is %s already".formatted(id, what))
        .fix("look at status");
  }

  static Diagnostic of(Reaction reaction, String code, String message) {
    return reaction == Reaction.FAIL
        ? Diagnostic.error(code, message)
        : Diagnostic.warning(code, message);
  }
}
