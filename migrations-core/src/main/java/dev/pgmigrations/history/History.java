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
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All rows of the table, oldest first. */
public final class History {

  /** What a database without the table has. */
  public static final History EMPTY = new History(List.of());

  private final List<HistoryEntry> entries;
  private final Map<MigrationId, HistoryEntry> active = new HashMap<>();
  private final Optional<Version> baseline;

  public History(List<HistoryEntry> entries) {
    this.entries = entries.stream().sorted(Comparator.comparingLong(HistoryEntry::row)).toList();
    this.entries.stream().filter(HistoryEntry::active).forEach(e -> active.put(e.id(), e));
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
    return active().filter(e -> e.isApplied() && e.id().kind() == kind).toList();
  }

  /** What began and is not complete, oldest first. */
  public List<HistoryEntry> unfinished() {
    return active().filter(HistoryEntry::isUnfinished).toList();
  }

  private Stream<HistoryEntry> active() {
    return entries.stream().filter(HistoryEntry::active);
  }

  /** The version up to which all count as applied without a row of their own. */
  public Optional<Version> baseline() {
    return baseline;
  }

  private Optional<Version> highest(Kind kind) {
    return active.values().stream()
        .filter(e -> e.isApplied() && e.id().kind() == kind)
        .flatMap(e -> e.version().stream())
        .max(Comparator.naturalOrder());
  }

  /** The highest version that is applied, the baseline included. */
  public Optional<Version> latest() {
    return Stream.of(highest(Kind.VERSIONED), baseline)
        .flatMap(Optional::stream)
        .max(Comparator.naturalOrder());
  }

  /** Whether the version is applied, by its own row or by the baseline. */
  public boolean isApplied(Version version) {
    return active(MigrationId.of(version)).filter(HistoryEntry::isApplied).isPresent()
        || baseline.filter(base -> version.compareTo(base) <= 0).isPresent();
  }

  /** Whether nothing was ever recorded. */
  public boolean isEmpty() {
    return entries.isEmpty();
  }
}
