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
import java.io.PrintWriter;
import java.io.StringReader;
import java.io.StringWriter;
import java.nio.file.Path;
import java.util.Map;
import java.util.stream.Stream;

/** What commands there are. */
final class PgMigrationsCommands {

  private PgMigrationsCommands() {}

  static Stream<String> names() {
    PrintWriter nowhere = new PrintWriter(new StringWriter());
    Surroundings surroundings =
        new Surroundings(
            Map.of(),
            Path.of(""),
            Path.of(""),
            "nobody",
            new BufferedReader(new StringReader("")),
            nowhere,
            nowhere,
            false,
            Interruption.NEVER);
    return PgMigrations.commandLine(surroundings).getSubcommands().keySet().stream();
  }
}
