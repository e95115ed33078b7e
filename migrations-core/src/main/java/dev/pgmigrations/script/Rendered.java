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
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;

/** What is sent to the server, and where each character of it stands in the file. */
public final class Rendered {

  /**
   * A part of what is sent.
   *
   * @param sql where it begins in what is sent
   * @param raw where it begins in the slice
   * @param replaced whether all of it stands for what begins there
   */
  private record Part(int sql, int raw, boolean replaced) {}

  private final Position start;
  private final String raw;
  private final String sql;
  private final List<Part> parts;
  private final Set<String> used;

  private Rendered(Position start, String raw, String sql, List<Part> parts, Set<String> used) {
    this.start = start;
    this.raw = raw;
    this.sql = sql;
    this.parts = parts;
    this.used = used;
  }

  static Rendered of(Statement statement, String text, Placeholders placeholders) {
    String raw = statement.isForSession() ? SetLocal.asSet(text) : text;
    if (!statement.escapes() && (placeholders.isEmpty() || !raw.contains("${"))) {
      return new Rendered(statement.start(), raw, raw, List.of(), Set.of());
    }
    Builder builder = new Builder(raw, placeholders);
    builder.run(statement.standardStrings());
    return new Rendered(
        statement.start(), raw, builder.sql.toString(), builder.parts, builder.used);
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
    return start.after(raw.substring(0, rawIndex(index)));
  }

  private int rawIndex(int sqlIndex) {
    int index = sqlIndex;
    for (Part part : parts) {
      if (part.sql() > sqlIndex) {
        break;
      }
      index = part.replaced() ? part.raw() : part.raw() + sqlIndex - part.sql();
    }
    return Math.min(index, raw.length());
  }

  /** The placeholders that were replaced. */
  Set<String> used() {
    return used;
  }

  /** Where it stands; never its text, which may hold secrets. */
  @Override
  public String toString() {
    return "Rendered[" + start + "]";
  }

  /** Copies the slice, with placeholders replaced outside comments. */
  private static final class Builder {
    private final String raw;
    private final Placeholders placeholders;
    private final StringBuilder sql = new StringBuilder();
    private final List<Part> parts = new ArrayList<>();
    private final Set<String> used = new TreeSet<>();
    private int copied;

    Builder(String raw, Placeholders placeholders) {
      this.raw = raw;
      this.placeholders = placeholders;
    }

    void run(boolean standardStrings) {
      Lexer lexer = Lexer.ofShort(new StringReader(raw), standardStrings);
      while (lexer.next() != TokenKind.END) {
        switch (lexer.kind()) {
          case LINE_COMMENT, BLOCK_COMMENT -> {}
          case ESCAPED ->
              replace((int) lexer.start(), (int) lexer.end(), lexer.text().substring(1));
          default -> replaceIn((int) lexer.start(), (int) lexer.end());
        }
      }
      sql.append(raw, copied, raw.length());
    }

    private void replaceIn(int from, int to) {
      int at = raw.indexOf("${", from);
      while (at >= 0 && at < to) {
        int close = raw.indexOf('}', at);
        if (close < 0 || close >= to) {
          return;
        }
        String name = raw.substring(at + 2, close);
        String value = placeholders.value(name);
        if (value != null) {
          used.add(name);
          replace(at, close + 1, value);
          at = raw.indexOf("${", close + 1);
        } else {
          at = raw.indexOf("${", at + 2);
        }
      }
    }

    private void replace(int from, int to, String value) {
      sql.append(raw, copied, from);
      parts.add(new Part(sql.length(), from, true));
      sql.append(value);
      parts.add(new Part(sql.length(), to, false));
      copied = to;
    }
  }
}
