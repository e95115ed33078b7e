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
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "schema",
    description = {
      "Write the whole schema as one SQL file that builds it again, without data and without the"
          + " history.",
      "The same schema gives the same text, so that it may be kept in git."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations schema --output schema.sql",
      "  pgmigrations schema --check schema.sql     # exit code 1 if the database has another",
      "  pgmigrations schema --engine pgcodekeeper --owners > schema.sql"
    })
final class SchemaCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin DatabaseOptions options = new DatabaseOptions();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it to this file; an older one of this command is overwritten.")
  @Nullable Path output;

  @Option(
      names = "--check",
      paramLabel = "FILE",
      description = "Compare this file with the database, and end with exit code 1 if they differ.")
  @Nullable Path check;

  @Option(
      names = "--engine",
      paramLabel = "ENGINE",
      description =
          "${COMPLETION-CANDIDATES}. By default what wrote the file before, else pg_dump if it is"
              + " on the PATH and as new as the server, else pgCodeKeeper.")
  SchemaEngines.Choice engine = SchemaEngines.Choice.auto;

  @Option(names = "--owners", description = "Say to whom each object belongs.")
  boolean owners;

  @Option(names = "--no-privileges", description = "Leave grants out.")
  boolean noPrivileges;

  SchemaCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.of(surroundings, "schema", options, this::answer);
  }

  private Answer answer(DatabaseWork work) {
    if (check == null) {
      return write(work);
    }
    if (output != null) {
      throw new UsageException(
          "--output writes a file and --check only reads one", "give one of the two");
    }
    return compare(work, check);
  }

  private Answer compare(DatabaseWork work, Path name) {
    SchemaFile before =
        SchemaFile.read(surroundings.folder().resolve(name))
            .orElseThrow(
                () ->
                    new UsageException("there is no file " + name, "write it with --output first"));
    CurrentSchema now = read(work, before.engine(), true);
    return new SchemaAnswer.Checked(
        name,
        now.engine(),
        before.head(),
        now.file().head(),
        before.differencesTo(now.file(), name.toString()));
  }

  private Answer write(DatabaseWork work) {
    if (output == null) {
      CurrentSchema now = read(work, Optional.empty(), false);
      return new SchemaAnswer.Text(now.file().text(), now.engine(), now.notCovered());
    }
    Path file = surroundings.folder().resolve(output);
    CurrentSchema now = read(work, SchemaFile.read(file).flatMap(SchemaFile::engine), false);
    new GeneratedFiles(SchemaFile.MARK).write(Map.of(file, now.file().text()));
    return new SchemaAnswer.Written(output, now.engine(), now.notCovered());
  }

  private CurrentSchema read(DatabaseWork work, Optional<String> before, boolean mustMatch) {
    return CurrentSchema.of(
        work,
        owners,
        !noPrivileges,
        version -> new SchemaEngines(surroundings, version).choose(engine, before, mustMatch));
  }
}
