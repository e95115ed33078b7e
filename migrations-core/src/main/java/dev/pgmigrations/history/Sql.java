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

import java.sql.SQLException;
import java.util.Optional;
import org.postgresql.core.Utils;

/**
 * Identifiers and literals for statements that are both sent and printed, and so cannot have bound
 * values. Literals are right while {@code standard_conforming_strings} is on, as the engine sets
 * it.
 */
public final class Sql {

  private Sql() {}

  /** A quoted identifier. */
  public static String identifier(String name) {
    try {
      return Utils.escapeIdentifier(null, name).toString();
    } catch (SQLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A quoted literal. */
  public static String literal(String value) {
    try {
      return "'" + Utils.escapeLiteral(null, value, true) + "'";
    } catch (SQLException e) {
      throw new IllegalArgumentException(e.getMessage(), e);
    }
  }

  /** A quoted literal, or {@code null}. */
  public static String literal(Optional<String> value) {
    return value.map(Sql::literal).orElse("null");
  }

  /**
   * A query that fails with {@code message} unless {@code condition} holds; needs no language.
   *
   * <p>The server says {@code invalid input syntax for type integer: "message"} (22P02).
   */
  public static String assertion(String from, String condition, String message) {
    return "select cast(case when %s then '1' else %s end as pg_catalog.int4) %s"
        .formatted(condition, literal(message), from);
  }
}
