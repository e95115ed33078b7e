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

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryChange;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.history.State;
import dev.pgmigrations.migration.Checksum;
import dev.pgmigrations.migration.Code;
import dev.pgmigrations.migration.CodeBody;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Script;
import dev.pgmigrations.script.Section;
import dev.pgmigrations.script.SectionKind;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.TokenHash;
import java.util.List;
import java.util.Optional;

/** Makes the steps that run statements. */
final class Runs {

  private Runs() {}

  /** Applies a migration. */
  static Step up(Migration migration, boolean replaces) {
    if (migration.body() instanceof CodeBody code) {
      return call(migration, code.up(), Direction.UP, replaces);
    }
    return up(migration, (SqlBody) migration.body(), replaces, false, 0);
  }

  /** Undoes a migration by its code. */
  static Step.Call down(Migration migration, Code down) {
    return call(migration, down, Direction.DOWN, true);
  }

  private static Step.Call call(
      Migration migration, Code code, Direction direction, boolean replaces) {
    boolean down = direction == Direction.DOWN;
    return new Step.Call(
        migration.source(),
        new HistoryChange.Begin(
            migration.id(),
            migration.description(),
            migration.source().name(),
            direction,
            State.RUNNING,
            Optional.empty(),
            Optional.empty(),
            0,
            0,
            Optional.empty(),
            1,
            replaces,
            down,
            true),
        down ? List.of(new HistoryChange.DeactivateRepeatables(migration.id())) : List.of(),
        code);
  }

  /** Applies what is left of it after the first {@code done} statements, which are committed. */
  static Step.Run resumed(Migration migration, SqlBody body, int done) {
    return up(migration, body, true, true, done);
  }

  /** Applies all of it again, whatever an interrupted run has done. */
  static Step.Run anew(Migration migration, SqlBody body) {
    return up(migration, body, true, false, 0);
  }

  private static Step.Run up(
      Migration migration, SqlBody body, boolean replaces, boolean resumes, int done) {
    Script script = body.script();
    Section up = script.section(SectionKind.UP).orElseThrow();
    List<Unit> units = Units.of(up.statements(), up.directives().noTransaction());
    List<Statement> statements = statements(units);
    HistoryChange.Begin begin =
        new HistoryChange.Begin(
            migration.id(),
            migration.description(),
            migration.source().name(),
            Direction.UP,
            State.RUNNING,
            body.checksum(),
            WayBack.kept(migration),
            statements.size(),
            done,
            prefixHash(statements, done),
            units.size(),
            replaces,
            resumes,
            true);
    return new Step.Run(
        migration.source(),
        begin,
        List.of(),
        up.directives(),
        done == 0 ? checks(script, SectionKind.REQUIRE) : List.of(),
        after(units, done),
        checks(script, SectionKind.VERIFY),
        statements,
        false);
  }

  /** Undoes what a row says is applied, or goes on with it after {@code done} statements. */
  static Step.Run down(HistoryEntry entry, SourceText source, Section down, int done) {
    List<Unit> units = Units.of(down.statements(), down.directives().noTransaction());
    List<Statement> statements = statements(units);
    HistoryChange.Begin begin =
        new HistoryChange.Begin(
            entry.id(),
            entry.description(),
            source.name(),
            Direction.DOWN,
            State.RUNNING,
            entry.checksum(),
            entry.downSql(),
            statements.size(),
            done,
            prefixHash(statements, done),
            units.size(),
            true,
            true,
            true);
    return new Step.Run(
        source,
        begin,
        List.of(new HistoryChange.DeactivateRepeatables(entry.id())),
        down.directives(),
        List.of(),
        after(units, done),
        List.of(),
        statements,
        false);
  }

  /** Records without running. */
  static Step.Mark mark(
      MigrationId id,
      String description,
      String script,
      Optional<Checksum> checksum,
      Optional<String> downSql,
      boolean replaces,
      boolean active) {
    return new Step.Mark(
        new HistoryChange.Begin(
            id,
            description,
            script,
            Direction.MARK,
            State.DONE,
            checksum,
            downSql,
            0,
            0,
            Optional.empty(),
            0,
            replaces,
            replaces,
            active));
  }

  private static Optional<String> prefixHash(List<Statement> statements, int done) {
    return done == 0 ? Optional.empty() : Optional.of(TokenHash.of(statements.subList(0, done)));
  }

  /** The statements of a section that are sent. */
  private static List<Statement> statements(List<Unit> units) {
    return units.stream().flatMap(unit -> unit.statements().stream()).toList();
  }

  private static List<Unit> after(List<Unit> units, int done) {
    return done == 0
        ? units
        : units.stream().filter(unit -> unit.end() > done).map(unit -> unit.after(done)).toList();
  }

  private static List<Check> checks(Script script, SectionKind kind) {
    return script.section(kind).map(Section::checks).orElse(List.of());
  }
}
