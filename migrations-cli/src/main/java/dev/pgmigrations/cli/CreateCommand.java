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

import dev.pgmigrations.MigrationDraft;
import dev.pgmigrations.Migrator;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "create",
    description = {
      "Write a new migration file with its sections ready, and print its path. Needs no database.",
      "Its version is the next number where the folder has numbers, else the time."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations create \"add user note\"",
      "  pgmigrations create users --table users --table orders",
      "  pgmigrations create views --from-sql views.sql --rollback-file"
    })
final class CreateCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin FileOptions files = new FileOptions();
  @Mixin OutputOptions output = new OutputOptions();

  @Parameters(arity = "1..*", paramLabel = "NAME", description = "Words that say what it does.")
  List<String> name = List.of();

  @Option(names = "--sequential", description = "Take the next number, whatever the folder has.")
  boolean sequential;

  @Option(names = "--timestamp", description = "Take the time, whatever the folder has.")
  boolean timestamp;

  @Option(
      names = {"-t", "--table"},
      paramLabel = "TABLE",
      description = "Create this table, and drop it on the way back; may be repeated.")
  List<String> tables = List.of();

  @Option(
      names = "--templates",
      paramLabel = "FOLDER",
      description =
          "Where TABLE.sql may say how such a table is created here; by default the folder"
              + " templates beside that of the migrations.")
  @Nullable Path templates;

  @Option(
      names = "--from-sql",
      paramLabel = "FILE",
      description = "Take the statements of this file, or its sections where it has some.")
  @Nullable Path fromSql;

  @Option(names = "--rollback-file", description = "Write the way back into a file of its own.")
  boolean rollbackFile;

  CreateCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return new Invocation(surroundings, "create", output).answer(this::create);
  }

  private Answer create() {
    if (sequential && timestamp) {
      throw new UsageException("--sequential and --timestamp exclude each other", "give one");
    }
    Path folder = new Locations(surroundings.folder()).source(files.locations);
    MigrationDraft draft =
        new MigrationDraft(
            String.join(" ", name),
            sequential
                ? MigrationDraft.Numbering.SEQUENTIAL
                : timestamp
                    ? MigrationDraft.Numbering.TIMESTAMP
                    : MigrationDraft.Numbering.DETECTED,
            tables,
            Optional.of(
                templates == null
                    ? folder.resolveSibling("templates")
                    : surroundings.folder().resolve(templates)),
            Optional.ofNullable(fromSql).map(surroundings.folder()::resolve),
            rollbackFile);
    return new Written(Migrator.create(folder, draft));
  }

  /** The files. */
  private record Written(List<Path> files) implements Answer {

    @Override
    public void print(Page page) {
      files.forEach(file -> page.line(file.toString()));
    }

    @Override
    public void describe(ObjectNode document) {
      ArrayNode all = document.putArray("files");
      files.forEach(file -> all.add(file.toString()));
    }
  }
}
