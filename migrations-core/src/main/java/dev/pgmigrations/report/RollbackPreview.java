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

package dev.pgmigrations.report;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.migration.MigrationId;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What a rollback would undo, and what would be lost.
 *
 * @param steps in the order in which they would be undone
 * @param warnings what is worth knowing before
 */
public record RollbackPreview(List<Step> steps, List<Diagnostic> warnings) {

  /** How many that go along are named for people. */
  private static final int MOST = 10;

  public RollbackPreview {
    steps = List.copyOf(steps);
    warnings = List.copyOf(warnings);
  }

  /**
   * A migration.
   *
   * @param losses what its way back drops, by its words
   * @param cascaded what goes along by CASCADE, as PostgreSQL describes it
   * @param phrase that has to be given for it
   * @param isOpaque whether it also runs code that may drop more
   */
  public record Step(
      MigrationId id,
      String description,
      List<Lost> losses,
      List<String> cascaded,
      Optional<String> phrase,
      boolean isOpaque) {

    public Step {
      losses = List.copyOf(losses);
      cascaded = List.copyOf(cascaded);
    }

    /** {@code and by CASCADE: view v, …}; of many the first. */
    private String along() {
      String first = cascaded.stream().limit(MOST).collect(Collectors.joining(", "));
      int more = cascaded.size() - MOST;
      return "and by CASCADE: " + first + (more > 0 ? " and %s more".formatted(more) : "");
    }

    /** As people name it: {@code 7 add note}. */
    public String name() {
      return id.named(description);
    }
  }

  /**
   * An object.
   *
   * @param kind {@code table}, {@code column}, {@code index} …; {@code rows} and {@code all rows}
   *     where the object stays
   * @param name as it is written, without quotes
   * @param rows that go with it, as the server estimates; empty where it has no idea, where there
   *     is no such object, and for what has no rows
   */
  public record Lost(String kind, String name, OptionalLong rows) {

    /** For people: {@code table users, about 1200 rows}. */
    @Override
    public String toString() {
      String what =
          switch (kind) {
            case "rows" -> "rows of " + name;
            case "all rows" -> "all rows of " + name;
            default -> kind + " " + name;
          };
      return rows.isEmpty()
          ? what
          : what
              + ", about %s %s".formatted(rows.getAsLong(), rows.getAsLong() == 1 ? "row" : "rows");
    }
  }

  /** All phrases that have to be given. */
  public Set<String> phrases() {
    Set<String> phrases = new LinkedHashSet<>();
    steps.forEach(step -> step.phrase().ifPresent(phrases::add));
    return phrases;
  }

  /** Whether there is nothing to undo. */
  public boolean isNothing() {
    return steps.isEmpty();
  }

  /** For people, several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Step step : steps) {
      text.append("  - ").append(step.name()).append('\n');
      step.losses().forEach(lost -> text.append("      drops ").append(lost).append('\n'));
      if (!step.cascaded().isEmpty()) {
        text.append("      ").append(step.along()).append('\n');
      }
      if (step.isOpaque()) {
        text.append("      runs code that may drop more\n");
      }
    }
    return text.toString();
  }
}
