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
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "redo",
    description = "Undo the last version and apply it again as its file is now; for development.",
    footerHeading = "%nExamples:%n",
    footer = "  pgmigrations redo")
final class RedoCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();
  @Mixin ProductionOption production = new ProductionOption();

  @Option(
      names = "--confirm",
      paramLabel = "PHRASE",
      description = "The phrase that the way back asks for.")
  List<String> confirmations = List.of();

  RedoCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.ofMigrator(
        surroundings, "redo", options, work -> production.unlessMarked(work, () -> redo(work)));
  }

  private Answer redo(MigrationWork work) {
    List<MigrationReport> reports = work.running().redo(new LinkedHashSet<>(confirmations));
    Map<String, MigrationReport> named = new LinkedHashMap<>();
    named.put("rollback", reports.get(0));
    if (reports.size() > 1) {
      named.put("migrate", reports.get(1));
    }
    return new RunsAnswer(named);
  }
}
