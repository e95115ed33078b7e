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
import dev.pgmigrations.report.MigrationReport;
import java.util.List;
import java.util.Optional;

/**
 * How a target fared in the last run.
 *
 * @param target its name
 * @param migrated what was done; empty where that never began or failed before its first step
 * @param seeded the same of the seeds; empty also where none were asked for
 * @param errors why it failed; empty unless it did
 */
public record TargetReport(
    String target,
    State state,
    Optional<MigrationReport> migrated,
    Optional<MigrationReport> seeded,
    List<Diagnostic> errors) {

  public TargetReport {
    errors = List.copyOf(errors);
  }

  /** Where a target is in the run. */
  public enum State {
    WAITING,
    RUNNING,
    DONE,
    FAILED
  }

  static TargetReport waiting(String target) {
    return new TargetReport(target, State.WAITING, Optional.empty(), Optional.empty(), List.of());
  }

  TargetReport running() {
    return new TargetReport(target, State.RUNNING, migrated, seeded, errors);
  }

  TargetReport done() {
    return new TargetReport(target, State.DONE, migrated, seeded, errors);
  }

  TargetReport failed(List<Diagnostic> why) {
    return new TargetReport(target, State.FAILED, migrated, seeded, why);
  }

  TargetReport migrated(MigrationReport report) {
    return new TargetReport(target, state, Optional.of(report), seeded, errors);
  }

  TargetReport seeded(MigrationReport report) {
    return new TargetReport(target, state, migrated, Optional.of(report), errors);
  }
}
