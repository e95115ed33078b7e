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
import java.util.List;
import java.util.Optional;

/**
 * What the VERIFY checks of the applied migrations say now.
 *
 * @param results in the order of the migrations
 */
public record VerifyReport(List<Result> results) {

  public VerifyReport {
    results = List.copyOf(results);
  }

  /**
   * A check.
   *
   * @param problem present if it said no
   */
  public record Result(MigrationId id, String message, Optional<Diagnostic> problem) {

    /** Whether it said yes. */
    public boolean held() {
      return problem.isEmpty();
    }
  }

  /** Whether all said yes. */
  public boolean holds() {
    return results.stream().allMatch(Result::held);
  }

  /** A line for each, then what is wrong. */
  public String text() {
    StringBuilder text = new StringBuilder();
    for (Result result : results) {
      text.append(
          "  %s %s: %s%n".formatted(result.held() ? "yes" : "NO ", result.id(), result.message()));
    }
    results.stream().flatMap(r -> r.problem().stream()).forEach(p -> text.append(p).append('\n'));
    long no = results.stream().filter(r -> !r.held()).count();
    return text.append("%s checks hold, %s do not%n".formatted(results.size() - no, no)).toString();
  }
}
