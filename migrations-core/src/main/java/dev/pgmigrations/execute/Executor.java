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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.MigrationStoppedException;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.execute.SqlTarget.Work;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.history.HistoryChange;
import dev.pgmigrations.history.HistoryRecord;
import dev.pgmigrations.history.State;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.plan.Unit;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Directives;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.TokenHash;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** Walks a plan into a target: each step with its record. */
public final class Executor {

  private static final String CANCELLED = "57014";

  private final SqlTarget target;
  private final HistoryRecord history;
  private final Session session;
  private final Events events;
  private final StopSignal stop;

  /**
   * An executor.
   *
   * @param stop ends it after the unit that is under way
   */
  public Executor(
      SqlTarget target, HistoryRecord history, Session session, Events events, StopSignal stop) {
    this.target = target;
    this.history = history;
    this.session = session;
    this.events = events;
    this.stop = stop;
  }

  /**
   * Does all steps; stops at the first that fails and keeps what was finished.
   *
   * @throws MigrationStoppedException if it was asked to end before
   */
  public void run(Plan plan) {
    int number = 0;
    for (Step step : plan.steps()) {
      number++;
      endIfAsked();
      run(step, number, plan.steps().size());
    }
  }

  /** Makes the history table, and the schemas in which it and the objects go, as far as absent. */
  public void prepare(List<String> statements) {
    List<String> sql = new ArrayList<>(session.reset(Directives.NONE, Optional.empty()));
    sql.addAll(statements);
    sql.addAll(session.leaving());
    target.transaction(SqlTarget.Work.ours(sql));
  }

