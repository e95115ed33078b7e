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

import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.SectionKind;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementReader;
import java.io.IOException;
import java.io.Reader;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.function.BiConsumer;
import java.util.function.Consumer;
import org.postgresql.PGConnection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A database: commits what succeeds. One transaction without checks and COPY is one round trip. */
public final class CommittingTarget implements SqlTarget {

  private final Connection connection;
  private final Pipeline pipeline;
  private final Placeholders placeholders;
  private final String guard;
  private final String role;
  private SqlErrors errors;
  private final Events events;

  /**
   * A target.
   *
   * @param connection in auto-commit, used by nobody else
   * @param guard a query that fails when this run is not the only one any more
   * @param role that migrates, for messages
   */
  public CommittingTarget(
      Connection connection, Placeholders placeholders, String guard, String role, Events events) {
    this.connection = connection;
    this.pipeline = Pipeline.on(connection);
    this.placeholders = placeholders;
    this.guard = guard;
    this.role = role;
    this.errors = new SqlErrors(role, placeholders, Direction.UP);
    this.events = events;
  }

  @Override
  public void start(Step step) {
    errors = new SqlErrors(role, placeholders, step.direction());
  }

  @Override
  public void transaction(Work work) {
    atomically(work.id(), (batch, reader) -> run(work, batch, reader));
  }

  /** Rolls back what fails. */
  private void atomically(MigrationId id, BiConsumer<Batch, StatementReader> what) {
    try (StatementReader reader = new StatementReader(placeholders)) {
      try {
        what.accept(new Batch(pipeline, reader, notices(id), errors), reader);
      } catch (RuntimeException failure) {
        rollBack(failure);
        throw failure;
      }
    }
  }

  @Override
  public void ours(List<String> statements) {
    transaction(
        new Work(
            new MigrationId(Kind.BASELINE, "history"),
            "",
            statements,
            List.of(),
            List.of(),
            List.of(),
            List.of()));
  }

  private void run(Work work, Batch batch, StatementReader reader) {
    batch.ours(("begin " + work.beginOptions()).strip());
    batch.guard(guard);
    work.before().forEach(batch::ours);
    checks(work.id(), SectionKind.REQUIRE, work.requires(), batch);
    for (Statement statement : work.statements()) {
      if (statement.hasData()) {
        batch.flush();
        copy(statement, reader);
      } else {
        batch.user(statement);
      }
    }
    checks(work.id(), SectionKind.VERIFY, work.verifies(), batch);
    work.after().forEach(batch::ours);
    batch.commit();
    batch.flush();
  }

  private void checks(MigrationId id, SectionKind kind, List<Check> checks, Batch batch) {
    if (checks.isEmpty()) {
      return;
    }
    List<CheckResult> results = batch.ask(checks);
    for (CheckResult result : results) {
      events.tell(
          new MigrationEvent.CheckAnswered(id, kind, result.check().message(), result.held()));
    }
    List<CheckResult> refused = results.stream().filter(result -> !result.held()).toList();
    if (!refused.isEmpty()) {
      throw errors.refused(kind, refused);
    }
  }

  private void copy(Statement statement, StatementReader reader) {
    String sql = reader.read(statement).sql();
    try (Reader data = reader.data(statement)) {
      connection.unwrap(PGConnection.class).getCopyAPI().copyIn(sql, data);
    } catch (SQLException e) {
      throw errors.failed(statement, statement.render(placeholders), e);
    } catch (IOException e) {
      throw errors.failed(
          statement, statement.render(placeholders), new SQLException(e.getMessage(), e));
    }
  }

  @Override
  public void call(Step.Call step, List<String> before, List<String> after) {
    atomically(
        step.id(),
        (batch, reader) -> {
          batch.ours("begin");
          batch.guard(guard);
          before.forEach(batch::ours);
          batch.flush();
          run(step);
          after.forEach(batch::ours);
          batch.commit();
          batch.flush();
        });
  }

  private void run(Step.Call step) {
    try {
      step.code().run(JdbcClient.create(new SingleConnectionDataSource(connection, true)));
    } catch (RuntimeException failure) {
      throw errors.ofCode(step.source(), failure);
    }
  }

  @Override
  public void alone(MigrationId id, Statement statement) {
    try (StatementReader reader = new StatementReader(placeholders)) {
      if (statement.hasData()) {
        copy(statement, reader);
      } else {
        Batch batch = new Batch(pipeline, reader, notices(id), errors);
        batch.user(statement);
        batch.flush();
      }
    }
  }

  /** Asks checks in a transaction that changes nothing. */
  public List<CheckResult> ask(MigrationId id, List<String> before, List<Check> checks) {
    try (StatementReader reader = new StatementReader(placeholders)) {
      Batch batch = new Batch(pipeline, reader, notices(id), errors);
      batch.ours("begin");
      before.forEach(batch::ours);
      batch.ours("set transaction read only");
      List<CheckResult> results = batch.ask(checks);
      batch.ours("rollback");
      batch.flush();
      return results;
    } catch (StatementFailedException failure) {
      rollBack(failure);
      throw failure;
    }
  }

  private Consumer<Pipeline.Notice> notices(MigrationId id) {
    return notice ->
        events.tell(
            new MigrationEvent.NoticeRaised(
                id, notice.severity(), errors.masked(notice.message())));
  }

  private void rollBack(RuntimeException failure) {
    try {
      pipeline.send(List.of("rollback"), notice -> {});
    } catch (Pipeline.Failure e) {
      failure.addSuppressed(e.error());
    }
  }
}
