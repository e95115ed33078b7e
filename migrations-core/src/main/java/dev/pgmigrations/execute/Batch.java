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

import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Rendered;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementReader;
import dev.pgmigrations.watch.Watch;
import java.io.IOException;
import java.sql.SQLException;
import java.util.AbstractList;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;

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
    CLOSING,
    COMMIT
  }

  /**
   * Something to send.
   *
   * @param writes whether it writes rows of a table that was there before
   */
  private record Item(Origin origin, String sql, @Nullable Statement statement, boolean writes) {

    Item(Origin origin, String sql, @Nullable Statement statement) {
      this(origin, sql, statement, false);
    }

    Watch.Sent sent() {
      return new Watch.Sent(sql, statement == null ? "" : statement.toString());
    }
  }

  private final Wire wire;
  private final MigrationId id;
  private final StatementReader reader;
  private final SqlErrors errors;
  private final @Nullable Effort effort;
  private final Writes writes = new Writes();
  private final List<Item> items = new ArrayList<>();
  private int characters;
  private boolean patient;
  private @Nullable Statement lastStatement;

  /**
   * A batch.
   *
   * @param effort the try that it belongs to; null outside of transactions
   */
  Batch(
      Wire wire,
      MigrationId id,
      StatementReader reader,
      SqlErrors errors,
      @Nullable Effort effort) {
    this.wire = wire;
    this.id = id;
    this.reader = reader;
    this.errors = errors;
    this.effort = effort;
  }

  void ours(String sql) {
    add(new Item(Origin.OURS, sql, null));
  }

  /** Ours, after those of the user. */
  void closing(String sql) {
    add(new Item(Origin.CLOSING, sql, null));
  }

  void guard(String sql) {
    add(new Item(Origin.GUARD, sql, null));
  }

  void commit() {
    add(new Item(Origin.COMMIT, "commit", null));
  }

  void user(Statement statement) {
    lastStatement = statement;
    String sql = reader.read(statement).sql();
    if (statement.hasData()) {
      copy(statement, sql);
      return;
    }
    Item item = new Item(Origin.USER, sql, statement, !patient && writesOlderTable(sql));
    if (statement.escapes()) {
      flush();
      several(item);
    } else {
      add(item);
    }
    if (item.writes()) {
      bePatient();
    }
  }

  /** Another text than the file's, which serves the same end. */
  void user(Statement statement, String sql) {
    lastStatement = statement;
    add(new Item(Origin.USER, sql, statement));
  }

  private boolean writesOlderTable(String sql) {
    return effort != null && writes.writesOlderTable(sql);
  }

  /** From here on a lock that is not obtained at once would cost the rows that are written. */
  private void bePatient() {
    patient = true;
    if (effort != null && !effort.afterWork().equals(effort.lockTimeout())) {
      ours(LockTimeouts.unlessOthers(effort.afterWork(), true));
    }
  }

  private void several(Item item) {
    wire.watch().sent(id, List.of(item.sent()));
    try {
      wire.pipeline().sendSeveral(item.sql(), this::notice);
    } catch (Pipeline.Failure e) {
      throw failure(item, e);
    } finally {
      wire.watch().answered();
    }
  }

  private void copy(Statement statement, String sql) {
    flush();
    boolean older = !patient && writesOlderTable(sql);
    try (CopyReader data = new CopyReader(reader.data(statement))) {
      wire.watch()
          .copying(id, statement.toString(), data::bytes, () -> CopyReader.total(statement));
      long rows = wire.connection().unwrap(PGConnection.class).getCopyAPI().copyIn(sql, data);
      if (older && rows > 0 && effort != null) {
        effort.wrote();
      }
    } catch (SQLException e) {
      throw userFailure(statement, e);
    } catch (IOException e) {
      throw userFailure(statement, new SQLException(e.getMessage(), e));
    } finally {
      wire.watch().answered();
    }
    if (older) {
      bePatient();
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
      send(sent);
    } catch (Pipeline.Failure e) {
      throw failure(sent.get(Math.min(e.answers().size(), sent.size() - 1)), e);
    }
  }

  private List<Pipeline.Answer> send(List<Item> sent) throws Pipeline.Failure {
    if (sent.isEmpty()) {
      return List.of();
    }
    wire.watch().sent(id, looks(sent));
    try {
      List<Pipeline.Answer> answers =
          wire.pipeline().send(sent.stream().map(Item::sql).toList(), this::notice);
      weigh(sent, answers);
      return answers;
    } catch (Pipeline.Failure e) {
      weigh(sent, e.answers());
      throw e;
    } finally {
      wire.watch().answered();
    }
  }

  /** Made only where somebody looks. */
  private static List<Watch.Sent> looks(List<Item> sent) {
    return new AbstractList<>() {
      @Override
      public Watch.Sent get(int index) {
        return sent.get(index).sent();
      }

      @Override
      public int size() {
        return sent.size();
      }
    };
  }

  private void weigh(List<Item> sent, List<Pipeline.Answer> answers) {
    for (int i = 0; effort != null && i < Math.min(sent.size(), answers.size()); i++) {
      Pipeline.Answer answer = answers.get(i);
      if (sent.get(i).writes() && (answer.isTable() || answer.written() > 0)) {
        effort.wrote();
      }
    }
  }

  private void notice(Pipeline.Notice notice) {
    wire.events()
        .tell(
            new MigrationEvent.NoticeRaised(
                id, notice.severity(), errors.masked(notice.message())));
  }

  private RuntimeException failure(Item item, Pipeline.Failure failure) {
    Statement statement = item.statement();
    return switch (item.origin()) {
      case USER ->
          statement == null
              ? errors.ours(failure.error())
              : userFailure(statement, item.sql(), failure.error());
      case COMMIT -> errors.atCommit(lastStatement, failure.error());
      case GUARD -> errors.lockLost(failure.error());
      case CLOSING -> errors.atEnd(failure.error());
      case OURS -> errors.ours(failure.error());
    };
  }

  private RuntimeException userFailure(Statement statement, SQLException error) {
    return userFailure(statement, reader.read(statement).sql(), error);
  }

  private RuntimeException userFailure(Statement statement, String sql, SQLException error) {
    Rendered rendered = reader.read(statement);
    MigrationException failure =
        errors.failed(statement, rendered.sql().equals(sql) ? rendered : null, error);
    return effort != null && failure instanceof StatementFailedException refused
        ? UnfitException.of(statement, sql, refused)
            .map(unfit -> (RuntimeException) unfit)
            .orElse(refused)
        : failure;
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
      answers(rest, send(sent), gathered, results);
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
