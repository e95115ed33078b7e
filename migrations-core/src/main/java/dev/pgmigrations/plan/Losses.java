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

package dev.pgmigrations.plan;

import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Finds what a statement drops, by its words: {@code DROP}, {@code ALTER TABLE … DROP}, {@code
 * TRUNCATE} and {@code DELETE}. What goes with it by CASCADE the catalog tells; what a block or a
 * function does, nobody.
 */
final class Losses {

  /** What may follow DROP in two words, by the first. */
  private static final Set<String> TWO_WORDS =
      Set.of(
          "materialized view",
          "foreign table",
          "event trigger",
          "access method",
          "foreign data",
          "text search",
          "operator class",
          "operator family");

  private static final Set<String> SHARES =
      Set.of("trigger", "policy", "rule"); // of a table: DROP TRIGGER name ON table

  private static final Set<String> NO_OBJECTS =
      Set.of("owned", "default", "not", "expression", "identity");

  private final List<Token> tokens;
  private final List<Loss> losses = new ArrayList<>();
  private final boolean cascades;
  private int at;

  private Losses(List<Token> tokens) {
    this.tokens = tokens;
    this.cascades = !tokens.isEmpty() && endsInCascade(tokens);
  }

  /** In the order in which they are written; mostly none. */
  static List<Loss> of(String sql) {
    Losses losses = new Losses(Tokens.of(sql));
    losses.statement();
    return losses.losses;
  }

  private void statement() {
    if (skip("drop")) {
      drop();
    } else if (skip("truncate")) {
      skip("table");
      names("all rows");
    } else if (skip("delete")) {
      if (skip("from")) {
        skip("only");
        losses.add(new Loss("rows", name(), "", false));
      }
    } else if (skip("alter")) {
      boolean foreign = skip("foreign");
      if (skip("table") || foreign) {
        alterTable();
      }
    }
  }

  private void drop() {
    String kind = kind();
    if (kind.isEmpty() || NO_OBJECTS.contains(kind)) {
      return;
    }
    skip("concurrently");
    ifExists();
    if (SHARES.contains(kind)) {
      String part = word();
      if (skip("on")) {
        losses.add(new Loss(kind, name(), part, false));
      }
      return;
    }
    names(kind);
  }

  /** One or two words, or more: {@code foreign data wrapper}, {@code text search parser}. */
  private String kind() {
    String first = word();
    String two = first + " " + peek();
    if (!TWO_WORDS.contains(two)) {
      return first;
    }
    at++;
    return two.equals("foreign data") || two.equals("text search") ? two + " " + word() : two;
  }

  private void ifExists() {
    if (skip("if")) {
      skip("exists");
    }
  }

  /** Names with commas between; of functions with their arguments. */
  private void names(String kind) {
    do {
      skip("only");
      List<String> name = name();
      if (name.isEmpty()) {
        return;
      }
      losses.add(new Loss(kind, name, "", arguments(), cascades));
      skipMark("*");
    } while (skipMark(","));
  }

  private void alterTable() {
    ifExists();
    skip("only");
    List<String> table = name();
    skipMark("*");
    do {
      if (skip("drop")) {
        part(table);
      }
    } while (nextAction());
  }

  private void part(List<String> table) {
    String kind = "column";
    if (skip("constraint")) {
      kind = "constraint";
    } else {
      skip("column");
    }
    ifExists();
    String part = word();
    if (!part.isEmpty()) {
      losses.add(new Loss(kind, table, part, cascadesHere()));
    }
  }

  /** Goes on behind the next comma that is in no parentheses. */
  private boolean nextAction() {
    while (at < tokens.size()) {
      if (skipMark(",")) {
        return true;
      }
      if (!skipParentheses()) {
        at++;
      }
    }
    return false;
  }

  /** Of this action among others. */
  private boolean cascadesHere() {
    return at < tokens.size() && tokens.get(at).is("cascade");
  }

  private static boolean endsInCascade(List<Token> tokens) {
    int last = tokens.size() - 1;
    boolean semicolon = tokens.get(last).text().equals(";");
    return last > 0 && tokens.get(semicolon ? last - 1 : last).is("cascade");
  }

  private Optional<List<String>> arguments() {
    int first = at + 1;
    if (!skipParentheses()) {
      return Optional.empty();
    }
    boolean closed = tokens.get(at - 1).text().equals(")");
    List<String> arguments = new ArrayList<>();
    StringBuilder argument = new StringBuilder();
    int depth = 0;
    for (Token token : tokens.subList(first, closed ? at - 1 : at)) {
      String text = token.text();
      depth += text.equals("(") ? 1 : text.equals(")") ? -1 : 0;
      if (depth == 0 && text.equals(",")) {
        arguments.add(argument.toString());
        argument.setLength(0);
      } else {
        boolean touches = !isName(token) || argument.toString().endsWith(".");
        argument.append(argument.isEmpty() || touches ? "" : " ").append(text);
      }
    }
    if (!argument.isEmpty()) {
      arguments.add(argument.toString());
    }
    return Optional.of(arguments);
  }

  private boolean skipParentheses() {
    if (!skipMark("(")) {
      return false;
    }
    for (int depth = 1; depth > 0 && at < tokens.size(); at++) {
      String text = tokens.get(at).text();
      if (text.equals("(")) {
        depth++;
      } else if (text.equals(")")) {
        depth--;
      }
    }
    return true;
  }

  private List<String> name() {
    List<String> parts = new ArrayList<>();
    do {
      if (at < tokens.size() && isName(tokens.get(at))) {
        parts.add(tokens.get(at++).name());
      }
    } while (!parts.isEmpty() && skipMark("."));
    return parts;
  }

  private String word() {
    return at < tokens.size() && isName(tokens.get(at)) ? tokens.get(at++).name() : "";
  }

  private String peek() {
    return at < tokens.size() ? tokens.get(at).text().toLowerCase(Locale.ROOT) : "";
  }

  private static boolean isName(Token token) {
    return token.kind() == TokenKind.WORD || token.kind() == TokenKind.QUOTED_NAME;
  }

  private boolean skip(String word) {
    boolean there = at < tokens.size() && tokens.get(at).is(word);
    at += there ? 1 : 0;
    return there;
  }

  private boolean skipMark(String mark) {
    boolean there = at < tokens.size() && tokens.get(at).text().equals(mark);
    at += there ? 1 : 0;
    return there;
  }
}
