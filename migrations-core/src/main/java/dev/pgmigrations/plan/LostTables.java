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

import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.StatementReader;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/**
 * The temporary tables, views and sequences of finished statements: they ended with the session. A
 * statement that goes on without them fails, or takes a lasting one of the same name for it.
 */
final class LostTables {

  /**
   * A statement that needs what is gone.
   *
   * @param name of the table
   * @param made by this statement
   * @param user the first one that needs it
   */
  record Need(String name, Statement made, Statement user) {}

  private static final Set<String> TEMPORARY = Set.of("temp", "temporary");
  private static final Set<String> FILLERS =
      Set.of("or", "replace", "local", "global", "recursive", "unlogged", "if", "not", "exists");
  private static final Set<String> OBJECTS = Set.of("table", "view", "sequence");
  private static final Set<String> BEFORE_A_TABLE =
      Set.of(
          "from",
          "join",
          "into",
          "update",
          "table",
          "view",
          "sequence",
          "only",
          "using",
          "truncate",
          "copy",
          "exists",
          "on",
          "analyze",
          ",");

  private final Map<String, Statement> made = new LinkedHashMap<>();

  private LostTables() {}

  /** The first need of the statements after the first {@code done}. */
  static Optional<Need> firstNeed(List<Statement> statements, int done) {
    LostTables lost = new LostTables();
    try (StatementReader reader = new StatementReader(Placeholders.NONE)) {
      for (Statement statement : statements.subList(0, done)) {
        lost.finished(statement, reader.read(statement).sql());
      }
      for (Statement statement : statements.subList(done, statements.size())) {
        if (lost.made.isEmpty()) {
          return Optional.empty();
        }
        Optional<Need> need = lost.need(statement, reader.read(statement).sql());
        if (need.isPresent()) {
          return need;
        }
      }
    }
    return Optional.empty();
  }

  private void finished(Statement statement, String sql) {
    List<Token> head = Tokens.head(sql);
    Optional<String> name = temporary(head);
    if (name.isPresent()) {
      if (!endsAtCommit(Tokens.of(sql))) {
        made.put(name.get(), statement);
      }
    } else if (isAt(head, 0, "discard")) {
      made.clear();
    } else if (isAt(head, 0, "drop")) {
      made.keySet().removeIf(table -> names(head, table));
    }
  }

  private Optional<Need> need(Statement statement, String sql) {
    List<Token> tokens = Tokens.of(sql);
    temporary(tokens).ifPresent(made::remove);
    return made.entrySet().stream()
        .filter(
            table ->
                names(tokens, table.getKey()) || isInBlock(statement.kind(), sql, table.getKey()))
        .findFirst()
        .map(table -> new Need(table.getKey(), table.getValue(), statement));
  }

  /** The name of what a statement makes for its session. */
  private static Optional<String> temporary(List<Token> tokens) {
    for (int i = 0; i + 1 < tokens.size(); i++) {
      if (TEMPORARY.contains(tokens.get(i).name())
          && (isAt(tokens, 0, "create") || (i > 0 && isAt(tokens, i - 1, "into")))) {
        return Optional.of(nameAfter(tokens, i + 1));
      }
      if (isAt(tokens, 0, "create") && !FILLERS.contains(tokens.get(i).name()) && i > 0) {
        return Optional.empty();
      }
    }
    return Optional.empty();
  }

  private static boolean endsAtCommit(List<Token> tokens) {
    for (int i = 0; i + 2 < tokens.size(); i++) {
      if (isAt(tokens, i, "on") && isAt(tokens, i + 1, "commit") && isAt(tokens, i + 2, "drop")) {
        return true;
      }
    }
    return false;
  }

  private static String nameAfter(List<Token> tokens, int from) {
    return tokens.stream()
        .skip(from)
        .map(Token::name)
        .filter(word -> !FILLERS.contains(word) && !OBJECTS.contains(word))
        .findFirst()
        .orElse("");
  }

  private static boolean names(List<Token> tokens, String table) {
    for (int i = 1; i < tokens.size(); i++) {
      if (isName(tokens.get(i), table) && BEFORE_A_TABLE.contains(tokens.get(i - 1).word())) {
        return true;
      }
    }
    return false;
  }

  private static boolean isName(Token token, String table) {
    return (token.kind() == TokenKind.WORD || token.kind() == TokenKind.QUOTED_NAME)
        && token.name().equals(table);
  }

  private static boolean isInBlock(StatementKind kind, String sql, String table) {
    return kind == StatementKind.CALL_OR_DO && List.of(sql.split("\\W+")).contains(table);
  }

  private static boolean isAt(List<Token> tokens, int index, String word) {
    return index < tokens.size() && tokens.get(index).is(word);
  }
}
