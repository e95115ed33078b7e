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

/** Passes over what is quoted. */
final class Quotes {

  private final Window window;

  Quotes(Window window) {
    this.window = window;
  }

  /** From after the opening quote to after the closing one; false if there is none. */
  boolean pass(char quote, boolean escapes) {
    char other = escapes ? '\\' : quote;
    while (window.passTo(quote, other)) {
      char found = window.current();
      window.pass(1);
      if (found != quote) {
        passEscaped();
      } else if (window.peek(0) == quote) {
        window.pass(1);
      } else {
        return true;
      }
    }
    return false;
  }

  private void passEscaped() {
    if (!window.atEnd()) {
      window.pass(1);
    }
  }

  /** The length of the tag that opens a dollar quote here, its dollars too; 0 if none does. */
  int tagLength() {
    int length = 1;
    while (CharacterClass.isOfTag(window.peek(length), length == 1)) {
      length++;
    }
    return window.peek(length) == '$' ? length + 1 : 0;
  }

  /** From the opening tag to after the closing one; false if there is none. */
  boolean passDollarQuoted(int tagLength) {
    char[] tag = window.peeked(tagLength);
    window.pass(tagLength);
    while (window.passTo('$', '$')) {
      if (standsHere(tag)) {
        window.pass(tagLength);
        return true;
      }
      window.pass(1);
    }
    return false;
  }

  private boolean standsHere(char[] tag) {
    for (int i = 1; i < tag.length; i++) {
      if (window.peek(i) != tag[i]) {
        return false;
      }
    }
    return true;
  }
}
