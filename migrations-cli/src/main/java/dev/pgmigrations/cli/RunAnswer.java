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

package dev.pgmigrations.cli;

import dev.pgmigrations.report.MigrationReport;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What a run did. For people, its lines were printed as it went; what is left is the sum. */
record RunAnswer(MigrationReport report) implements Answer {

  @Override
  public void print(Page page) {
    page.line(page.style().strong(report.summary()));
  }

  @Override
  public void describe(ObjectNode document) {
    document.put("runId", report.runId()).put("appliedBefore", report.appliedBefore());
    document.put("planned", report.planned());
    ArrayNode steps = document.putArray("steps");
    for (MigrationReport.StepReport step : report.steps()) {
      Documents.id(steps.addObject(), step.id())
          .put("description", step.description())
          .put("direction", step.direction().stored())
          .put("units", step.units())
          .put("millis", step.took().toMillis());
    }
    ArrayNode checks = document.putArray("checks");
    for (MigrationReport.CheckReport check : report.checks()) {
      Documents.id(checks.addObject(), check.id())
          .put("section", check.section().toLowerCase(java.util.Locale.ROOT))
          .put("check", check.message())
          .put("held", check.held());
    }
    ArrayNode notices = document.putArray("notices");
    report.notices().forEach(notices::add);
    Documents.diagnostics(document, "warnings", report.warnings());
    Documents.diagnostics(document, "errors", report.errors());
    document.put("retries", report.retries());
    document.put("lockWaitedMillis", report.lockWaited().toMillis());
    document.put("millis", report.took().toMillis());
  }
}
