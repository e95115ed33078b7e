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

import java.util.BitSet;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** Finds passwords in SQL and connection strings, and puts stars in their place. */
final class Secrets {

  private static final String STARS = "***";
  private static final int FLAGS = Pattern.CASE_INSENSITIVE | Pattern.DOTALL;

  /** In each the group {@code secret} is what nobody shall see. */
  private static final List<Pattern> PATTERNS =
      List.of(
          Pattern.compile("(?:password|passwd|secret)\\w*\\s*=\\s*''(?<secret>[^']*)''", FLAGS),
          Pattern.compile(
              "(?:password|passwd|secret)\\w*\"?\\s*=?\\s*(?:[eE]|U&)?'(?<secret>(?:[^'\\\\]|\\\\.|'')*)",
              FLAGS),
          Pattern.compile(
              "(?:password|passwd|secret)\\w*\\s*=?\\s*\\$(?<tag>\\w*)\\$(?<secret>.*?)(?:\\$\\k<tag>\\$|$)",
              FLAGS),
          Pattern.compile("(?:password|passwd)\\s*=\\s*(?<secret>[^\\s'\";)&$]+)", FLAGS),
          Pattern.compile("://[^\\s/@:']*:(?<secret>[^\\s@'/]+)@", FLAGS));

  private Secrets() {}

  /** A text without its secrets, and where a character of it went. */
  record Masked(String text, int caret) {}

  static String mask(String text) {
    return mask(text, 0, 0).text();
  }

  /**
   * Masks what follows {@code from}; what precedes it tells which of it is secret.
   *
   * @param caret an offset in {@code text}, at or after {@code from}
   */
  static Masked mask(String text, int from, int caret) {
    BitSet secret = secrets(text);
    StringBuilder masked = new StringBuilder();
    int newCaret = -1;
    for (int i = from; i < text.length(); ) {
      int end = secret.get(i) ? Math.min(secret.nextClearBit(i), text.length()) : i + 1;
      if (newCaret < 0 && caret < end) {
        newCaret = masked.length();
      }
      masked.append(secret.get(i) ? STARS : text.substring(i, end));
      i = end;
    }
    return new Masked(masked.toString(), newCaret < 0 ? masked.length() : newCaret);
  }

  private static BitSet secrets(String text) {
    BitSet secret = new BitSet(text.length());
    for (Pattern pattern : PATTERNS) {
      Matcher matcher = pattern.matcher(text);
      while (matcher.find()) {
        secret.set(matcher.start("secret"), matcher.end("secret"));
      }
    }
    return secret;
  }
}
