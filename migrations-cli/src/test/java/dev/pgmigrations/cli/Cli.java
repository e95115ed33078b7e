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

import java.io.BufferedReader;
import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Runs commands in this process, in a folder and an environment of their own. */
final class Cli {

  /** How a command ended. */
  record Result(int exitCode, String out, String err) {

    /** The only document on standard output. */
    JsonNode document() {
      return JsonMapper.builder().build().readTree(out);
    }

    /** Without what differs from run to run. */
    String steadyOut() {
      return out.replaceAll(
              "\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\d(\\.\\d+)?Z", "2026-11-20T12:00:00Z")
          .replaceAll("on \\d{4}-\\d\\d-\\d\\d", "on 2026-11-20")
          .replaceAll("\\d+ ms|\\d+\\.\\d s", "1 ms");
    }

    @Override
    public String toString() {
      return "exit code %d%nout: %s%nerr: %s".formatted(exitCode, out, err);
    }
  }

  private final Path folder;
  private final Map<String, String> environment = new HashMap<>();
  private String input = "";
  private boolean terminal;

  Cli(Path folder) {
    this.folder = folder;
    environment.put("PATH", System.getenv().getOrDefault("PATH", ""));
  }

  Cli env(String name, String value) {
    environment.put(name, value);
    return this;
  }

  Cli without(String name) {
    environment.remove(name);
    return this;
  }

  /** What a person types. */
  Cli terminal(String... lines) {
    terminal = true;
    input = String.join("\n", lines) + "\n";
    return this;
  }

  Cli file(String name, String content) {
    try {
      Path file = folder.resolve(name);
      Files.createDirectories(file.getParent());
      Files.writeString(file, content);
      return this;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Path folder() {
    return folder;
  }

  Result run(String... arguments) {
    StringWriter out = new StringWriter();
    StringWriter err = new StringWriter();
    Surroundings surroundings =
        new Surroundings(
            environment,
            folder,
            folder,
            "nobody",
            new BufferedReader(new StringReader(input)),
            new PrintWriter(out),
            new PrintWriter(err),
            terminal,
            Interruption.NEVER);
    int exitCode = PgMigrations.execute(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    return new Result(exitCode, shown(out.toString()), shown(err.toString()));
  }

  /** Without the name of the temporary folder. */
  private String shown(String text) {
    return text.replace(folder + "/", "").replace("\r\n", "\n");
  }
}
