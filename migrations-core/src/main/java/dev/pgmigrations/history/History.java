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

import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/** All rows of the table, oldest first. */
public final class History {

  /** What a database without the table has. */
  public static final History EMPTY = new History(List.of());

  private final List<HistoryEntry> entries;
  private final Map<MigrationId, HistoryEntry> active = new HashMap<>();
  private final Optional<Version> baseline;

  public History(List<HistoryEntry> entries) {
    List<HistoryEntry> sorted = new ArrayList<>(entries);
    sorted.sort((one, other) -> Long.compare(one.row(), other.row()));
    this.entries = Collections.unmodifiableList(sorted);
    for (HistoryEntry entry : sorted) {
      if (entry.active()) {
        active.put(entry.id(), entry);
      }
    }
    this.baseline = highest(Kind.BASELINE);
  }

  /** Every row, oldest first. */
  public List<HistoryEntry> entries() {
    return entries;
  }

  /** The row that says what the migration's state is now. */
  public Optional<HistoryEntry> active(MigrationId id) {
    return Optional.ofNullable(active.get(id));
  }

  /** What is applied of a kind, in the order in which it was applied. */
  public List<HistoryEntry> applied(Kind kind) {
    List<HistoryEntry> applied = new ArrayList<>();
    for (HistoryEntry entry : entries) {
      if (entry.isApplied() && entry.id().kind() == kind) {
        applied.add(entry);
      }
    }
    return applied;
  }

  /** What began and is not complete, oldest first. */
  public List<HistoryEntry> unfinished() {
    List<HistoryEntry> unfinished = new ArrayList<>();
    for (HistoryEntry entry : entries) {
      if (entry.isUnfinished()) {
        unfinished.add(entry);
      }
    }
    return unfinished;
  }

  /** The version up to which all count as applied without a row of their own. */
  public Optional<Version> baseline() {
    return baseline;
  }

  private Optional<Version> highest(Kind kind) {
    Optional<Version> highest = Optional.empty();
    for (HistoryEntry entry : applied(kind)) {
      highest = higher(highest, entry.version());
    }
    return highest;
  }

  private static Optional<Version> higher(Optional<Version> one, Optional<Version> other) {
    return one.isEmpty() || (other.isPresent() && other.get().compareTo(one.get()) > 0)
        ? other
        : one;
  }

  /** The highest version that is applied, the baseline included. */
  public Optional<Version> latest() {
    return higher(highest(Kind.VERSIONED), baseline);
  }

  /** Whether the version is applied, by its own row or by the baseline. */
  public boolean isApplied(Version version) {
    HistoryEntry own = active.get(MigrationId.of(version));
    return (own != null && own.isApplied())
        || (baseline.isPresent() && version.compareTo(baseline.get()) <= 0);
  }

  /** Whether nothing was ever recorded. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
