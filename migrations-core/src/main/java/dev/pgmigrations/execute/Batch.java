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

import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Rendered;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/** Gathers statements and sends them together, a limited amount at a time. */
final class Batch {

  /**
   * What fits into the buffers between client and server even while the server waits for us to
   * read: with more, a statement that answers much (a SELECT, thousands of notices) would have both
   * wait for the other to read, for ever. The driver guards against it by counting statements
   * alone.
   */
  private static final int MOST_CHARACTERS = 32_000;

  /** Absent tables, columns, functions and schemas, and a failed ASSERT: all of them a no. */
  private static final Set<String> NO = Set.of("42P01", "42703", "42883", "3F000", "P0004");

  private static final int EACH = 3; // savepoint, check, release

  private enum Origin {
    OURS,
    GUARD,
    USER,
    COMMIT
  }

  private record Item(Origin origin, String sql, @Nullable Statement statement) {}

  private final Pipeline pipeline;
  private final StatementReader reader;
  private final Consumer<Pipeline.Notice> notices;
  private final SqlErrors errors;
  private final List<Item> items = new ArrayList<>();
  private int characters;
  private @Nullable Statement lastStatement;

  Batch(
      Pipeline pipeline,
      StatementReader reader,
      Consumer<Pipeline.Notice> notices,
      SqlErrors errors) {
    this.pipeline = pipeline;
    this.reader = reader;
    this.notices = notices;
    this.errors = errors;
  }

  void ours(String sql) {
    add(new Item(Origin.OURS, sql, null));
  }

  void guard(String sql) {
    add(new Item(Origin.GUARD, sql, null));
  }

  void commit() {
    add(new Item(Origin.COMMIT, "commit", null));
  }

  void user(Statement statement) {
    lastStatement = statement;
    Item item = new Item(Origin.USER, reader.read(statement).sql(), statement);
    if (statement.escapes()) {
      flush();
      several(item);
    } else {
      add(item);
    }
  }

  private void several(Item item) {
    try {
      pipeline.sendSeveral(item.sql(), notices);
    } catch (Pipeline.Failure e) {
      throw failure(item, e);
    }
  }

  private void add(Item item) {
    if (!items.isEmpty() && characters + item.sql().length() > MOST_CHARACTERS) {
      flush();
    }
    items.add(item);
    characters += item.sql().length();
  }

  /** Sends what was gathered. */
  void flush() {
    List<Item> sent = List.copyOf(items);
    items.clear();
    characters = 0;
    try {
      pipeline.send(sent.stream().map(Item::sql).toList(), notices);
    } catch (Pipeline.Failure e) {
      throw failure(sent.get(Math.min(e.answers().size(), sent.size() - 1)), e);
    }
  }

  private RuntimeException failure(Item item, Pipeline.Failure failure) {
    Statement statement = item.statement();
    return switch (item.origin()) {
      case USER -> {
        Rendered rendered = statement == null ? null : reader.read(statement);
        yield errors.failed(statement, rendered, failure.error());
      }
      case COMMIT -> errors.atCommit(lastStatement, failure.error());
      case GUARD -> errors.lockLost(failure.error());
      case OURS -> errors.ours(failure.error());
    };
  }

  /**
   * Sends what was gathered and asks the checks; one that fails for an absent object or an ASSERT
   * is a no.
   */
  List<CheckResult> ask(List<Check> checks) {
    List<CheckResult> results = new ArrayList<>();
    while (results.size() < checks.size()) {
      askRest(checks, results);
    }
    return results;
  }

  private void askRest(List<Check> checks, List<CheckResult> results) {
    List<Check> rest = checks.subList(results.size(), checks.size());
    List<Item> sent = new ArrayList<>(items);
    int gathered = sent.size();
    items.clear();
    characters = 0;
    for (Check check : rest) {
      sent.add(new Item(Origin.OURS, "savepoint pgmigrations_check", null));
      sent.add(new Item(Origin.USER, reader.read(check.statement()).sql(), check.statement()));
      sent.add(new Item(Origin.OURS, "release savepoint pgmigrations_check", null));
    }
    try {
      answers(
          rest, pipeline.send(sent.stream().map(Item::sql).toList(), notices), gathered, results);
    } catch (Pipeline.Failure e) {
      int failed = e.answers().size();
      answers(
          rest.subList(0, Math.max(0, failed - gathered) / EACH), e.answers(), gathered, results);
      if (failed < gathered || !NO.contains(e.error().getSQLState())) {
        throw failure(sent.get(failed), e);
      }
      results.add(new CheckResult(checks.get(results.size()), false, errors.messageOf(e.error())));
      ours("rollback to savepoint pgmigrations_check");
    }
  }

  private void answers(
      List<Check> asked, List<Pipeline.Answer> answers, int from, List<CheckResult> results) {
    for (int i = 0; i < asked.size(); i++) {
      results.add(answer(asked.get(i), answers.get(from + i * EACH + 1)));
    }
  }

  private CheckResult answer(Check check, Pipeline.Answer answer) {
    if (!answer.isTable()) {
      return new CheckResult(check, true, "");
    }
    if (!answer.hasBoolean()) {
      throw errors.noBoolean(check);
    }
    List<Pipeline.Truth> values = answer.rows().stream().flatMap(List::stream).toList();
    if (values.isEmpty()) {
      return new CheckResult(check, false, "it gave no row");
    }
    boolean held = values.stream().allMatch(value -> value == Pipeline.Truth.TRUE);
    return new CheckResult(
        check,
        held,
        held ? "" : values.contains(Pipeline.Truth.FALSE) ? "it was false" : "it was NULL");
  }
}
