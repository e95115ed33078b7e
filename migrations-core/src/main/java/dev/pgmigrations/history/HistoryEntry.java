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
import dev.pgmigrations.migration.Version;
import java.time.Instant;
import java.util.Optional;

/**
 * One run of a migration, as the table has it.
 *
 * @param row the identity of the row
 * @param id which migration
 * @param description words for people
 * @param script the file, empty where there was none
 * @param direction which way
 * @param state how far
 * @param active whether it says what the migration's state is now
 * @param checksum of its text; empty for a baseline
 * @param downSql the way back kept with it, before placeholders
 * @param statementsTotal of its section
 * @param statementsDone of these, finished
 * @param prefixHash of the finished ones, while it is not done
 * @param units into which they fall
 * @param startedAt by the server's clock
 * @param finishedAt by the server's clock; empty while it is not
 * @param runId which run of the tool
 * @param appliedBy the role that was logged in
 */
public record HistoryEntry(
    long row,
    MigrationId id,
    String description,
    String script,
    Direction direction,
    State state,
    boolean active,
    Optional<Checksum> checksum,
    Optional<String> downSql,
    int statementsTotal,
    int statementsDone,
    Optional<String> prefixHash,
    int units,
    Instant startedAt,
    Optional<Instant> finishedAt,
    String runId,
    String appliedBy) {

  /** The version; empty for repeatables and seeds. */
  public Optional<Version> version() {
    return id.version();
  }

  /** Whether the migration counts as applied by this row. */
  public boolean isApplied() {
    return active && state == State.DONE;
  }

  /** Whether a run began and is not complete. */
  public boolean isUnfinished() {
    return active && state != State.DONE;
  }
}
