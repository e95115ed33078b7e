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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.History;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.history.State;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies.OutOfOrder;
import dev.pgmigrations.plan.Policies.Reaction;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.MigrationSource;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PlannerTest {

  private static final Instant THEN = Instant.parse("2026-01-01T00:00:00Z");

  private static MigrationSet files(String... versions) {
    List<SourceText> texts =
        Arrays.stream(versions)
            .filter(v -> !v.isBlank())
            .map(v -> SourceText.of(v + "_t.sql", "-- UP\nselect 1;\n-- DOWN\nselect 2;\n"))
            .toList();
    return MigrationSet.read(
        MigrationSource.ofTexts(texts),
        Optional.empty(),
        List.of(new NativeFormat()),
        Placeholders.NONE,
        List.of());
  }

  private static History applied(MigrationSet files, String... versions) {
    List<HistoryEntry> entries = new ArrayList<>();
    for (String version : versions) {
      if (!version.isBlank()) {
        MigrationId id = MigrationId.of(Version.of(version));
        entries.add(
            new HistoryEntry(
                entries.size() + 1,
                id,
                "t",
                version + "_t.sql",
                Direction.UP,
                State.DONE,
                true,
                files.find(id).map(Migration::body).flatMap(body -> body.checksum()),
                Optional.of("select 2;"),
                1,
                1,
                Optional.empty(),
                1,
                THEN,
                Optional.of(THEN),
                "run",
                "me"));
      }
    }
    return new History(entries);
  }

  private static Plan plan(String files, String applied, Goal goal, Policies policies) {
    MigrationSet set = files(files.split(" "));
    History history = applied(set, applied.split(" "));
    return new Planner(policies, Placeholders.NONE)
        .plan(
            new Planner.Input(set, "memory", history, Optional.of("public"), Optional.empty()),
            goal);
  }

  private static String steps(Plan plan) {
    return plan.steps().stream()
        .map(s -> (s.direction() == Direction.UP ? "+" : "-") + s.id())
        .collect(Collectors.joining(" "));
  }

  private static String codes(Plan plan) {
    return plan.problems().stream()
        .map(p -> p.code() + ":" + p.severity())
        .collect(Collectors.joining(" "));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "1 2 3 | '' | +1 +2 +3 | ''",
        "1 2 3 | 1 2 | +3 | ''",
        "1 2 3 | 1 2 3 | '' | ''",
        "1 2 3 | 1 3 | +2 | out-of-order:WARNING",
        "1 3 | 1 2 3 | '' | missing:ERROR",
        "1 2 | 1 2 3 4 | '' | ahead:WARNING",
        "'' | 1 | '' | no-files:ERROR",
      })
  void latest_applies_what_is_pending(String files, String applied, String steps, String problems) {
    Plan plan = plan(files, applied, new Goal.Latest(), Policies.DEFAULT);

    assertThat(steps(plan)).isEqualTo(steps);
    assertThat(codes(plan)).isEqualTo(problems);
  }

  @Test
  void policies_turn_errors_into_warnings_and_back() {
    Policies other =
        new Policies(OutOfOrder.REFUSE, Reaction.WARN, Reaction.WARN, Reaction.FAIL, Reaction.WARN);

    assertThat(codes(plan("1 2 3", "1 3", new Goal.Latest(), other)))
        .isEqualTo("out-of-order:ERROR");
    assertThat(codes(plan("1 3", "1 2 3", new Goal.Latest(), other))).isEqualTo("missing:WARNING");
    assertThat(codes(plan("1", "1 2", new Goal.Latest(), other))).isEqualTo("ahead:ERROR");
    assertThat(codes(plan("", "", new Goal.Latest(), other))).isEqualTo("no-files:WARNING");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      emptyValue = "",
      value = {
        "1 2 3 | 1 3 2 | last 1 | -2 | ''",
        "1 2 3 | 1 3 2 | last 2 | -2 -3 | ''",
        "1 2 3 | 1 2 3 | last 9 | -3 -2 -1 | ''",
        "1 2 3 | 1 2 3 | to 1 | -3 -2 | ''",
        "1 2 3 | 1 2 3 | to 0 | -3 -2 -1 | ''",
        "1 2 3 | 1 2 3 | to 7 | '' | unknown-version:ERROR",
        "1 2 3 | 1 2 3 | only 2 | -2 | only:WARNING",
        "1 2 3 | 1 2 3 | only 3 | -3 | ''",
        "1 2 3 | 1 2 | only 3 | '' | not-applied:ERROR",
        "1 | 1 2 | last 1 | -2 | ''",
      })
  void rollback_goes_in_reverse_order_of_application(
      String files, String applied, String goal, String steps, String problems) {
    Plan plan = plan(files, applied, goal(goal), Policies.DEFAULT);

    assertThat(steps(plan)).isEqualTo(steps);
    assertThat(codes(plan)).isEqualTo(problems);
  }

  private static Goal goal(String text) {
    String[] words = text.split(" ");
    return switch (words[0]) {
      case "last" -> new Goal.RollbackLast(Integer.parseInt(words[1]), Set.of());
      case "to" -> new Goal.RollbackTo(Version.of(words[1]), Set.of());
      default -> new Goal.RollbackOnly(Version.of(words[1]), Set.of());
    };
  }

  @Test
  void a_changed_file_blocks_the_plan_and_names_it() {
    MigrationSet original = files("1");
    History history = applied(original, "1");
    MigrationSet edited =
        MigrationSet.read(
            MigrationSource.ofTexts(List.of(SourceText.of("1_t.sql", "-- UP\nselect 7;\n"))),
            Optional.empty(),
            List.of(new NativeFormat()),
            Placeholders.NONE,
            List.of());

    Plan plan =
        new Planner(Policies.DEFAULT, Placeholders.NONE)
            .plan(
                new Planner.Input(edited, "memory", history, Optional.empty(), Optional.empty()),
                new Goal.Latest());

    assertThat(plan.errors())
        .extracting(Diagnostic::toString)
        .containsExactly(
            """
            1_t.sql [changed] 1 was applied from a different text (on 2026-01-01)
              fix: restore the applied text, or put the change into a new migration; if the edit is right as it is: accept 1""");
  }
}
