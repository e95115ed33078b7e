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

package dev.pgmigrations.testsupport;

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The psql of this machine. */
public final class Psql {

  /**
   * How a run ended.
   *
   * @param output what psql wrote, errors included
   */
  public record Result(int exitCode, String output) {}

  private final Path executable;

  private Psql(Path executable) {
    this.executable = executable;
  }

  /** The first psql on the PATH. */
  public static Optional<Psql> find() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .flatMap(directory -> Stream.of(Path.of(directory, "psql"), Path.of(directory, "psql.exe")))
        .filter(Files::isExecutable)
        .findFirst()
        .map(Psql::new);
  }

  /**
   * Runs a file as the superuser and waits for the end. Without {@code --set=ON_ERROR_STOP=1} psql
   * goes on after an error and the exit code is 0.
   */
  public Result runFile(TestDatabase database, Path file, String... options) {
    List<String> command = new ArrayList<>(List.of(executable.toString(), "--no-psqlrc"));
    command.addAll(List.of(options));
    command.add("--file=" + file);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder
        .environment()
        .putAll(
            Map.of(
                "PGHOST", database.host(),
                "PGPORT", Integer.toString(database.port()),
                "PGDATABASE", database.name(),
                "PGUSER", database.username(),
                "PGPASSWORD", database.password(),
                "PGCLIENTENCODING", "UTF8"));
    return run(builder);
  }

  private static Result run(ProcessBuilder builder) {
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String output = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Result(process.waitFor(), output);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while psql ran", e);
    }
  }
}
