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

/** Passes over operators and punctuation. */
final class Operators {

  /** No operator of standard SQL has one of these. */
  private static final String NOT_STANDARD = "~!@#^&|`?%";

  private final Window window;
  private final Comments comments;

  Operators(Window window, Comments comments) {
    this.window = window;
    this.comments = comments;
  }

  /** An operator that begins here; a comment ends it. */
  void pass() {
    int length = 1;
    while (CharacterClass.of(window.peek(length)) == CharacterClass.OPERATOR
        && !comments.beginsAt(length)) {
      length++;
    }
    window.pass(withoutTrailingSign(length));
  }

  /** It does not end in + or - unless it has a character that no operator of SQL has. */
  private int withoutTrailingSign(int length) {
    int shorter = length;
    while (shorter > 1 && isSign(window.peek(shorter - 1))) {
      shorter--;
    }
    return shorter < length && !isStandard(length) ? length : shorter;
  }

  private static boolean isSign(char c) {
    return c == '+' || c == '-';
  }

  private boolean isStandard(int length) {
    for (int i = 0; i < length - 1; i++) {
      if (NOT_STANDARD.indexOf(window.peek(i)) >= 0) {
        return false;
      }
    }
    return true;
  }

  /** One character, or one of {@code .. :: :=}. */
  void passPunctuation(char c) {
    char next = c == '.' || c == ':' ? window.peek(1) : '\0';
    boolean two = c == '.' ? next == '.' : c == ':' && (next == ':' || next == '=');
    window.pass(two ? 2 : 1);
  }
}
