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

package dev.pgmigrations.schemafile;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Statements for what pgCodeKeeper does not read, or not well enough. */
final class Supplements {

  /**
   * A statement about a table.
   *
   * @param relation null for one that is about none
   */
  private record AboutTable(@Nullable String relation, String statement) {}

  private record PublicSchema(String part, String statement) {}

  private final JdbcClient jdbc;
  private final SchemaOptions options;

  Supplements(JdbcClient jdbc, SchemaOptions options) {
    this.jdbc = jdbc;
    this.options = options;
  }

  /** The schema public is there in an empty database; only what differs from it is written. */
  List<String> publicSchema() {
    return jdbc
        .sql(CatalogQuery.text("public-schema.sql"))
        .query(PublicSchema.class)
        .list()
        .stream()
        .filter(
            different ->
                switch (different.part()) {
                  case "owner" -> options.owners();
                  case "privileges" -> options.privileges();
                  default -> true;
                })
        .map(PublicSchema::statement)
        .toList();
  }

  /**
   * Clustered indexes, replica identities, publications, default privileges; these change what is
   * made after them, and so come last.
   */
  List<String> last() {
    List<String> statements = new ArrayList<>(aboutTables("clustered-indexes.sql"));
    statements.addAll(aboutTables("replica-identities.sql"));
    jdbc.sql(CatalogQuery.text("publications.sql"))
        .query((row, index) -> row.getString("statement"))
        .list()
        .forEach(statements::add);
    statements.addAll(
        aboutTables(version() >= 15 ? "publication-members.sql" : "publication-members-14.sql"));
    if (options.owners()) {
      statements.addAll(all("publication-owners.sql"));
    }
    if (options.privileges()) {
      statements.addAll(all("default-privileges.sql"));
    }
    return statements;
  }

  private List<String> aboutTables(String query) {
    return jdbc.sql(CatalogQuery.text(query)).query(AboutTable.class).list().stream()
        .filter(about -> about.relation() == null || !options.leftOut().contains(about.relation()))
        .map(AboutTable::statement)
        .toList();
  }

  private List<String> all(String query) {
    return jdbc.sql(CatalogQuery.text(query)).query(String.class).list();
  }

  private int version() {
    return jdbc.sql("select current_setting('server_version_num')::int / 10000")
        .query(Integer.class)
        .single();
  }
}
