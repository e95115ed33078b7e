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

package dev.pgmigrations.history;

import java.util.Optional;

/**
 * The name of the history table, whose schema may be left to the database.
 *
 * @param schema empty: where the table is found, else the first schema of the search path
 * @param table without quotes
 */
public record TableName(Optional<String> schema, String table) {

  /** The name when nothing was said. */
  public static final String DEFAULT = "migration_history";

  public TableName {
    if (table.isBlank() || (schema.isPresent() && schema.get().isBlank())) {
      throw new IllegalArgumentException("the history table needs a name");
    }
  }

  /**
   * Reads {@code migration_history} or {@code admin.migration_history}, each as the catalog has it.
   *
   * @throws IllegalArgumentException if there is more than one dot, or a quote
   */
  public static TableName of(String text) {
    int dot = text.indexOf('.');
    if (dot != text.lastIndexOf('.') || text.indexOf('"') >= 0) {
      throw new IllegalArgumentException(
          "'%s' is no name of a history table; give table or schema.table, without quotes"
              .formatted(text));
    }
    return dot < 0
        ? new TableName(Optional.empty(), text.strip())
        : new TableName(
            Optional.of(text.substring(0, dot).strip()), text.substring(dot + 1).strip());
  }

  /** The same in a schema, unless it has one. */
  public TableName orIn(Optional<String> defaultSchema) {
    return schema.isPresent() ? this : new TableName(defaultSchema, table);
  }

  /** For SQL, quoted. */
  public String sql() {
    String own = Sql.identifier(table);
    return schema.isPresent() ? Sql.identifier(schema.get()) + "." + own : own;
  }

  @Override
  public String toString() {
    return schema.isPresent() ? schema.get() + "." + table : table;
  }
}
