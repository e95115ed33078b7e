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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.report.MigrationReport;
import java.util.List;

/** A run stopped at a step; {@link #report()} says what was done before it and is kept. */
public final class MigrationFailedException extends MigrationException {

  private final MigrationReport report;

  MigrationFailedException(
      List<Diagnostic> diagnostics, MigrationReport report, MigrationException cause) {
    super(diagnostics, cause);
    this.report = report;
  }

  /** What was done before, and the errors. */
  public MigrationReport report() {
    return report;
  }
}
