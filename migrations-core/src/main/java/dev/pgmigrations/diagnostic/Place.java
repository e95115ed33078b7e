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

package dev.pgmigrations.diagnostic;

import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Diagnostic} points: a file, or a character in it together with its line.
 *
 * @param source the file as its user knows it
 * @param position null for the file as a whole
 * @param lineText the line at {@code position}, secrets masked; null where there is none to show
 */
public record Place(String source, @Nullable Position position, @Nullable String lineText) {

  private static final int WIDTH = 120;
  private static final Pattern SECRET =
      Pattern.compile(
          "(password\\s*=?\\s*[eE]?)('(?:[^']|'')*'?|\\$(\\w*)\\$.*?(?:\\$\\3\\$|$))",
          Pattern.CASE_INSENSITIVE);

  public Place {
    lineText = lineText == null ? null : maskSecrets(lineText);
  }

  /** A file as a whole. */
  public static Place of(String source) {
    return new Place(source, null, null);
  }

  /** A character in a text; reads its line for the excerpt. */
  public static Place of(SourceText source, Position position) {
    return new Place(source.name(), position, source.lineAt(position));
  }

  /** {@code sql} with the literals that follow the word PASSWORD replaced by stars. */
  public static String maskSecrets(String sql) {
    return SECRET.matcher(sql).replaceAll("$1'***'");
  }

  /** The file, line and column as {@code file:4:18}. */
  @Override
  public String toString() {
    return position == null ? source : source + ":" + position;
  }

  /** The line with a caret under the character, each line ended; empty where there is none. */
  String excerpt() {
    if (position == null || lineText == null) {
      return "";
    }
    int caret = Math.min(offsetInLine(), lineText.length());
    int from = caret > WIDTH - 20 ? lineText.offsetByCodePoints(caret, -60) : 0;
    String shown = lineText.substring(from);
    if (shown.length() > WIDTH) {
      shown = shown.substring(0, WIDTH) + "…";
    }
    String gutter = "  " + position.line() + " | ";
    String head = from > 0 ? "…" : "";
    StringBuilder under = new StringBuilder(" ".repeat(gutter.length() - 2)).append("| ");
    under.append(" ".repeat(head.length()));
    lineText.substring(from, caret).codePoints().forEach(c -> under.append(c == '\t' ? "\t" : " "));
    return gutter + head + shown.stripTrailing() + "\n" + under + "^\n";
  }

  private int offsetInLine() {
    String line = lineText == null ? "" : lineText;
    int points = line.codePointCount(0, line.length());
    int column = position == null ? 1 : position.column();
    return line.offsetByCodePoints(0, Math.min(column - 1, points));
  }
}
