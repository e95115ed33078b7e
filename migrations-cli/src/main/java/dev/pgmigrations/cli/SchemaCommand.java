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

import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;
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
    if (check != null && output != null) {
      throw new UsageException(
          "--output writes a file and --check only reads one", "give one of the two");
    }
    Path named = check != null ? check : output;
    Optional<SchemaFile> before =
        named == null ? Optional.empty() : read(surroundings.folder().resolve(named));
    if (check != null && before.isEmpty()) {
      throw new UsageException("there is no file " + check, "write it with --output first");
    }
    HistoryTables histories =
        work.ask(dataSource -> HistoryTables.of(JdbcClient.create(dataSource)));
    int version = version(work);
    SchemaEngine chosen =
        new SchemaEngines(surroundings, version)
            .choose(engine, before.flatMap(SchemaFile::engine), check != null);
    SchemaEngine.Result result =
        chosen.write(
            new SchemaEngine.Request(
                work,
                owners,
                !noPrivileges,
                histories.all().stream()
                    .map(HistoryTables.Found::name)
                    .collect(Collectors.toUnmodifiableSet())));
    SchemaFile now =
        SchemaFile.written(version, chosen, notes(histories, result) + "\n" + result.sql());
    if (check != null) {
      List<String> differences = before.orElseThrow().differencesTo(now, check.toString());
      return new SchemaAnswer.Checked(
          check, chosen.label(), before.orElseThrow().head(), now.head(), differences);
    }
    if (output == null) {
      return new SchemaAnswer.Text(now.text(), chosen.label(), result.notCovered());
    }
    Path file = surroundings.folder().resolve(output);
    new GeneratedFiles(SchemaFile.MARK).write(Map.of(file, now.text()));
    return new SchemaAnswer.Written(output, chosen.label(), result.notCovered());
  }

  private static int version(DatabaseWork work) {
    return work.ask(
        dataSource ->
            JdbcClient.create(dataSource)
                .sql("select pg_catalog.current_setting('server_version_num')::int / 10000")
                .query(Integer.class)
                .single());
  }

  /** Comments below the first line. */
  private static String notes(HistoryTables histories, SchemaEngine.Result result) {
    Stream<String> versions =
        histories.all().stream()
            .flatMap(
                table ->
                    table.latest().stream()
                        .map(
                            version ->
                                "-- %s is at %s: in a database built from this file, \"pgmigrations baseline %2$s\" says so.\n"
                                    .formatted(table.name(), version)));
    Stream<String> missing =
        result.notCovered().stream().map(line -> "-- Not in this file: " + line + "\n");
    return Stream.concat(versions, missing).collect(Collectors.joining());
  }

  private static Optional<SchemaFile> read(Path file) {
    try {
      return Files.exists(file)
          ? Optional.of(SchemaFile.of(Files.readString(file, StandardCharsets.UTF_8)))
          : Optional.empty();
    } catch (IOException e) {
      throw new RefusedException(
          Diagnostic.error("file", "%s cannot be read: %s".formatted(file, e))
              .fix("see that it is a text file in UTF-8 that you may read"));
    }
  }
}
