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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.report.StatusReport.Row;
import dev.pgmigrations.report.StatusReport.Standing;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What a run of a target would do.
 *
 * @param rows what it would apply, run again or go on with
 * @param errors why it would refuse to
 * @param applied how many versions are applied
 */
record PendingMigrations(List<Row> rows, List<Diagnostic> errors, long applied) {

  PendingMigrations {
    rows = List.copyOf(rows);
    errors = List.copyOf(errors);
  }

  static PendingMigrations of(MigrationTarget target, StatusReport status) {
    return new PendingMigrations(
        status.rows().stream().filter(row -> isPending(target, row)).toList(),
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
          case BASELINE -> false;
        };
    return asked
        && switch (row.standing()) {
          case PENDING, RUNNING, FAILED, UNKNOWN -> true;
          // A version whose file has changed is an error or, by the policy, is left as it is.
          case CHANGED -> kind != Kind.VERSIONED;
          case APPLIED, BASELINE, MISSING, AHEAD -> false;
        };
  }

  boolean isNothing() {
    return rows.isEmpty() && errors.isEmpty();
  }

  /** Such as {@code 2 migrations are pending: 1, repeatable views}. */
  String text() {
    return "%d %s pending: %s".formatted(rows.size(), isOrAre(), names());
  }

  private String isOrAre() {
    return rows.size() == 1 ? "migration is" : "migrations are";
  }

  private String names() {
    int most = 10;
    String names =
        rows.stream()
            .limit(most)
            .map(row -> row.id().named(row.description()))
            .collect(Collectors.joining(", "));
    return rows.size() > most ? names + ", …" : names;
  }
}
