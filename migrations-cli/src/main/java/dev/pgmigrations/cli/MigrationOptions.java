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
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.ArgGroup;
import picocli.CommandLine.Option;

/** Which database, and how it is migrated: what a {@link dev.pgmigrations.Migrator} needs. */
final class MigrationOptions extends DatabaseOptions {

  @ArgGroup(validate = false, heading = "%nMigrations:%n", order = 20)
  Migrations migrations = new Migrations();

  @ArgGroup(validate = false, heading = "%nWhere files and history differ:%n", order = 30)
  PolicyOptions policies = new PolicyOptions();

  @ArgGroup(validate = false, heading = "%nWhat does not get its locks:%n", order = 40)
  RetryOptions retry = new RetryOptions();

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
        names = "--connect-retry",
        paramLabel = "TIME",
        description = "How long a run tries to connect: 30s, 5min. By default once.")
    Duration connectRetry = Duration.ZERO;

    @Option(
        names = "--init-sql",
        paramLabel = "SQL",
        description = "A statement for the start of each migration; may be repeated.")
    List<String> initSql = List.of();

    @Option(
        names = "--lock-timeout",
        paramLabel = "TIME",
        description =
            "How long to wait for another run, or for who has locked the history table; by default"
                + " as long as they live.")
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
