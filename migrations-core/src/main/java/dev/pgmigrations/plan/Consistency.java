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

import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Checksum;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.Version;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Whether the files still are what was applied. */
final class Consistency {

  private final Policies policies;
  private final Planner.Input input;
  private final Planner.Draft draft;

  Consistency(Policies policies, Planner.Input input, Planner.Draft draft) {
    this.policies = policies;
    this.input = input;
    this.draft = draft;
  }

  /** What a text is to what was applied. */
  enum Likeness {
    SAME,
    COSMETIC,
    CHANGED
  }

  void check() {
    if (input.files().isEmpty()) {
      draft.add(Findings.empty(input.where(), policies.empty()));
    }
    Optional<Version> highest = highest();
    List<HistoryEntry> ahead = new ArrayList<>();
    for (HistoryEntry entry : input.history().applied(Kind.VERSIONED)) {
      Optional<Migration> migration = input.files().find(entry.id());
      if (migration.isPresent()) {
        compare(migration.get(), entry);
      } else if (highest.isEmpty() || entry.version().orElseThrow().compareTo(highest.get()) > 0) {
        ahead.add(entry);
      } else {
        draft.add(Findings.missing(entry, policies.missing()));
      }
    }
    if (!ahead.isEmpty() && !input.files().isEmpty()) {
      draft.add(Findings.ahead(ahead, policies.ahead()));
    }
    for (HistoryEntry entry : input.history().applied(Kind.REPEATABLE)) {
      if (input.files().find(entry.id()).isEmpty()) {
        draft.add(Findings.missing(entry, Policies.Reaction.WARN));
      }
    }
  }

  private Optional<Version> highest() {
    List<Migration> versioned = input.files().versioned();
    return versioned.isEmpty() ? Optional.empty() : versioned.get(versioned.size() - 1).version();
  }

  private void compare(Migration migration, HistoryEntry entry) {
    try {
      switch (likeness(migration, entry)) {
        case SAME -> {}
        case COSMETIC -> draft.add(Findings.cosmetic(migration));
        case CHANGED -> draft.add(Findings.changed(migration, entry, policies.changed()));
      }
    } catch (MigrationException e) {
      draft.add(Findings.changed(migration, entry, policies.changed()));
      e.diagnostics().forEach(draft::add);
    }
  }

  /** Equal texts are not lexed. */
  static Likeness likeness(Migration migration, HistoryEntry entry) {
    Optional<Checksum> applied = entry.checksum();
    if (applied.isEmpty() || migration.body().hasSameText(applied.get())) {
      return Likeness.SAME;
    }
    return migration
            .body()
            .checksum()
            .filter(now -> now.tokens().equals(applied.get().tokens()))
            .isPresent()
        ? Likeness.COSMETIC
        : Likeness.CHANGED;
  }

  /** The file of a row, as a place. */
  static Place placeOf(HistoryEntry entry, Optional<Migration> migration) {
    return Place.of(migration.map(m -> m.source().name()).orElse(entry.script()));
  }
}
