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

import dev.pgmigrations.report.VerifyReport;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "verify",
    description = "Ask the VERIFY checks of everything that is applied, read only.",
    footerHeading = "%nExamples:%n",
    footer = "  pgmigrations verify")
final class VerifyCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  VerifyCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.ofMigrator(
        surroundings, "verify", options, work -> new VerifyAnswer(work.migrator().verify()));
  }

  /** What the checks say. */
  private record VerifyAnswer(VerifyReport report) implements Answer {

    @Override
    public int exitCode() {
      return report.holds() ? ExitCode.DONE : ExitCode.FAILED;
    }

    @Override
    public void print(Page page) {
      page.text(report.text());
    }

    @Override
    public void describe(ObjectNode document) {
      document.put("holds", report.holds());
      ArrayNode checks = document.putArray("checks");
      for (VerifyReport.Result result : report.results()) {
        ObjectNode node =
            Documents.id(checks.addObject(), result.id())
                .put("check", result.message())
                .put("held", result.held());
        result.problem().ifPresent(p -> Documents.diagnostic(node.putObject("problem"), p));
      }
    }
  }
}
