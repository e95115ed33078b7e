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

package dev.pgmigrations.cli.docs;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;

/** A table, less the columns in which there is nothing. */
final class MarkdownTable {

  private final List<String> heads;
  private final List<List<String>> lines = new ArrayList<>();

  MarkdownTable(String... heads) {
    this.heads = List.of(heads);
  }

  /** Cells are Markdown already. */
  void line(String... cells) {
    if (cells.length != heads.size()) {
      throw new IllegalArgumentException(
          "%s cells for %s columns".formatted(cells.length, heads.size()));
    }
    lines.add(List.of(cells));
  }

  /** Not aligned: a longer name would change every line. */
  String text() {
    List<Integer> used = new ArrayList<>();
    for (int i = 0; i < heads.size(); i++) {
      int column = i;
      if (column == 0 || lines.stream().anyMatch(line -> !line.get(column).isEmpty())) {
        used.add(column);
      }
    }
    StringBuilder text = new StringBuilder();
    append(text, used.stream().map(heads::get));
    append(text, used.stream().map(column -> "---"));
    lines.forEach(line -> append(text, used.stream().map(line::get)));
    return text.toString();
  }

  private static void append(StringBuilder text, Stream<String> cells) {
    text.append('|');
    cells.forEach(cell -> text.append(' ').append(cell).append(" |"));
    text.append('\n');
  }
}
