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

import dev.pgmigrations.lock.LockStrategy;
import java.nio.file.Path;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

/** Which database, which history, and how the command answers. */
final class DatabaseOptions {

  @ArgGroup(validate = false, heading = "%nDatabase:%n", order = 10)
  Connection connection = new Connection();

  @ArgGroup(validate = false, heading = "%nMigrations:%n", order = 20)
  Migrations migrations = new Migrations();

  @ArgGroup(validate = false, heading = "%nWhere files and history differ:%n", order = 30)
  PolicyOptions policies = new PolicyOptions();

  @ArgGroup(validate = false, heading = "%nWhat does not get its locks:%n", order = 40)
  RetryOptions retry = new RetryOptions();

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

    @Option(
        names = "--connect-retry",
        paramLabel = "TIME",
        description = "How long to try to connect: 30s, 5min. By default once.")
    Duration connectRetry = Duration.ZERO;
  }

  /** What is kept where, and how. */
  static final class Migrations extends FileOptions {

    @Option(
        names = "--seed-locations",
        paramLabel = "FOLDER",
        split = ",",
        description = "Folders of further seed files.")
    List<String> seedLocations = List.of();

    @Option(
        names = "--schema",
        paramLabel = "NAME",
        description = "Schema of unqualified names and of the history.")
    @Nullable String schema;

    @Option(
        names = "--history-table",
        paramLabel = "NAME",
        description = "migration_history by default; may have a schema of its own.")
    @Nullable String historyTable;

    @Option(names = "--role", paramLabel = "NAME", description = "Role to become first.")
    @Nullable String role;

    @Option(
        names = "--placeholder",
        paramLabel = "NAME=VALUE",
        description = "What $${NAME} stands for; may be repeated.")
    Map<String, String> placeholders = new LinkedHashMap<>();

    @Option(
        names = "--init-sql",
        paramLabel = "SQL",
        description = "A statement for the start of each migration; may be repeated.")
    List<String> initSql = List.of();

    @Option(
        names = "--lock-timeout",
        paramLabel = "TIME",
        description = "How long to wait for another run; by default as long as it lives.")
    @Nullable Duration lockTimeout;

    @Option(
        names = "--lock-strategy",
        paramLabel = "STRATEGY",
        description =
            "What keeps another run away: session, or transaction for a pooler in transaction"
                + " mode. By default session.")
    Strategy lockStrategy = Strategy.session;

    /** As one writes them. */
    enum Strategy {
      session(LockStrategy.SESSION),
      transaction(LockStrategy.TRANSACTION);

      private final LockStrategy strategy;

      Strategy(LockStrategy strategy) {
        this.strategy = strategy;
      }

      LockStrategy ofCore() {
        return strategy;
      }
    }
  }
}
