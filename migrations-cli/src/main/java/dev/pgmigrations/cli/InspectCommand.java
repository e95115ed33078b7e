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
    name = "inspect",
    description =
        "Show the sizes of tables and indexes, how indexes are used, and who is connected.",
    footerHeading = "%nExamples:%n",
    footer = {"  pgmigrations inspect", "  pgmigrations inspect --limit 50 --json"})
final class InspectCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin DatabaseOptions options = new DatabaseOptions();

  @Option(
      names = "--limit",
      paramLabel = "N",
      description = "How many tables and indexes at most, the largest first; 20 by default.")
  int limit = 20;

  InspectCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.of(
        surroundings,
        "inspect",
        options,
        work -> work.query(jdbc -> InspectAnswer.of(jdbc, limit)));
  }
}
