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
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.execute.SqlTarget.Work;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryChange;
import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.history.State;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.plan.Unit;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Directives;
import dev.pgmigrations.script.TokenHash;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;

/** Walks a plan into a target: each step with its record. */
public final class Executor {

  private final SqlTarget target;
  private final HistoryTable history;
  private final Session session;
  private final Events events;

  public Executor(SqlTarget target, HistoryTable history, Session session, Events events) {
    this.target = target;
    this.history = history;
    this.session = session;
    this.events = events;
  }

  /** Does all steps; stops at the first that fails and keeps what was finished. */
  public void run(Plan plan) {
    int number = 0;
    for (Step step : plan.steps()) {
      number++;
      run(step, number, plan.steps().size());
    }
  }

  /** Makes the history table, and the schemas in which it and the objects go, as far as absent. */
  public void prepare(List<String> statements) {
    List<String> sql = new ArrayList<>(session.reset(Directives.NONE));
    sql.addAll(statements);
    target.ours(sql);
  }

  private void run(Step step, int number, int count) {
    events.tell(new MigrationEvent.StepStarted(step, number, count));
    target.start(step);
    long start = System.nanoTime();
    try {
      if (step instanceof Step.Run run) {
        run(run);
      } else if (step instanceof Step.Call call) {
        target.call(
            call,
            opening(Directives.NONE, call.begin(), call.also()),
            closing(new HistoryChange.End(call.id(), State.DONE, call.direction())));
      } else {
        List<String> sql = new ArrayList<>(session.reset(Directives.NONE));
        sql.addAll(history.statements(step.begin()));
        target.ours(sql);
      }
    } catch (MigrationException e) {
      events.tell(new MigrationEvent.StepFailed(step, since(start), e.diagnostics()));
      throw e;
    }
    events.tell(new MigrationEvent.StepFinished(step, since(start)));
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void run(Step.Run run) {
    if (run.isAtomic()) {
      Unit unit = run.units().get(0);
      target.transaction(
          new Work(
              run.id(),
              unit.beginOptions(),
              opening(run),
              run.requires(),
              unit.statements(),
              run.verifies(),
              closing(end(run, State.DONE))));
    } else {
      journalled(run);
    }
  }

  /** The row first, committed; each unit with the number of statements done; the row's end last. */
  private void journalled(Step.Run run) {
    target.transaction(
        new Work(run.id(), "", opening(run), run.requires(), List.of(), List.of(), List.of()));
    try {
      for (Unit unit : run.units()) {
        unit(run, unit);
        events.tell(new MigrationEvent.UnitFinished(run.id(), unit.end(), run.statements().size()));
      }
      target.transaction(work(run, run.verifies(), closing(end(run, State.DONE))));
    } catch (StatementFailedException failure) {
      recordFailure(run, failure);
      throw failure;
    }
  }

  private void unit(Step.Run run, Unit unit) {
    List<String> progress =
        closing(
            new HistoryChange.Progress(
                run.id(), unit.end(), TokenHash.of(run.statements().subList(0, unit.end()))));
    if (unit.transactional()) {
      target.transaction(
          new Work(
              run.id(),
              unit.beginOptions(),
              List.of(),
              List.of(),
              unit.statements(),
              List.of(),
              progress));
    } else {
      target.alone(run.id(), unit.statements().get(0));
      target.transaction(work(run, List.of(), progress));
    }
  }

  private void recordFailure(Step.Run run, StatementFailedException failure) {
    try {
      target.transaction(work(run, List.of(), closing(end(run, State.FAILED))));
    } catch (MigrationException second) {
      failure.addSuppressed(second);
    }
  }

  private static Work work(Step.Run run, List<Check> verifies, List<String> after) {
    return new Work(run.id(), "", List.of(), List.of(), List.of(), verifies, after);
  }

  private List<String> opening(Step.Run run) {
    return opening(run.directives(), run.begin(), run.also());
  }

  private List<String> opening(
      Directives directives, HistoryChange begin, List<HistoryChange> also) {
    List<String> sql = new ArrayList<>(session.reset(directives));
    sql.addAll(history.statements(begin));
    also.forEach(change -> sql.addAll(history.statements(change)));
    return sql;
  }

  private List<String> closing(HistoryChange change) {
    List<String> sql = new ArrayList<>(session.closing());
    sql.addAll(history.statements(change));
    return sql;
  }

  private static HistoryChange.End end(Step.Run run, State state) {
    Direction direction = run.direction();
    return new HistoryChange.End(run.id(), state, direction);
  }
}
