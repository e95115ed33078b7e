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
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.history.State;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.TokenHash;
import java.util.List;
import java.util.Optional;

/** Goes on with what an earlier run began and did not finish. */
final class Resumption {

  private Resumption() {}

  /**
   * The step that finishes a run.
   *
   * @throws PlanRejectedException if a human has to look first
   */
  static Step.Run of(HistoryEntry entry, Optional<Migration> migration) {
    if (startsAnew(entry, migration)) {
      Migration file = migration.orElseThrow();
      return Runs.anew(file, (SqlBody) file.body());
    }
    int done = entry.statementsDone();
    Step.Run whole =
        entry.direction() == Direction.DOWN ? down(entry, migration, 0) : up(entry, migration, 0);
    if (done > 0 && !samePrefix(entry, whole.statements(), done)) {
      throw rejected(Findings.prefixChanged(entry, Place.of(whole.source().name())));
    }
    Step.Run rest =
        entry.direction() == Direction.DOWN
            ? down(entry, migration, done)
            : up(entry, migration, done);
    if (entry.state() == State.UNKNOWN) {
      throw rejected(Findings.unknownEffect(entry, placeOf(rest)));
    }
    LostTables.firstNeed(whole.statements(), done)
        .ifPresent(
            need -> {
              throw rejected(Findings.temporaryGone(entry, need));
            });
    return entry.state() == State.RUNNING ? rest.afterCut() : rest;
  }

  /**
   * Whether it cannot go on where it stopped but may run again as a whole, as a repeatable or a
   * seed does when it is changed. No command marks one of these as done or undone.
   */
  static boolean startsAnew(HistoryEntry entry, Optional<Migration> migration) {
    return entry.id().kind() != Kind.VERSIONED
        && entry.direction() == Direction.UP
        && migration.isPresent()
        && migration.get().body() instanceof SqlBody
        && (entry.state() == State.UNKNOWN
            || !canGoOn(entry, up(entry, migration, 0).statements(), entry.statementsDone()));
  }

  private static boolean canGoOn(HistoryEntry entry, List<Statement> statements, int done) {
    return done == 0
        || (samePrefix(entry, statements, done)
            && LostTables.firstNeed(statements, done).isEmpty());
  }

  private static Step.Run up(HistoryEntry entry, Optional<Migration> migration, int done) {
    Migration file = migration.orElseThrow(() -> rejected(Findings.fileGone(entry)));
    if (!(file.body() instanceof SqlBody sql)) {
      throw rejected(Findings.fileGone(entry));
    }
    return Runs.resumed(file, sql, done);
  }

  private static Step.Run down(HistoryEntry entry, Optional<Migration> migration, int done) {
    WayBack back =
        WayBack.of(entry, migration)
            .orElseThrow(() -> rejected(Findings.noWayBack(entry, migration)));
    return Runs.down(entry, back.source(), back.section(), done);
  }

  private static boolean samePrefix(HistoryEntry entry, List<Statement> statements, int done) {
    return done <= statements.size()
        && entry.prefixHash().filter(TokenHash.of(statements.subList(0, done))::equals).isPresent();
  }

  /** The statement that was under way. */
  private static Place placeOf(Step.Run rest) {
    if (rest.units().isEmpty()) {
      return Place.of(rest.source().name());
    }
    Statement statement = rest.units().get(0).statements().get(0);
    return Place.of(statement.source(), statement.start());
  }

  private static PlanRejectedException rejected(Diagnostic diagnostic) {
    return new PlanRejectedException(List.of(diagnostic));
  }
}
