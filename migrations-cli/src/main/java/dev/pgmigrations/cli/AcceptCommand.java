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

import dev.pgmigrations.migration.Version;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Parameters;

@Command(
    name = "accept",
    description =
        "Record that the edited file of an applied version is right as it is; run nothing.",
    footerHeading = "%nExamples:%n",
    footer = "  pgmigrations accept 4")
final class AcceptCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @Parameters(paramLabel = "VERSION", description = "As in the name of the file.")
  @Nullable Version version;

  AcceptCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    Version wanted = Objects.requireNonNull(version);
    return Invocation.ofMigrator(
        surroundings, "accept", options, work -> new RunAnswer(work.running().accept(wanted)));
  }
}
