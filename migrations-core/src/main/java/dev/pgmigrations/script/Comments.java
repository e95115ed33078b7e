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

/** Knows where comments begin, and passes over them. */
final class Comments {

  private final Window window;

  Comments(Window window) {
    this.window = window;
  }

  /** Whether one begins so many characters further on. */
  boolean beginsAt(int ahead) {
    return lineBeginsAt(ahead) || blockBeginsAt(ahead);
  }

  boolean lineBeginsAt(int ahead) {
    return window.peek(ahead) == '-' && window.peek(ahead + 1) == '-';
  }

  boolean blockBeginsAt(int ahead) {
    return window.peek(ahead) == '/' && window.peek(ahead + 1) == '*';
  }

  /** To the end of the line. */
  void passLine() {
    window.passTo('\n', '\r');
  }

  /** With all that are nested in it; false if it is not closed. */
  boolean passBlock() {
    int depth = 0;
    while (window.passTo('*', '/')) {
      if (blockBeginsAt(0)) {
        window.pass(2);
        depth++;
      } else if (window.current() == '*' && window.peek(1) == '/') {
        window.pass(2);
        if (--depth == 0) {
          return true;
        }
      } else {
        window.pass(1);
      }
    }
    return false;
  }
}
