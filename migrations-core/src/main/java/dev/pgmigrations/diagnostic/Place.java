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

import org.jspecify.annotations.Nullable;

/**
 * Where a {@link Diagnostic} points: a file, or a character in it together with its line.
 *
 * @param source the file as its user knows it
 * @param position null for the file as a whole
 * @param lineText the line at {@code position}, secrets masked; null where there is none to show
 * @param caret the offset in {@code lineText} that {@code position} is at
 */
public record Place(
    String source, @Nullable Position position, @Nullable String lineText, int caret) {

  private static final int WIDTH = 120;
  private static final int MARGIN = 20;

  public Place {
    if (lineText != null) {
      Secrets.Masked masked = Secrets.mask(lineText, 0, caret);
      lineText = masked.text();
      caret = masked.caret();
    }
  }

  /** A character and the whole of its line. */
  public Place(String source, @Nullable Position position, @Nullable String lineText) {
    this(source, position, lineText, offsetOf(position, lineText));
  }

  private static int offsetOf(@Nullable Position position, @Nullable String line) {
    if (position == null || line == null) {
      return 0;
    }
    int points = line.codePointCount(0, line.length());
    return line.offsetByCodePoints(0, Math.min(position.column() - 1, points));
  }

  /** A file as a whole. */
  public static Place of(String source) {
    return new Place(source, null, null);
  }

  /** A character in a text; reads its line for the excerpt. */
  public static Place of(SourceText source, Position position) {
    String lines = source.linesUpTo(position);
    int from = lines.lastIndexOf('\n') + 1;
    String line = lines.substring(from);
    Secrets.Masked masked = Secrets.mask(lines, from, from + offsetOf(position, line));
    return new Place(source.name(), position, masked.text(), masked.caret());
  }

  /** {@code sql} with passwords replaced by stars. */
  public static String maskSecrets(String sql) {
    return Secrets.mask(sql);
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
    int from = caret > WIDTH - MARGIN ? backFrom(caret, WIDTH / 2) : 0;
    int to = Math.min(lineText.length(), from + WIDTH);
    if (to < lineText.length() && Character.isLowSurrogate(lineText.charAt(to))) {
      to--;
    }
    String gutter = "  " + position.line() + " | ";
    String shown =
        gutter
            + (from > 0 ? "…" : "")
            + lineText.substring(from, to).stripTrailing()
            + (to < lineText.length() ? "…" : "");
    StringBuilder excerpt = new StringBuilder(shown.stripTrailing()).append('\n');
    excerpt.append(" ".repeat(gutter.length() - 2)).append("| ").append(from > 0 ? " " : "");
    lineText.substring(from, caret).codePoints().forEach(c -> excerpt.append(blank(c)));
    return excerpt.append("^\n").toString();
  }

  private int backFrom(int index, int count) {
    int from = index - count;
    boolean splits = lineText != null && Character.isLowSurrogate(lineText.charAt(from));
    return splits ? from + 1 : from;
  }

  /** As much room as the character takes in a terminal. */
  private static String blank(int codePoint) {
    if (codePoint == '\t') {
      return "\t";
    }
    int type = Character.getType(codePoint);
    if (type == Character.NON_SPACING_MARK
        || type == Character.ENCLOSING_MARK
        || type == Character.FORMAT) {
      return "";
    }
    return isWide(codePoint) ? "  " : " ";
  }

  /** East Asian scripts, their full-width forms, and emoji. */
  private static boolean isWide(int codePoint) {
    return isIn(codePoint, 0x1100, 0x115F)
        || isIn(codePoint, 0x2E80, 0xA4CF)
        || isIn(codePoint, 0xAC00, 0xD7A3)
        || isIn(codePoint, 0xF900, 0xFAFF)
        || isIn(codePoint, 0xFE30, 0xFE6F)
        || isIn(codePoint, 0xFF00, 0xFF60)
        || isIn(codePoint, 0xFFE0, 0xFFE6)
        || isIn(codePoint, 0x1F300, 0x1FAFF)
        || isIn(codePoint, 0x20000, 0x3FFFD);
  }

  private static boolean isIn(int codePoint, int first, int last) {
    return first <= codePoint && codePoint <= last;
  }
}
