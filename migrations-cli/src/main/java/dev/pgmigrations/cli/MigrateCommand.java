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
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "migrate",
    description = "Apply what is pending.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations migrate",
      "  pgmigrations migrate --to 20260101120000",
      "  pgmigrations migrate --backup before.dump  # pg_dump first, if anything is pending",
      "  DATABASE_URL=postgres://app@db/app pgmigrations migrate --json"
    })
final class MigrateCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin MigrationOptions options = new MigrationOptions();

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "The last version to apply; all by default.")
  @Nullable Version to;

  @Option(
      names = "--backup",
      paramLabel = "FILE",
      description = {
        "Dump the database to this file first, through pg_dump; a plain script if it ends in .sql,"
            + " else for pg_restore. Nothing is dumped if nothing is pending."
      })
  @Nullable Path backup;

  MigrateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.ofMigrator(surroundings, "migrate", options, this::migrate);
  }

  private Answer migrate(MigrationWork work) {
    Goal goal = to == null ? new Goal.Latest() : new Goal.UpTo(to);
    if (backup != null && !work.migrator().plan(goal).plan().steps().isEmpty()) {
      new Backup(surroundings, work).write(backup);
    }
    return new RunAnswer(work.running().run(goal));
  }
}
