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

import dev.pgmigrations.report.Durations;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.report.StatusReport.Standing;
import java.time.temporal.ChronoUnit;
import java.util.List;
import java.util.function.UnaryOperator;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * What is applied and what is not.
 *
 * @param markdown whether people get it as Markdown
 * @param failOnPending whether something pending ends the process with a code of its own
 */
record StatusAnswer(StatusReport report, boolean markdown, boolean failOnPending)
    implements Answer {

  @Override
  public int exitCode() {
    return failOnPending && isPending() ? ExitCode.PENDING : ExitCode.DONE;
  }

  /** What was begun and not finished is pending, too: the next run goes on with it. */
  private boolean isPending() {
    return !report.pending().isEmpty()
        || report.rows().stream()
            .anyMatch(
                row ->
                    row.standing() == Standing.RUNNING
                        || row.standing() == Standing.FAILED
                        || row.standing() == Standing.UNKNOWN);
  }

  @Override
  public void print(Page page) {
    Table table = table(page.style());
    if (markdown) {
      page.text(table.markdown());
      report.problems().forEach(p -> page.text("\n```\n" + p + "\n```\n"));
      return;
    }
    page.text(table.text(page.style()));
    report.problems().forEach(p -> page.line(new DiagnosticText(page.style()).of(p)));
    page.line(summary());
  }

  private String summary() {
    long applied = report.rows().stream().filter(row -> row.standing() == Standing.APPLIED).count();
    return "%s applied, %s pending".formatted(applied, report.pending().size());
  }

  private Table table(Style style) {
    Table table = new Table("version", "description", "state", "units", "applied at", "by", "took");
    for (StatusReport.Row row : report.rows()) {
      table.line(
          List.of(
              Table.Cell.of(row.id().toString()),
              Table.Cell.of(row.description()),
              new Table.Cell(row.standing().words(), paint(row.standing(), style)),
              Table.Cell.of(row.units() == 0 ? "" : Integer.toString(row.units())),
              Table.Cell.of(
                  row.at().map(at -> at.truncatedTo(ChronoUnit.SECONDS).toString()).orElse("")),
              Table.Cell.of(row.by().orElse("")),
              Table.Cell.of(row.took().map(Durations::text).orElse(""))));
    }
    return table;
  }

  private static UnaryOperator<String> paint(Standing standing, Style style) {
    return switch (standing) {
      case APPLIED -> style::good;
      case BASELINE -> style::faint;
      case PENDING, OUT_OF_ORDER, AHEAD, RUNNING -> style::notable;
      case CHANGED, MISSING, FAILED, UNKNOWN -> style::bad;
    };
  }

  @Override
  public void describe(ObjectNode document) {
    document.put("pending", report.pending().size());
    ArrayNode rows = document.putArray("migrations");
    for (StatusReport.Row row : report.rows()) {
      ObjectNode node =
          Documents.id(rows.addObject(), row.id())
              .put("description", row.description())
              .put("state", Documents.lower(row.standing()))
              .put("script", row.script());
      if (row.units() > 0) {
        node.put("units", row.units());
      }
      row.at().ifPresent(at -> node.put("appliedAt", at.toString()));
      row.by().ifPresent(by -> node.put("appliedBy", by));
      row.took().ifPresent(took -> node.put("millis", took.toMillis()));
    }
    Documents.diagnostics(document, "problems", report.problems());
  }
}
