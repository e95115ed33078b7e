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
import dev.pgmigrations.plan.Goal;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "dry-run",
    description =
        "Print the exact SQL that migrate or rollback would send, history included; touch nothing.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations dry-run > next.sql            # then: psql -f next.sql",
      "  pgmigrations dry-run --to 7",
      "  pgmigrations dry-run --rollback --steps 2"
    })
final class DryRunCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @Option(names = "--rollback", description = "Of a rollback, of the last version by default.")
  boolean rollback;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "The last version to apply, or with --rollback the one that stays.")
  @Nullable Version to;

  @Option(
      names = "--steps",
      paramLabel = "N",
      description = "With --rollback: the last N versions.")
  @Nullable Integer steps;

  @Option(names = "--all", description = "With --rollback: everything.")
  boolean all;

  @Option(
      names = "--only",
      paramLabel = "VERSION",
      description = "With --rollback: this version alone.")
  @Nullable Version only;

  @Option(
      names = "--confirm",
      paramLabel = "PHRASE",
      description = "With --rollback: the phrase that a way back asks for; may be repeated.")
  List<String> confirmations = List.of();

  DryRunCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.ofMigrator(
        surroundings, "dry-run", options, work -> new Sql(work.migrator().dryRun(goal())));
  }

  private Goal goal() {
    if (rollback) {
      RollbackGoal wanted = new RollbackGoal();
      wanted.steps = steps;
      wanted.to = to;
      wanted.all = all;
      wanted.only = only;
      return wanted.goal(new LinkedHashSet<>(confirmations));
    }
    if (steps != null || all || only != null || !confirmations.isEmpty()) {
      throw new UsageException(
          "--steps, --all, --only and --confirm are of a rollback", "add --rollback");
    }
    return to == null ? new Goal.Latest() : new Goal.UpTo(to);
  }

  /** For psql. */
  private record Sql(String text) implements Answer {

    @Override
    public void print(Page page) {
      page.text(text);
    }

    @Override
    public void describe(ObjectNode document) {
      document.put("sql", text);
    }
  }
}
