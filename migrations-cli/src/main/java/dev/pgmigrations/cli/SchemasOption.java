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

import dev.pgmigrations.cli.catalog.Catalog;
import dev.pgmigrations.cli.catalog.CatalogReader;
import dev.pgmigrations.cli.catalog.Schema;
import dev.pgmigrations.diagnostic.Nearest;
import dev.pgmigrations.history.TableName;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine.Option;

/** Which schemas a command is about. */
final class SchemasOption {

  @Option(
      names = "--schemas",
      paramLabel = "NAME",
      split = ",",
      description = "These schemas alone; may be repeated. By default all but those of the system.")
  List<String> schemas = List.of();

  /** The catalog, less the history that the options name. */
  static Catalog read(DatabaseWork work, DatabaseOptions options) {
    DatabaseOptions.Migrations given = options.migrations;
    TableName history =
        TableName.of(given.historyTable == null ? TableName.DEFAULT : given.historyTable)
            .orIn(Optional.ofNullable(given.schema));
    return work.ask(dataSource -> new CatalogReader(dataSource, history).read());
  }

  /**
   * The schemas that are asked for.
   *
   * @throws UsageException if there is no such schema
   */
  List<String> of(Catalog catalog) {
    List<String> all = catalog.schemas().stream().map(Schema::name).toList();
    for (String name : schemas) {
      if (!all.contains(name)) {
        throw new UsageException(
            "there is no schema '%s'%s".formatted(name, Nearest.hint(name, all)),
            "give one of: " + String.join(", ", all));
      }
    }
    return schemas.isEmpty() ? all : schemas;
  }
}
