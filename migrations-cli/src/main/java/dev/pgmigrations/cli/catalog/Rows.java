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

package dev.pgmigrations.cli.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.springframework.jdbc.core.RowMapper;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Rows of the catalog, by what owns them. Oids are kept no longer than the reading takes. */
final class Rows {

  private final JdbcClient jdbc;

  Rows(JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  <T> List<T> list(String sql, RowMapper<T> mapper) {
    return jdbc.sql(sql).query(mapper).list();
  }

  /** By the column {@code owner}, an oid, in the order of the rows. */
  <T> Map<Long, List<T>> byOwner(String sql, RowMapper<T> mapper) {
    Map<Long, List<T>> all = new LinkedHashMap<>();
    jdbc.sql(sql)
        .query(
            row -> {
              T value = mapper.mapRow(row, 0);
              all.computeIfAbsent(row.getLong("owner"), owner -> new ArrayList<>()).add(value);
            });
    return all;
  }

  static Optional<String> optional(ResultSet row, String column) throws SQLException {
    return Optional.ofNullable(row.getString(column));
  }

  static Optional<String> comment(ResultSet row) throws SQLException {
    return optional(row, "comment").filter(comment -> !comment.isBlank());
  }

  /** An array of text; empty where there is none. */
  static List<String> texts(ResultSet row, String column) throws SQLException {
    java.sql.Array array = row.getArray(column);
    return array == null ? List.of() : List.of((String[]) array.getArray());
  }

  static List<Long> numbers(ResultSet row, String column) throws SQLException {
    java.sql.Array array = row.getArray(column);
    return array == null ? List.of() : List.of((Long[]) array.getArray());
  }

  /** Of the columns {@code schema} and {@code name}. */
  static QualifiedName name(ResultSet row) throws SQLException {
    return new QualifiedName(row.getString("schema"), row.getString("name"));
  }
}
