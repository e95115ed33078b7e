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

package dev.pgmigrations.cli.docs;

import java.util.Locale;
import java.util.regex.Pattern;

/**
 * Texts as Markdown that shows them as they are, in a paragraph and in the cell of a table alike:
 * always on one line, and without a bare pipe, which would end the cell even where it is escaped by
 * a backslash after another one.
 */
final class Markdown {

  /** What a code span shows as it is, and a table leaves alone. */
  private static final Pattern PLAIN_CODE = Pattern.compile("[^`|\\\\\\s](?:[^`|\\\\\\s]| (?! ))*");

  /** What would begin a heading, list or quotation. */
  private static final Pattern BEGINNING = Pattern.compile("^(?:[#+=~:-]|\\d{1,9}[.)])");

  private static final Pattern LINE_END =
      Pattern.compile("\\s*(?:\r\n|[\n\r\u000b\f\u0085\u2028\u2029])\\s*");
  private static final Pattern CONTROL = Pattern.compile("\\p{Cntrl}");

  private Markdown() {}

  /** Something of SQL. */
  static String code(String sql) {
    String line = CONTROL.matcher(LINE_END.matcher(sql).replaceAll(" ")).replaceAll(" ");
    if (line.isEmpty()) {
      return "";
    }
    if (PLAIN_CODE.matcher(line).matches() && !line.endsWith(" ")) {
      return "`" + line + "`";
    }
    StringBuilder text = new StringBuilder("<code>");
    for (int i = 0; i < line.length(); i++) {
      entity(text, line, i);
    }
    return text.append("</code>").toString();
  }

  /** Inside of an element Markdown still works, but not by what entities stand for. */
  private static void entity(StringBuilder text, String line, int i) {
    char c = line.charAt(i);
    switch (c) {
      case '&' -> text.append("&amp;");
      case '<' -> text.append("&lt;");
      case '>' -> text.append("&gt;");
      case '|', '`', '*', '[', ']', '~', '$', '\\' -> text.append("&#").append((int) c).append(';');
      case '_' -> text.append(isInside(line, i) ? "_" : "&#95;");
      default -> text.append(c);
    }
  }

  /** What somebody wrote: their words, and not their Markdown. */
  static String text(String words) {
    String lines = LINE_END.matcher(words.strip()).replaceAll("\n");
    StringBuilder text = new StringBuilder();
    for (String line : lines.split("\n", -1)) {
      text.append(text.isEmpty() ? "" : "<br>").append(line(CONTROL.matcher(line).replaceAll(" ")));
    }
    return text.toString();
  }

  private static String line(String line) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < line.length(); i++) {
      char c = line.charAt(i);
      switch (c) {
        case '&' -> text.append("&amp;");
        case '<' -> text.append("&lt;");
        case '>' -> text.append("&gt;");
        case '|' -> text.append("&#124;");
        case '\\', '`', '*', '[', ']', '~', '$' -> text.append('\\').append(c);
        case '_' -> text.append(isInside(line, i) ? "_" : "\\_");
        default -> text.append(c);
      }
    }
    String escaped = text.toString();
    return BEGINNING.matcher(line).find() ? escapedBeginning(escaped) : escaped;
  }

  /** Between letters or digits it is a letter: {@code user_id}. */
  private static boolean isInside(String line, int i) {
    return i > 0
        && i < line.length() - 1
        && Character.isLetterOrDigit(line.charAt(i - 1))
        && Character.isLetterOrDigit(line.charAt(i + 1));
  }

  private static String escapedBeginning(String line) {
    int i = 0;
    while (i < line.length() && Character.isDigit(line.charAt(i))) {
      i++;
    }
    return line.charAt(i) == '\\' ? line : line.substring(0, i) + "\\" + line.substring(i);
  }

  /** Lines of SQL, in a block that ends nowhere else. */
  static String block(String language, String text) {
    String fence = "```";
    while (text.contains(fence)) {
      fence += "`";
    }
    return fence + language + "\n" + text + "\n" + fence + "\n";
  }

  /** The name of a place in the document that a link can go to. */
  static String anchor(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              if (c < 128 && (Character.isLetterOrDigit(c) || c == '_' || c == '.')) {
                text.appendCodePoint(c);
              } else {
                text.append('-')
                    .append(Integer.toHexString(c).toUpperCase(Locale.ROOT))
                    .append('-');
              }
            });
    return text.toString();
  }
}
