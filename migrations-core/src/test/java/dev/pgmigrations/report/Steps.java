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

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.history.History;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Planner;
import dev.pgmigrations.plan.Policies;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.MigrationSource;
import java.util.List;
import java.util.Optional;

/** A step to tell events of. */
final class Steps {

  private Steps() {}

  /** {@code 7 add note}. */
  static Step addNote() {
    MigrationSet files =
        MigrationSet.read(
            MigrationSource.ofTexts(List.of(SourceText.of("7_add_note.sql", "select 1;"))),
            Optional.empty(),
            List.of(new NativeFormat()),
            Placeholders.NONE,
            List.of());
    return new Planner(Policies.DEFAULT, Placeholders.NONE)
        .plan(
            new Planner.Input(
                files, "memory", new History(List.of()), Optional.of("public"), Optional.empty()),
            new Goal.Latest())
        .steps()
        .get(0);
  }
}
