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

/** Counts lines and columns of what stands in a buffer, each character once. */
final class LineCount {

  private int counted;
  private int line = 1;
  private int column = 1;

  /** The line of the place that was counted to. */
  int line() {
    return line;
  }

  /** Its column, in characters as PostgreSQL has them. */
  int column() {
    return column;
  }

  /** Does nothing if the place is behind. */
  void countTo(char[] buffer, int place) {
    for (int i = counted; i < place; i++) {
      char c = buffer[i];
      if (c == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
    counted = Math.max(counted, place);
  }

  /** The characters in the buffer moved to its front. */
  void moved(int by) {
    counted = Math.max(0, counted - by);
  }
}
