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

import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "status",
    description = "Show what is applied, what is pending, and what does not fit.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations status",
      "  pgmigrations status --fail-on-pending     # exit code 3 if anything is pending",
      "  pgmigrations status --format md > status.md"
    })
final class StatusCommand implements Callable<Integer> {

  /** In which form. */
  enum Format {
    text,
    json,
    md
  }

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @Option(
      names = "--format",
      paramLabel = "FORMAT",
      description = "${COMPLETION-CANDIDATES}; text by default.")
  Format format = Format.text;

  @Option(names = "--fail-on-pending", description = "End with exit code 3 if anything is pending.")
  boolean failOnPending;

  StatusCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    options.output.json |= format == Format.json;
    return Invocation.ofMigrator(
        surroundings,
        "status",
        options,
        work -> new StatusAnswer(work.migrator().status(), format == Format.md, failOnPending));
  }
}
