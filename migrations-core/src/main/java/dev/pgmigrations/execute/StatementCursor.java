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

package dev.pgmigrations.execute;

import dev.pgmigrations.history.Sql;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** Walks over the tokens of a statement, without the semicolon at its end. */
final class StatementCursor {

  /** What a boolean option takes for no. */
  private static final Set<String> OFF = Set.of("false", "off", "0");

  private final String sql;
  private final List<Token> tokens;
  private int index;

  StatementCursor(String sql) {
    this.sql = sql;
    this.tokens = new ArrayList<>(Tokens.of(sql));
    while (!tokens.isEmpty() && tokens.get(tokens.size() - 1).text().equals(";")) {
      tokens.remove(tokens.size() - 1);
    }
  }

  /** The word that comes next, in lower case; empty where none does. */
  String word() {
    return at(index) && tokens.get(index).kind() == TokenKind.WORD
        ? tokens.get(index).text().toLowerCase(Locale.ROOT)
        : "";
  }

  private boolean at(int i) {
    return i < tokens.size();
  }

  boolean isAtEnd() {
    return !at(index);
  }

  /** Steps over these words if they all come next. */
  boolean take(String... words) {
    for (int i = 0; i < words.length; i++) {
      if (!at(index + i) || !tokens.get(index + i).is(words[i])) {
        return false;
      }
    }
    index += words.length;
    return true;
  }

  /** Steps over a punctuation mark or operator if it comes next. */
  boolean takeMark(String mark) {
    boolean found =
        at(index)
            && tokens.get(index).text().equals(mark)
            && tokens.get(index).kind() != TokenKind.QUOTED_NAME;
    index += found ? 1 : 0;
    return found;
  }

  /** Steps over a name, which it gives as the catalogs have it. */
  Optional<String> name() {
    if (!at(index)) {
      return Optional.empty();
    }
    Token token = tokens.get(index);
    if (token.kind() != TokenKind.WORD && token.kind() != TokenKind.QUOTED_NAME) {
      return Optional.empty();
    }
    index++;
    return Optional.of(token.name());
  }

  /** Steps over a name with or without a schema, which it gives with each part in quotes. */
  Optional<String> qualifiedName() {
    StringBuilder qualified = new StringBuilder();
    do {
      Optional<String> part = name();
      if (part.isEmpty()) {
        return Optional.empty();
      }
      qualified.append(qualified.isEmpty() ? "" : ".").append(Sql.identifier(part.get()));
    } while (takeMark("."));
    return Optional.of(qualified.toString());
  }

  /** Steps over a table, with or without ONLY, parentheses and asterisk. */
  Optional<String> table() {
    boolean parenthesis = take("only") && takeMark("(");
    Optional<String> name = qualifiedName();
    if (parenthesis && !takeMark(")")) {
      return Optional.empty();
    }
    takeMark("*");
    return name;
  }

  /**
   * Steps over a list of options in parentheses.
   *
   * @return whether the last one with this name is switched on
   */
  boolean takeOptions(String name) {
    boolean on = false;
    if (!takeMark("(")) {
      return false;
    }
    while (!isAtEnd() && !takeMark(")")) {
      if (take(name)) {
        takeMark("=");
        on = !OFF.contains(value());
      } else {
        index++;
      }
    }
    return on;
  }

  private String value() {
    return at(index) ? tokens.get(index).text().toLowerCase(Locale.ROOT).replace("'", "") : "";
  }

  /** Steps over a string constant without escapes and gives its value. */
  Optional<String> string() {
    if (!at(index)
        || tokens.get(index).kind() != TokenKind.STRING
        || !tokens.get(index).text().startsWith("'")) {
      return Optional.empty();
    }
    String text = tokens.get(index++).text();
    return Optional.of(text.substring(1, text.length() - 1).replace("''", "'"));
  }

  /** The tokens that are left. */
  List<Token> rest() {
    return tokens.subList(index, tokens.size());
  }

  /** The text from the next token to the last. */
  String restText() {
    if (isAtEnd()) {
      return "";
    }
    Token last = tokens.get(tokens.size() - 1);
    return sql.substring(tokens.get(index).start(), last.start() + last.text().length());
  }
}
