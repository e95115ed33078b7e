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

import java.util.Arrays;

/** What a token can be that begins with a character. */
enum CharacterClass {
  OTHER(""),
  SPACE(" \t\n\r\f\u000b"),
  WORD("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_"),
  DIGIT("0123456789"),
  OPERATOR("~!@#^&|`?+-*/%<>="),
  PUNCTUATION(",()[].;:"),
  QUOTE("'"),
  NAME_QUOTE("\""),
  DOLLAR("$"),
  BACKSLASH("\\");

  private static final int ASCII = 128;
  private static final CharacterClass[] CLASSES = classes();
  private static final boolean[] IN_WORDS = inWords();

  private final String characters;

  CharacterClass(String characters) {
    this.characters = characters;
  }

  /** To PostgreSQL, whatever is not ASCII is a letter. */
  static CharacterClass of(char c) {
    return c < ASCII ? CLASSES[c] : WORD;
  }

  /** Whether it goes on with a word. */
  static boolean continuesWord(char c) {
    return c >= ASCII || IN_WORDS[c];
  }

  /** Whether it may stand between the dollars that open a string. */
  static boolean isOfTag(char c, boolean first) {
    CharacterClass found = of(c);
    return found == WORD || (found == DIGIT && !first);
  }

  static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  private static CharacterClass[] classes() {
    CharacterClass[] classes = new CharacterClass[ASCII];
    Arrays.fill(classes, OTHER);
    for (CharacterClass one : values()) {
      one.characters.chars().forEach(c -> classes[c] = one);
    }
    return classes;
  }

  private static boolean[] inWords() {
    boolean[] found = new boolean[ASCII];
    for (int c = 0; c < ASCII; c++) {
      found[c] = CLASSES[c] == WORD || CLASSES[c] == DIGIT || CLASSES[c] == DOLLAR;
    }
    return found;
  }
}
