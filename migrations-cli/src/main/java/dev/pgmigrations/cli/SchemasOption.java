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
import picocli.CommandLine.Option;

/** What of the catalog a command is about. */
final class SchemasOption {

  @Option(
      names = "--schemas",
      paramLabel = "NAME",
      split = ",",
      description = "These schemas alone; may be repeated. By default all but those of the system.")
  List<String> schemas = List.of();

  @Option(
      names = "--history-table",
      paramLabel = "NAME",
      description =
          "Leave this table out as a history of migrations, too; others are known by their"
              + " comment.")
  String historyTable = TableName.DEFAULT;

  /** The catalog, less histories. */
  Catalog read(DatabaseWork work) {
    TableName history = history();
    return work.ask(dataSource -> new CatalogReader(dataSource, history).read());
  }

  private TableName history() {
    try {
      return TableName.of(historyTable);
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct --history-table");
    }
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
