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

package dev.pgmigrations.script;

import dev.pgmigrations.diagnostic.Position;

/** What is sent to the server, and where each character of it stands in the file. */
public final class Rendered {

  private final Position start;
  private final String raw;
  private final String sql;

  private Rendered(Position start, String raw, String sql) {
    this.start = start;
    this.raw = raw;
    this.sql = sql;
  }

  static Rendered of(Statement statement, String raw, Placeholders placeholders) {
    return new Rendered(statement.start(), raw, raw);
  }

  /** The text to send; it may hold the values of placeholders. */
  public String sql() {
    return sql;
  }

  /**
   * Where a character stands in the file; in the value of a placeholder, where the placeholder
   * does.
   *
   * @param serverPosition one-based, in code points, as the server counts; beyond the ends it is
   *     taken as the nearest one
   */
  public Position positionOf(int serverPosition) {
    int points = sql.codePointCount(0, sql.length());
    int index = sql.offsetByCodePoints(0, Math.max(0, Math.min(serverPosition - 1, points)));
    return start.after(raw.substring(0, index));
  }

  /** Where it stands; never its text, which may hold secrets. */
  @Override
  public String toString() {
    return "Rendered[" + start + "]";
  }
}
