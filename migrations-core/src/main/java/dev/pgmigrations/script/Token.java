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

import java.util.regex.MatchResult;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A token of a statement.
 *
 * @param kind what it is
 * @param text as it is written
 * @param start its first character in the text it was taken from, in UTF-16 units
 */
public record Token(TokenKind kind, String text, int start) {

  private static final Pattern UNICODE =
      Pattern.compile("\\\\(?:\\+(\\p{XDigit}{6})|(\\p{XDigit}{4})|(\\\\))");

  /** Whether it is this word, without quotes and in whatever case. */
  public boolean is(String word) {
    return kind == TokenKind.WORD && text.equalsIgnoreCase(word);
  }

  /** A word without quotes in lower case, all else as it is written. */
  public String word() {
    return kind == TokenKind.WORD ? folded(text) : text;
  }

  /**
   * The name that it is, as the catalogs have it: folded to lower case, or without its quotes. An
   * own escape character ({@code UESCAPE}) is not known.
   */
  public String name() {
    if (kind != TokenKind.QUOTED_NAME) {
      return folded(text);
    }
    int open = text.indexOf('"');
    String quoted = text.substring(open + 1, text.length() - 1).replace("\"\"", "\"");
    return open == 0 ? quoted : UNICODE.matcher(quoted).replaceAll(Token::decode);
  }

  /** As the server does in a database of UTF-8: other letters than these keep their case. */
  private static String folded(String word) {
    StringBuilder folded = new StringBuilder(word);
    for (int i = 0; i < word.length(); i++) {
      char c = word.charAt(i);
      if (c >= 'A' && c <= 'Z') {
        folded.setCharAt(i, (char) (c - 'A' + 'a'));
      }
    }
    return folded.toString();
  }

  private static String decode(MatchResult escape) {
    if (escape.group(3) != null) {
      return Matcher.quoteReplacement(escape.group(3));
    }
    String digits = escape.group(1) == null ? escape.group(2) : escape.group(1);
    int point = Integer.parseInt(digits, 16);
    return Character.isValidCodePoint(point)
        ? Matcher.quoteReplacement(Character.toString(point))
        : Matcher.quoteReplacement(escape.group());
  }
}
