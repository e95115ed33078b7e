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

package dev.pgmigrations.boot;

import dev.pgmigrations.PlannedRun;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.report.StatusReport.Row;
import dev.pgmigrations.report.StatusReport.Standing;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What is pending in a target.
 *
 * @param names of what a run would apply, run again or go on with
 * @param errors why it would refuse to
 * @param applied how many versions are applied
 */
record PendingMigrations(List<String> names, List<Diagnostic> errors, long applied) {

  PendingMigrations {
    names = List.copyOf(names);
    errors = List.copyOf(errors);
  }

  /** What runs of this process would do. */
  static PendingMigrations of(List<PlannedRun> runs) {
    List<String> names = new ArrayList<>();
    List<Diagnostic> errors = new ArrayList<>();
    for (PlannedRun run : runs) {
      for (Step step : run.plan().steps()) {
        names.add(step.id().named(step.description()));
      }
      errors.addAll(run.plan().errors());
    }
    return new PendingMigrations(names, errors, runs.get(0).applied());
  }

  /** What is left to do for whoever migrates, who may be at it right now. */
  static PendingMigrations of(MigrationTarget target, StatusReport status) {
    return new PendingMigrations(
        status.rows().stream()
            .filter(row -> isPending(target, row))
            .map(row -> row.id().named(row.description()))
            .toList(),
        status.problems().stream().filter(p -> p.severity() == Severity.ERROR).toList(),
        status.rows().stream()
            .filter(row -> row.id().kind() == Kind.VERSIONED)
            .filter(row -> row.standing() == Standing.APPLIED)
            .count());
  }

  private static boolean isPending(MigrationTarget target, Row row) {
    Kind kind = row.id().kind();
    boolean asked =
        switch (kind) {
          case VERSIONED ->
              target.to().isEmpty()
                  || row.id().version().orElseThrow().compareTo(target.to().get()) <= 0;
          case REPEATABLE -> true;
          case SEED -> target.seeds();
          case BASELINE, SCRIPT -> false;
        };
    return asked
        && switch (row.standing()) {
          case PENDING, OUT_OF_ORDER, RUNNING, FAILED, UNKNOWN -> true;
          // A version whose file has changed is an error or, by the policy, is left as it is.
          case CHANGED -> kind != Kind.VERSIONED;
          case APPLIED, BASELINE, MISSING, AHEAD -> false;
        };
  }

  boolean isNothing() {
    return names.isEmpty() && errors.isEmpty();
  }

  /** Such as {@code 2 migrations are pending: 1, repeatable views}. */
  String text() {
    int most = 10;
    return "%s %s pending: %s%s"
        .formatted(
            names.size(),
            names.size() == 1 ? "migration is" : "migrations are",
            names.stream().limit(most).collect(Collectors.joining(", ")),
            names.size() > most ? ", …" : "");
  }
}
