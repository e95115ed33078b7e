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

package dev.pgmigrations;

import dev.pgmigrations.history.Sql;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Names as a migration would find them: unqualified ones in the schema that is migrated first. */
final class CatalogNames {

  private final JdbcClient jdbc;
  private final Optional<String> schema;

  CatalogNames(JdbcClient jdbc, Optional<String> schema) {
    this.jdbc = jdbc;
    this.schema = schema;
  }

  /** The schema of an unqualified name, if it is there. */
  Optional<String> schema() {
    return schema;
  }

  /**
   * A name for SQL.
   *
   * @param lookup what looks it up, {@code to_regclass} say
   */
  String resolved(List<String> parts, String lookup) {
    String name = parts.stream().map(Sql::identifier).collect(Collectors.joining("."));
    if (schema.isEmpty() || parts.size() > 1) {
      return name;
    }
    String qualified = Sql.identifier(schema.get()) + "." + name;
    boolean there =
        jdbc.sql("select pg_catalog.%s(?) is not null".formatted(lookup))
            .param(qualified)
            .query(Boolean.class)
            .single();
    return there ? qualified : name;
  }
}
