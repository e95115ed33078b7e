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

/**
 * A place in a {@link SourceText}, after line ends were made {@code \n} and a byte order mark was
 * dropped.
 *
 * @param offset in UTF-16 units from the start, zero-based
 * @param line one-based
 * @param column in code points, one-based
 */
public record Position(long offset, int line, int column) {

  /** The first character of a text. */
  public static final Position START = new Position(0, 1, 1);

  public Position {
    if (offset < 0 || line < 1 || column < 1) {
      throw new IllegalArgumentException(
          "no position: offset %s, line %s, column %s".formatted(offset, line, column));
    }
  }

  /** This position after {@code passed}, which stands here in the text. */
  public Position after(CharSequence passed) {
    int newLine = line;
    int newColumn = column;
    for (int i = 0; i < passed.length(); i++) {
      char c = passed.charAt(i);
      if (c == '\n') {
        newLine++;
        newColumn = 1;
      } else if (!Character.isLowSurrogate(c)) {
        newColumn++;
      }
    }
    return new Position(offset + passed.length(), newLine, newColumn);
  }

  @Override
  public String toString() {
    return line + ":" + column;
  }
}
