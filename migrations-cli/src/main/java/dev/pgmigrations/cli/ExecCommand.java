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

import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "exec",
    description = {
      "Run a script as migrations are run, but without a history: maintenance, say.",
      "It is one transaction, unless a statement refuses that or the script has COMMITs."
    },
    footerHeading = "%nExamples:%n",
    footer = "  pgmigrations exec daily.sql")
final class ExecCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @Parameters(paramLabel = "FILE", description = "The script.")
  @Nullable Path file;

  ExecCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Path script = surroundings.folder().resolve(Objects.requireNonNull(file));
    needsNoMigrations();
    return Invocation.ofMigrator(
        surroundings, "exec", options, work -> new RunAnswer(work.running().execute(script)));
  }

  /** A migrator wants a location; for a script alone it does not look into it. */
  private void needsNoMigrations() {
    if (options.migrations.locations.isEmpty()) {
      options.migrations.locations = List.of(".");
    }
  }
}
