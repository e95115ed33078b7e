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
import java.util.LinkedHashMap;
import java.util.Map;
import tools.jackson.databind.node.ObjectNode;

/**
 * What several runs did.
 *
 * @param reports by what they were for: {@code migrate}, {@code seed}
 */
record RunsAnswer(Map<String, MigrationReport> reports) implements Answer {

  RunsAnswer {
    reports = new LinkedHashMap<>(reports);
  }

  @Override
  public void print(Page page) {
    reports.forEach(
        (name, report) -> page.line(page.style().strong(name + ": " + report.summary())));
  }

  @Override
  public void describe(ObjectNode document) {
    reports.forEach((name, report) -> new RunAnswer(report).describe(document.putObject(name)));
  }
}
