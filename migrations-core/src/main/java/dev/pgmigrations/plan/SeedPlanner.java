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
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.script.Placeholders;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/** Development data in and out. */
final class SeedPlanner {

  private final Planner.Input input;
  private final Placeholders placeholders;
  private final Planner.Draft draft;

  SeedPlanner(Planner.Input input, Placeholders placeholders, Planner.Draft draft) {
    this.input = input;
    this.placeholders = placeholders;
    this.draft = draft;
  }

  void seed() {
    long pending =
        input.files().versioned().stream()
            .filter(m -> !input.history().isApplied(m.version().orElseThrow()))
            .count();
    if (pending > 0) {
      draft.add(
          Diagnostic.warning(
              "seed-before-migrate",
              "%s migrations are pending; seeds usually need all of them".formatted(pending)));
    }
    if (input.files().seeds().isEmpty()) {
      draft.add(
          Diagnostic.warning(
              "no-seeds", "no seed_<description>.sql was found in " + input.where()));
    }
    for (HistoryEntry entry : input.history().unfinished()) {
      if (entry.id().kind() == Kind.SEED) {
        UpPlanner.goOn(entry, input, draft);
      }
    }
    input.files().seeds().forEach(migration -> UpPlanner.repeatable(migration, input, draft));
  }

  void clear() {
    List<HistoryEntry> seeds = new ArrayList<>(input.history().applied(Kind.SEED));
    input.history().unfinished().stream()
        .filter(entry -> entry.id().kind() == Kind.SEED)
        .forEach(seeds::add);
    Collections.reverse(seeds);
    DownPlanner down = new DownPlanner(input, placeholders, draft);
    for (HistoryEntry entry : seeds) {
      Optional<Migration> migration = input.files().find(entry.id());
      draft.attempt(
          () ->
              WayBack.of(entry, migration)
                  .ifPresentOrElse(
                      back -> down.undo(entry, migration, back, Set.of()),
                      () -> draft.add(Findings.noWayBack(entry, migration))));
    }
  }
}
