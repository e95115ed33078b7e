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
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which database, and how the command answers. */
class DatabaseOptions {

  @ArgGroup(validate = false, heading = "%nDatabase:%n", order = 10)
  Connection connection = new Connection();

  @Mixin OutputOptions output = new OutputOptions();

  /** Which database. */
  static final class Connection {

    @Option(
        names = {"-u", "--url"},
        paramLabel = "URL",
        description = {
          "postgres://user@host:5432/database?sslmode=require or jdbc:postgresql://…",
          "By default what DATABASE_URL says, else PGHOST, PGDATABASE and their like, else DB_HOST,"
              + " DB_NAME …, else POSTGRES_DB …"
        })
    @Nullable String url;

    @Option(
        names = "--env-file",
        paramLabel = "FILE",
        description = "Take such variables from this file, too; it comes before the environment.")
    @Nullable Path envFile;
  }
}
