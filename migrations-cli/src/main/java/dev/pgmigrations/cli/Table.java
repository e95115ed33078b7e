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

import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;

/** Lines in columns. */
final class Table {

  /**
   * A cell.
   *
   * @param paint puts the text, blanks apart, into colour
   */
  record Cell(String text, UnaryOperator<String> paint) {

    static Cell of(String text) {
      return new Cell(text, UnaryOperator.identity());
    }
  }

  private final List<String> heads;
  private final List<List<Cell>> lines = new ArrayList<>();

  Table(String... heads) {
    this.heads = List.of(heads);
  }

  Table line(List<Cell> cells) {
    if (cells.size() != heads.size()) {
      throw new IllegalArgumentException(
          "%s cells for %s columns".formatted(cells.size(), heads.size()));
    }
    lines.add(List.copyOf(cells));
    return this;
  }

  Table line(String... cells) {
    return line(List.of(cells).stream().map(Cell::of).toList());
  }

  boolean isEmpty() {
    return lines.isEmpty();
  }

  /** Aligned, two blanks between columns. */
  String text(Style style) {
    int[] widths = widths();
    StringBuilder text = new StringBuilder();
    append(text, heads.stream().map(head -> new Cell(head, style::strong)).toList(), widths);
    lines.forEach(line -> append(text, line, widths));
    return text.toString();
  }

  private int[] widths() {
    int[] widths = new int[heads.size()];
    for (int i = 0; i < widths.length; i++) {
      widths[i] = length(heads.get(i));
      for (List<Cell> line : lines) {
        widths[i] = Math.max(widths[i], length(line.get(i).text()));
      }
    }
    return widths;
  }

  private static void append(StringBuilder text, List<Cell> line, int[] widths) {
    int blanks = 0;
    for (int i = 0; i < widths.length; i++) {
      Cell cell = line.get(i);
      if (!cell.text().isEmpty()) {
        text.append(" ".repeat(blanks)).append(cell.paint().apply(cell.text()));
        blanks = 0;
      }
      blanks += widths[i] - length(cell.text()) + 2;
    }
    text.append('\n');
  }

  private static int length(String text) {
    return text.codePointCount(0, text.length());
  }

  /** As a table of Markdown. */
  String markdown() {
    StringBuilder text = new StringBuilder();
    appendMarkdown(text, heads);
    appendMarkdown(text, heads.stream().map(head -> "---").toList());
    lines.forEach(line -> appendMarkdown(text, line.stream().map(Cell::text).toList()));
    return text.toString();
  }

  private static void appendMarkdown(StringBuilder text, List<String> cells) {
    text.append('|');
    cells.forEach(
        cell ->
            text.append(' ')
                .append(cell.replace("\\", "\\\\").replace("|", "\\|").replace("\n", " "))
                .append(" |"));
    text.append('\n');
  }
}
