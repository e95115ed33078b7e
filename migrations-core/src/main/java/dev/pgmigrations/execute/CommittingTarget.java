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
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.SectionKind;
import dev.pgmigrations.script.StatementReader;
import dev.pgmigrations.watch.Watch;
import java.sql.Connection;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A database: commits what succeeds. One transaction without checks and COPY is one round trip. */
public final class CommittingTarget implements SqlTarget {

  private final Wire wire;
  private final LockStrategy strategy;
  private final String guard;
  private final String role;
  private final Attempts attempts;
  private SqlErrors errors;

  /**
   * A target.
   *
   * @param connection in auto-commit, used by nobody else
   * @param strategy with a lock of a transaction nothing is set for the session
   * @param guard a query that fails when this run is not the only one any more
   * @param role that migrates, for messages
   */
  public CommittingTarget(
      Connection connection,
      Placeholders placeholders,
      LockStrategy strategy,
      String guard,
      String role,
      RetrySchedule schedule,
      Watch watch,
      Events events,
      StopSignal stop) {
    this.wire = Wire.of(connection, placeholders, watch, events);
    this.strategy = strategy;
    this.guard = guard;
    this.role = role;
    this.attempts = new Attempts(schedule, watch, events, stop);
    this.errors = new SqlErrors(role, placeholders, "run migrate again");
  }

  /** One that is only asked. */
  public static CommittingTarget toAsk(
      Connection connection, Placeholders placeholders, String role, Events events) {
    return new CommittingTarget(
        connection,
        placeholders,
        LockStrategy.SESSION,
        "select 1",
        role,
        RetrySchedule.OFF,
        Watch.none(),
        events,
        new StopSignal());
  }

  @Override
  public void start(Step step) {
    errors = new SqlErrors(role, wire.placeholders(), again(step));
  }

  private static String again(Step step) {
    if (step.id().kind() == Kind.SCRIPT) {
      return "run it again";
    }
    return step.direction() == Direction.DOWN ? "roll back again" : "run migrate again";
  }

  @Override
  public void transaction(Work work) {
    attempts.run(
        work.id(),
        LockTimeouts.scheduled(work.lockTimeout()),
        effort -> atomically(work.id(), effort, batch -> run(work, batch, effort)));
  }

  /** Rolls back what fails. */
  private void atomically(MigrationId id, Effort effort, Consumer<Batch> what) {
    try (StatementReader reader = new StatementReader(wire.placeholders())) {
      try {
        what.accept(new Batch(wire, id, reader, errors, effort));
      } catch (RuntimeException failure) {
        rollBack(failure);
        throw failure;
      }
    }
  }

  private void run(Work work, Batch batch, Effort effort) {
    batch.ours(("begin " + work.beginOptions()).strip());
    batch.guard(guard);
    work.before().forEach(batch::ours);
    if (!work.isOurs()) {
      batch.ours(LockTimeouts.unlessOthers(effort.lockTimeout(), true));
    }
    checks(work.id(), SectionKind.REQUIRE, work.requires(), batch);
    work.statements().forEach(batch::user);
    checks(work.id(), SectionKind.VERIFY, work.verifies(), batch);
    work.after().forEach(batch::closing);
    batch.commit();
    batch.flush();
  }

  private void checks(MigrationId id, SectionKind kind, List<Check> checks, Batch batch) {
    if (checks.isEmpty()) {
      return;
    }
    List<CheckResult> results = batch.ask(checks);
    for (CheckResult result : results) {
      wire.events()
          .tell(
              new MigrationEvent.CheckAnswered(id, kind, result.check().message(), result.held()));
    }
    List<CheckResult> refused = results.stream().filter(result -> !result.held()).toList();
    if (!refused.isEmpty()) {
      throw errors.refused(kind, refused);
    }
  }

  @Override
  public void call(Step.Call step, List<String> before, List<String> after) {
    attempts.run(
        step.id(),
        LockTimeouts.longest(Optional.empty()),
        effort ->
            atomically(
                step.id(),
                effort,
                batch -> {
                  batch.ours("begin");
                  batch.guard(guard);
                  before.forEach(batch::ours);
                  batch.ours(LockTimeouts.unlessOthers(effort.lockTimeout(), true));
                  batch.flush();
                  run(step);
                  after.forEach(batch::closing);
                  batch.commit();
                  batch.flush();
                }));
  }

  private void run(Step.Call step) {
    try {
      step.code().run(JdbcClient.create(new SingleConnectionDataSource(wire.connection(), true)));
    } catch (RuntimeException failure) {
      throw errors.ofCode(step.source(), failure);
    }
  }

  /** In a transaction with its record, as long as PostgreSQL does not refuse that. */
  @Override
  public void alone(Alone alone) {
    if (Outside.isKnown(alone)) {
      outside(alone);
      return;
    }
    try {
      transaction(
          new Work(
              alone.id(),
              "",
              alone.before(),
              List.of(),
              List.of(alone.statement()),
              List.of(),
              alone.after(),
              alone.lockTimeout()));
    } catch (UnfitException refused) {
      outside(alone);
    }
  }

  private void outside(Alone alone) {
    new Outside(wire, strategy, guard, errors, attempts, this::transaction).run(alone);
  }

  /** Asks checks in a transaction that changes nothing. */
  public List<CheckResult> ask(MigrationId id, List<String> before, List<Check> checks) {
    try (StatementReader reader = new StatementReader(wire.placeholders())) {
      Batch batch = new Batch(wire, id, reader, errors, null);
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

  private void rollBack(RuntimeException failure) {
    try {
      wire.pipeline().send(List.of("rollback"), notice -> {});
    } catch (Pipeline.Failure e) {
      failure.addSuppressed(e.error());
    }
  }
}