  private void endIfAsked() {
    if (stop.isRequested()) {
      throw Stops.asked(null);
    }
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
        List<String> sql = new ArrayList<>(session.reset(Directives.NONE, Optional.of(step.id())));
        sql.addAll(history.statements(step.begin()));
        sql.addAll(session.leaving());
        target.transaction(SqlTarget.Work.ours(sql));
      }
    } catch (MigrationException e) {
      MigrationException failure = cancelled(e) ? Stops.asked(e) : e;
      events.tell(new MigrationEvent.StepFailed(step, since(start), failure.diagnostics()));
      throw failure;
    }
    events.tell(new MigrationEvent.StepFinished(step, since(start)));
  }

  /** Whether it failed because it was to end. */
  private boolean cancelled(MigrationException failure) {
    return stop.isRequested()
        && failure instanceof StatementFailedException refused
        && refused.sqlState().equals(CANCELLED);
  }

  private static Duration since(long start) {
    return Duration.ofNanos(System.nanoTime() - start);
  }

  private void run(Step.Run run) {
    if (!run.isAtomic()) {
      journalled(run, null);
      return;
    }
    Unit unit = run.units().get(0);
    try {
      target.transaction(
          new Work(
              run.id(),
              unit.beginOptions(),
              opening(run),
              run.requires(),
              unit.statements(),
              run.verifies(),
              closing(end(run, State.DONE)),
              run.directives().lockTimeout()));
    } catch (UnfitException unfit) {
      journalled(run.in(parts(unit, unfit)), unfit.statement());
    }
  }

  /**
   * The row first, committed; each unit with the number of statements done; the row's end last.
   *
   * @param refused a statement that is known to be refused in a transaction
   */
  private void journalled(Step.Run run, @Nullable Statement refused) {
    target.transaction(
        work(run, opening(run), run.requires(), leftSettings(run), List.of(), session.leaving()));
    try {
      units(run, refused);
      target.transaction(
          work(
              run,
              again(run),
              List.of(),
              List.of(),
              run.verifies(),
              closing(end(run, State.DONE))));
    } catch (StatementFailedException failure) {
      recordFailure(run, failure);
      throw failure;
    }
  }

  /** What the finished statements have set for those that follow, in the session of another run. */
  private List<Statement> leftSettings(Step.Run run) {
    return session.strategy() == LockStrategy.SESSION
        ? LeftSettings.of(run.statements().subList(0, run.begin().statementsDone()))
        : List.of();
  }

  private void units(Step.Run run, @Nullable Statement knownAsRefused) {
    Deque<Unit> left = new ArrayDeque<>(run.units());
    Statement refused = knownAsRefused;
    boolean cutOff = run.cutOff();
    while (!left.isEmpty()) {
      endIfAsked();
      Unit unit = left.remove();
      try {
        unit(run, unit, cutOff, refused);
        events.tell(new MigrationEvent.UnitFinished(run.id(), unit.end(), run.statements().size()));
        cutOff = false;
      } catch (UnfitException unfit) {
        refused = unfit.statement();
        List<Unit> parts = parts(unit, unfit);
        for (int i = parts.size() - 1; i >= 0; i--) {
          left.addFirst(parts.get(i));
        }
      }
    }
  }

  private List<Unit> parts(Unit unit, UnfitException unfit) {
    List<Unit> parts = unfit.parts(unit);
    Statement statement = unfit.statement();
    if (unfit.alone() && !session.neededOutside().isEmpty()) {
      throw new StatementFailedException(
          List.of(SharedSession.refused(statement, session.neededOutside())), null, null);
    }
    events.tell(
        new MigrationEvent.Warned(
            Diagnostic.note(
                    "units",
                    unfit.alone()
                        ? "PostgreSQL refuses this statement in a transaction; it runs alone"
                        : "this statement needs what precedes it committed; a unit ends before it")
                .at(Place.of(statement.source(), statement.start()))));
    return parts;
  }

  private void unit(Step.Run run, Unit unit, boolean cutOff, @Nullable Statement refused) {
    List<String> progress =
        closing(
            new HistoryChange.Progress(
                run.id(), unit.end(), TokenHash.of(run.statements().subList(0, unit.end()))));
    if (unit.transactional()) {
      target.transaction(
          new Work(
              run.id(),
              unit.beginOptions(),
              again(run),
              List.of(),
              unit.statements(),
              List.of(),
              progress,
              run.directives().lockTimeout()));
    } else {
      Statement statement = unit.statements().get(0);
      target.alone(
          new SqlTarget.Alone(
              run.id(),
              statement,
              run.directives().lockTimeout(),
              cutOff,
              statement == refused,
              again(run),
              closing(new HistoryChange.Uncertain(run.id())),
              progress));
    }
  }

  private void recordFailure(Step.Run run, StatementFailedException failure) {
    try {
      target.transaction(
          work(run, again(run), List.of(), List.of(), List.of(), closing(end(run, State.FAILED))));
    } catch (MigrationException second) {
      failure.addSuppressed(second);
    }
  }

  private static Work work(
      Step.Run run,
      List<String> before,
      List<Check> requires,
      List<Statement> statements,
      List<Check> verifies,
      List<String> after) {
    return new Work(
        run.id(),
        "",
        before,
        requires,
        statements,
        verifies,
        after,
        run.directives().lockTimeout());
  }

  private List<String> again(Step.Run run) {
    return session.again(run.directives(), Optional.of(run.id()));
  }

  private List<String> opening(Step.Run run) {
    return opening(run.directives(), run.begin(), run.also());
  }

  private List<String> opening(
      Directives directives, HistoryChange begin, List<HistoryChange> also) {
    List<String> sql = new ArrayList<>(session.reset(directives, Optional.of(begin.id())));
    sql.addAll(history.statements(begin));
    also.forEach(change -> sql.addAll(history.statements(change)));
    return sql;
  }

  private List<String> closing(HistoryChange change) {
    List<String> sql = new ArrayList<>(session.closing());
    sql.addAll(history.statements(change));
    if (change instanceof HistoryChange.End) {
      sql.addAll(session.ending());
    }
    sql.addAll(session.leaving());
    return sql;
  }

  private static HistoryChange.End end(Step.Run run, State state) {
    Direction direction = run.direction();
    return new HistoryChange.End(run.id(), state, direction);
  }
}
