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

import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Tells, statement by statement, which ones write rows of tables that were there before. By their
 * first words; what a function writes is not seen.
 */
final class Writes {

  private static final Set<String> NOISE =
      Set.of(
          "global",
          "local",
          "temp",
          "temporary",
          "unlogged",
          "table",
          "if",
          "not",
          "exists",
          "into",
          "only",
          "from");

  private final Set<String> made = new HashSet<>();
  private String lastHead = "";
  private boolean lastAnswer;

  /** Whether it writes rows of an older table; to be asked in the order of the statements. */
  boolean writesOlderTable(String sql) {
    String head = head(sql);
    if (!head.equals(lastHead)) {
      lastAnswer = answer(sql);
      lastHead = head;
    }
    return lastAnswer;
  }

  /** Up to the values: a million INSERTs of one table begin alike. */
  private static String head(String sql) {
    int parenthesis = sql.indexOf('(');
    return sql.substring(0, parenthesis < 0 ? sql.length() : parenthesis);
  }

  private boolean answer(String sql) {
    List<Token> tokens = Tokens.head(sql);
    if (tokens.isEmpty()) {
      return false;
    }
    return switch (tokens.get(0).name()) {
      case "create" -> {
        if (isTable(tokens)) {
          made.add(table(tokens));
        }
        yield false;
      }
      case "insert", "update", "delete", "merge", "copy" -> !made.contains(table(tokens));
      case "with" ->
          tokens.stream().anyMatch(t -> t.is("insert") || t.is("update") || t.is("delete"));
      default -> false;
    };
  }

  private static boolean isTable(List<Token> tokens) {
    return tokens.stream().limit(4).anyMatch(token -> token.is("table"));
  }

  /** The last part of the first name after the words that introduce it. */
  private static String table(List<Token> tokens) {
    int i = 1;
    while (i < tokens.size() && NOISE.stream().anyMatch(tokens.get(i)::is)) {
      i++;
    }
    while (i + 2 < tokens.size() && isDot(tokens.get(i + 1))) {
      i += 2;
    }
    return i < tokens.size() ? tokens.get(i).name() : "";
  }

  private static boolean isDot(Token token) {
    return token.kind() == TokenKind.PUNCTUATION && token.text().equals(".");
  }
}
