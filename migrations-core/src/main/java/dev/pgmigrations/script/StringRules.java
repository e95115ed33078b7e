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

import org.jspecify.annotations.Nullable;

/**
 * How the next plain quote is to be read: whether a backslash is an ordinary character in it, and
 * whether it continues the string before.
 */
final class StringRules {

  private final Window window;

  private boolean standardStrings;
  private @Nullable Boolean next;
  private int nextAfter;

  private boolean stringBefore;
  private boolean stringBeforeEscapes;
  private boolean lineEndSinceString;

  StringRules(Window window) {
    this.window = window;
  }

  void start(boolean plainBackslash) {
    standardStrings = plainBackslash;
    next = null;
    stringBefore = false;
  }

  boolean standardStrings() {
    return standardStrings;
  }

  /** For what is read after this text, which is on another line in any case. */
  boolean standardStringsAfterwards() {
    return next == null ? standardStrings : next;
  }

  /** From here on. */
  void standardStrings(boolean plainBackslash) {
    standardStrings = plainBackslash;
  }

  /** From the line on that follows the token. */
  void standardStringsFromNextLine(boolean plainBackslash) {
    next = plainBackslash;
    nextAfter = window.endLine();
  }

  /** Whether a backslash in a plain string that begins here is an ordinary character. */
  boolean plainBackslash() {
    // A line may also end within a token, which is no blank.
    if (next != null && window.endLine() > nextAfter) {
      takeNext(next);
    }
    return standardStrings;
  }

  private void takeNext(boolean plainBackslash) {
    standardStrings = plainBackslash;
    next = null;
  }

  /** A blank was passed. */
  void blank(char c) {
    if (c == '\n' && next != null) {
      takeNext(next);
    }
    if (c == '\n' || c == '\r') {
      lineEndSinceString = true;
    }
  }

  /** A string begins, with or without escapes. */
  void string(boolean escapes) {
    stringBeforeEscapes = escapes;
  }

  /** A token was read. */
  void token(TokenKind kind) {
    if (kind != TokenKind.LINE_COMMENT) {
      stringBefore = kind == TokenKind.STRING || kind == TokenKind.STRING_CONTINUED;
      lineEndSinceString = false;
    }
  }

  /** Whether a quote that comes now goes on with the string before. */
  boolean continues() {
    return stringBefore && lineEndSinceString;
  }

  /** Whether there are escapes in the string before. */
  boolean escapesBefore() {
    return stringBeforeEscapes;
  }
}
