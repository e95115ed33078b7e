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
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.history.History;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.script.Placeholders;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Compares files with history and says what to do for a goal. A pure function: whatever it finds is
 * part of the plan.
 */
public final class Planner {

  private final Policies policies;
  private final Placeholders placeholders;

  public Planner(Policies policies, Placeholders placeholders) {
    this.policies = policies;
    this.placeholders = placeholders;
  }

  /**
   * What to compare.
   *
   * @param files of the project
   * @param where the files were looked for
   * @param history of the database
   * @param historySchema where the history is, if that is known
   * @param baseline to be recorded first
   */
  public record Input(
      MigrationSet files,
      String where,
      History history,
      Optional<String> historySchema,
      Optional<Version> baseline) {}

  /** The plan for {@code goal}. */
  public Plan plan(Input input, Goal goal) {
    Draft draft = new Draft();
    if (goal instanceof Goal.Latest) {
      new UpPlanner(policies, input, draft).latest();
    } else if (goal instanceof Goal.UpTo upTo) {
      new UpPlanner(policies, input, draft).upTo(upTo.version());
    } else if (goal instanceof Goal.Rollback rollback) {
      new DownPlanner(input, placeholders, draft).rollback(rollback);
    } else if (goal instanceof Goal.Seed) {
      new SeedPlanner(input, placeholders, draft).seed();
    } else if (goal instanceof Goal.Clear) {
      new SeedPlanner(input, placeholders, draft).clear();
    } else {
      new MarkPlanner(input, draft).mark(goal);
    }
    return draft.plan();
  }

  /** The plan for a script, which looks like a migration and never becomes one. */
  public static Plan script(Migration script) {
    Draft draft = new Draft();
    draft.attempt(() -> draft.add(Runs.up(script, false)));
    return draft.plan();
  }

  /** A plan in the making. */
  static final class Draft {

    private final List<Step> steps = new ArrayList<>();
    private final List<Diagnostic> problems = new ArrayList<>();

    void add(Diagnostic problem) {
      problems.add(problem);
    }

    void add(Step step) {
      steps.add(step);
    }

    /** Does it, or takes down what is wrong with the file that it needs. */
    void attempt(Runnable what) {
      try {
        what.run();
      } catch (MigrationException e) {
        problems.addAll(e.diagnostics());
      }
    }

    Plan plan() {
      return new Plan(steps, problems);
    }
  }
}
