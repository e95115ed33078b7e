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

import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.StatementReader;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.Tokens;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * Finds the statements of a file by which its session is as it is: {@code SET}, {@code RESET},
 * {@code select set_config(…, false)} and {@code LOAD}, of each setting the last. A run that goes
 * on in the middle of the file has another session, where what follows would go into another
 * schema, or belong to another role. What functions and blocks have set is not seen.
 */
final class LeftSettings {

  private static final Set<String> WHO = Set.of("role", "authorization");

  /** What was set when a savepoint was made. */
  private record Savepoint(String name, Map<String, Statement> left) {}

  private final Map<String, Statement> left = new LinkedHashMap<>();
  private final Deque<Savepoint> savepoints = new ArrayDeque<>();

  private LeftSettings() {}

  /** Those that are to be run again, in this order, after {@code finished}. */
  static List<Statement> of(List<Statement> finished) {
    LeftSettings settings = new LeftSettings();
    try (StatementReader reader = new StatementReader(Placeholders.NONE)) {
      for (Statement statement : finished) {
        if (!statement.hasData() && !statement.escapes()) {
          settings.add(statement, reader.read(statement).sql());
        }
      }
    }
    return List.copyOf(settings.left.values());
  }

  private void add(Statement statement, String sql) {
    List<Token> tokens = Tokens.head(sql);
    List<String> words =
        tokens.stream().map(Token::word).filter(word -> !word.equals(";")).toList();
    switch (words.isEmpty() ? "" : words.get(0)) {
      case "set" -> set(statement, words.subList(1, words.size()));
      case "reset" -> reset(statement, words.subList(1, words.size()));
      case "select" -> select(statement, words.subList(1, words.size()));
      case "savepoint" -> savepoints.push(new Savepoint(last(words), new LinkedHashMap<>(left)));
      case "rollback" -> rollbackTo(last(words));
      case "load" -> keep(String.join(" ", words), statement);
      case "discard" -> {
        if (statement.kind() == StatementKind.NON_TRANSACTIONAL) {
          left.keySet().removeIf(name -> !name.startsWith("load "));
        }
      }
      default -> {}
    }
  }

  private static String last(List<String> words) {
    return words.get(words.size() - 1);
  }

  /** Takes back what was set since; the savepoint itself stays, those after it do not. */
  private void rollbackTo(String name) {
    if (savepoints.stream().noneMatch(savepoint -> savepoint.name().equals(name))) {
      return;
    }
    while (!savepoints.element().name().equals(name)) {
      savepoints.remove();
    }
    left.clear();
    left.putAll(savepoints.element().left());
  }

  private void set(Statement statement, List<String> words) {
    switch (words.isEmpty() ? "" : words.get(0)) {
      case "", "local", "transaction", "constraints" -> {}
      case "session" -> session(statement, words.subList(1, words.size()));
      default -> keep(name(words), statement);
    }
  }

  private void session(Statement statement, List<String> words) {
    if (!words.isEmpty() && words.get(0).equals("characteristics")) {
      keep(String.join(" ", words), statement);
    } else {
      set(statement, words);
    }
  }

  private void reset(Statement statement, List<String> words) {
    List<String> rest =
        !words.isEmpty() && words.get(0).equals("session") ? words.subList(1, words.size()) : words;
    if (rest.equals(List.of("all"))) {
      left.keySet().removeIf(name -> !WHO.contains(name) && !name.startsWith("load "));
    }
    keep(name(rest), statement);
  }

  /** As {@code pg_dump} writes it, and no more than that: it may do anything else beside. */
  private void select(Statement statement, List<String> words) {
    List<String> call =
        words.size() > 2 && words.subList(0, 2).equals(List.of("pg_catalog", "."))
            ? words.subList(2, words.size())
            : words;
    if (call.size() == 8
        && call.get(0).equals("set_config")
        && call.subList(5, 8).equals(List.of(",", "false", ")"))) {
      keep(call.get(2).replace("'", ""), statement);
    }
  }

  private static String name(List<String> words) {
    String name =
        words.stream()
            .takeWhile(word -> !word.equals("=") && !word.equals("to"))
            .collect(Collectors.joining());
    String first = words.isEmpty() ? "" : words.get(0);
    return switch (first) {
      case "role", "authorization" -> first;
      case "schema" -> "search_path";
      case "time" -> "timezone";
      default -> name;
    };
  }

  /** The last word on a setting; it comes after what was said of others before. */
  private void keep(String name, Statement statement) {
    left.remove(name);
    left.put(name, statement);
  }
}
