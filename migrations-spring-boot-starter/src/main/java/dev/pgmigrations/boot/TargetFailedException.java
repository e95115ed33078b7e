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
import dev.pgmigrations.diagnostic.MigrationException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * Targets could not be migrated; the cause says why, of several that of the first, and has those of
 * the others as suppressed ones.
 */
public final class TargetFailedException extends MigrationException {

  private final List<String> failed;
  private final List<TargetReport> reports;

  /** Of {@code failures} there is at least one. */
  TargetFailedException(Map<String, MigrationException> failures, List<TargetReport> reports) {
    super(diagnostics(failures), cause(failures));
    this.failed = List.copyOf(failures.keySet());
    this.reports = List.copyOf(reports);
  }

  /** Of several targets, each says which. */
  private static List<Diagnostic> diagnostics(Map<String, MigrationException> failures) {
    List<Diagnostic> all = new ArrayList<>();
    failures.forEach(
        (target, failure) ->
            failure
                .diagnostics()
                .forEach(d -> all.add(failures.size() == 1 ? d : named(target, d))));
    return all;
  }

  private static Diagnostic named(String target, Diagnostic d) {
    return new Diagnostic(
        d.severity(), d.code(), d.place(), target + ": " + d.message(), d.kept(), d.fix());
  }

  private static Throwable cause(Map<String, MigrationException> failures) {
    @Nullable MigrationException first = null;
    for (MigrationException failure : failures.values()) {
      if (first == null) {
        first = failure;
      } else if (failure != first) { // Whoever wraps a migrator may throw one for all.
        first.addSuppressed(failure);
      }
    }
    if (first == null) {
      throw new IllegalArgumentException("no target has failed");
    }
    return first;
  }

  /** The name of the target, of several that of the first. */
  public String target() {
    return failed.get(0);
  }

  /** The names of all that failed, in their order. */
  public List<String> failed() {
    return failed;
  }

  /** How all targets stand, in their order. */
  public List<TargetReport> reports() {
    return reports;
  }
}
