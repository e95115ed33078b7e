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

package dev.pgmigrations.history;

import dev.pgmigrations.migration.Checksum;
import dev.pgmigrations.migration.MigrationId;
import java.util.Optional;

/** What is to be written to the table. */
public sealed interface HistoryChange {

  /** Which migration it is about. */
  MigrationId id();

  /**
   * A new active row, which is the fence: it fails if there is an active one that is not replaced.
   *
   * @param replaces clears the active row first: of a repeatable, a seed, a run that is resumed, or
   *     the row that a way back undoes
   * @param prefixHash of the statements that are done; empty without any
   * @param fence with {@code replaces}: fails unless exactly one row was active, and unless a run
   *     that is resumed is as far as {@code statementsDone}
   * @param active false for a row that only remembers that the migration counts no more
   */
  record Begin(
      MigrationId id,
      String description,
      String script,
      Direction direction,
      State state,
      Optional<Checksum> checksum,
      Optional<String> downSql,
      int statementsTotal,
      int statementsDone,
      Optional<String> prefixHash,
      int units,
      boolean replaces,
      boolean fence,
      boolean active)
      implements HistoryChange {

    /** The same for a run in so many units. */
    public Begin in(int count) {
      return new Begin(
          id,
          description,
          script,
          direction,
          state,
          checksum,
          downSql,
          statementsTotal,
          statementsDone,
          prefixHash,
          count,
          replaces,
          fence,
          active);
    }
  }

  /**
   * The active row of a run: what comes next may take effect although nobody can tell later.
   *
   * @see State#UNKNOWN
   */
  record Uncertain(MigrationId id) implements HistoryChange {}

  /** The active row of this run, and of no other: so many statements are finished. */
  record Progress(MigrationId id, int statementsDone, String prefixHash) implements HistoryChange {}

  /** The active row of a run ends with a state. */
  record End(MigrationId id, State state, Direction direction) implements HistoryChange {}

  /** Repeatables and seeds are to run again. */
  record DeactivateRepeatables(MigrationId id) implements HistoryChange {}
}
