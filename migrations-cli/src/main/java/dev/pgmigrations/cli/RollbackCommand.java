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

import dev.pgmigrations.report.RollbackPreview;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.Callable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "rollback",
    description = {
      "Undo what is applied, the last first; one version by default.",
      "Shows what will be dropped, and asks for the phrase of the way back, else for the name of"
          + " the database."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations rollback",
      "  pgmigrations rollback --to 7               # 7 stays",
      "  pgmigrations rollback --all --yes --confirm 'DELETE CHATS'"
    })
final class RollbackCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @ArgGroup(exclusive = true)
  RollbackGoal goal = new RollbackGoal();

  @Option(
      names = {"-y", "--yes"},
      description = "Ask nothing.")
  boolean yes;

  @Option(
      names = "--confirm",
      paramLabel = "PHRASE",
      description = "The phrase that a way back asks for; may be repeated.")
  List<String> confirmations = List.of();

  RollbackCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.ofMigrator(surroundings, "rollback", options, this::rollback);
  }

  private Answer rollback(MigrationWork work) {
    RollbackPreview preview = work.migrator().preview(goal.goal(Set.of()));
    if (!options.output.json && !preview.isNothing()) {
      Page.out(surroundings).line("This will be undone:\n" + preview.text());
    }
    Optional<Set<String>> phrases =
        new Confirmation(surroundings, options.output.json)
            .phrases(
                preview.phrases(),
                confirmations,
                work.address().database(),
                yes || preview.isNothing());
    return new RunAnswer(
        work.running().run(goal.goal(phrases.orElseThrow(RefusedException::notConfirmed))));
  }
}
