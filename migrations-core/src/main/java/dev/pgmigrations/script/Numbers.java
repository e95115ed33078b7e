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

/** Passes over numbers. */
final class Numbers {

  private final Window window;

  Numbers(Window window) {
    this.window = window;
  }

  /** A number that begins here, with a digit or a point. */
  void pass() {
    if (!radixNumber()) {
      passDigits();
      if (window.peek(0) == '.' && window.peek(1) != '.') {
        window.pass(1);
        passDigits();
      }
      exponent();
    }
  }

  private boolean radixNumber() {
    int radix =
        window.peek(0) != '0'
            ? 0
            : switch (window.peek(1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 0;
            };
    if (radix == 0) {
      return false;
    }
    int first = window.peek(2) == '_' ? 3 : 2;
    if (!isDigit(window.peek(first), radix)) {
      return false;
    }
    window.pass(first);
    while (isDigit(window.peek(0), radix) || window.peek(0) == '_') {
      window.pass(1);
    }
    return true;
  }

  private static boolean isDigit(char c, int radix) {
    return c < 128 && Character.digit(c, radix) >= 0;
  }

  /** Digits, with underscores between them. */
  void passDigits() {
    while (CharacterClass.isDigit(window.peek(0))
        || (window.peek(0) == '_' && CharacterClass.isDigit(window.peek(1)))) {
      window.pass(1);
    }
  }

  /** A sign belongs to the number even if no digit follows; the server refuses that. */
  private void exponent() {
    if ((window.peek(0) | 0x20) == 'e') {
      boolean sign = window.peek(1) == '+' || window.peek(1) == '-';
      if (sign || CharacterClass.isDigit(window.peek(1))) {
        window.pass(sign ? 2 : 1);
        passDigits();
      }
    }
  }
}
