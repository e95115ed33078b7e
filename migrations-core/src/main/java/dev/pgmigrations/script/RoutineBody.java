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

/**
 * Follows {@code BEGIN … END} in the body of a routine, as psql does: in a statement whose words
 * without quotes begin {@code CREATE [OR REPLACE] FUNCTION|PROCEDURE}, BEGIN opens, CASE within it
 * opens too, END closes, all of them outside parentheses.
 */
final class RoutineBody {

  private static final int FIRST_WORDS = 4;

  private final char[] firstWords = new char[FIRST_WORDS];
  private int count;
  private boolean routine;
  private int depth;
  private long openedAt;

  boolean isOpen() {
    return depth > 0;
  }

  /** The offset of the outermost BEGIN. */
  long openedAt() {
    return openedAt;
  }

  /** A new statement follows a {@code \;}. */
  void forgetWords() {
    count = 0;
    routine = false;
  }

  void forget() {
    forgetWords();
    depth = 0;
  }

  /**
   * Takes the next word.
   *
   * @param variable whether a colon stands directly before it, which makes it a variable to psql
   */
  void word(Lexer word, int parens, boolean variable) {
    if (variable || (count >= FIRST_WORDS && !routine) || !word.isPlainWord()) {
      return;
    }
    if (count < FIRST_WORDS) {
      firstWords[count++] = letter(word);
      routine = beginsRoutine();
    }
    if (routine && parens == 0) {
      follow(word);
    }
  }

  private static char letter(Lexer word) {
    return switch (word.length()) {
      case 2 -> word.is("or") ? 'o' : ' ';
      case 6 -> word.is("create") ? 'c' : ' ';
      case 7 -> word.is("replace") ? 'r' : ' ';
      case 8 -> word.is("function") ? 'f' : ' ';
      case 9 -> word.is("procedure") ? 'p' : ' ';
      default -> ' ';
    };
  }

  private boolean beginsRoutine() {
    if (count < 2 || firstWords[0] != 'c') {
      return false;
    }
    return isRoutine(1)
        || (count == FIRST_WORDS && firstWords[1] == 'o' && firstWords[2] == 'r' && isRoutine(3));
  }

  private boolean isRoutine(int index) {
    return firstWords[index] == 'f' || firstWords[index] == 'p';
  }

  private void follow(Lexer word) {
    if (word.is("begin")) {
      if (depth++ == 0) {
        openedAt = word.start();
      }
    } else if (word.is("case")) {
      depth += depth > 0 ? 1 : 0;
    } else if (word.is("end")) {
      depth -= depth > 0 ? 1 : 0;
    }
  }
}
