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
import dev.pgmigrations.migration.Code;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Directives;
import dev.pgmigrations.script.Statement;
import java.util.List;

/** One thing to do. */
public sealed interface Step {

  /** The row that it begins with. */
  HistoryChange.Begin begin();

  /** Which migration. */
  default MigrationId id() {
    return begin().id();
  }

  /** Words for people. */
  default String description() {
    return begin().description();
  }

  /** Which way. */
  default Direction direction() {
    return begin().direction();
  }

  /**
   * Statements are run, with their checks, and recorded.
   *
   * @param source the file, for messages
   * @param begin the row
   * @param also further changes of the history, together with the row
   * @param directives of the section
   * @param requires asked before the first unit
   * @param units what is left to run: all, or what an interrupted run did not finish
   * @param verifies asked after the last unit
   * @param statements all of the section, without BEGIN and COMMIT
   * @param cutOff whether an earlier run was cut off in the first of the units, or right after it
   */
  record Run(
      SourceText source,
      HistoryChange.Begin begin,
      List<HistoryChange> also,
      Directives directives,
      List<Check> requires,
      List<Unit> units,
      List<Check> verifies,
      List<Statement> statements,
      boolean cutOff)
      implements Step {

    public Run {
      also = List.copyOf(also);
      units = List.copyOf(units);
    }

    /** The same in other units, of which there are several. */
    public Run in(List<Unit> parts) {
      return new Run(
          source,
          begin.in(parts.size()),
          also,
          directives,
          requires,
          parts,
          verifies,
          statements,
          cutOff);
    }

    /** The same after an earlier run was cut off. */
    Run afterCut() {
      return new Run(source, begin, also, directives, requires, units, verifies, statements, true);
    }

    /** Whether everything, its row included, is one transaction. */
    public boolean isAtomic() {
      return begin.units() == 1
          && begin.statementsDone() == 0
          && units.size() == 1
          && units.get(0).transactional();
    }
  }

  /**
   * Code is run in a transaction, and recorded in it.
   *
   * @param source the class, for messages
   * @param also further changes of the history, together with the row
   */
  record Call(SourceText source, HistoryChange.Begin begin, List<HistoryChange> also, Code code)
      implements Step {}

  /** Only the history changes. */
  record Mark(HistoryChange.Begin begin) implements Step {}
}
