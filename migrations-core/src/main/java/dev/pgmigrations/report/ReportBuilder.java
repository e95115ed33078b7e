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

package dev.pgmigrations.report;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Step;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/** Folds the events of a run into its report. */
public final class ReportBuilder implements MigrationListener {

  private final long start = System.nanoTime();
  private final List<MigrationReport.StepReport> steps = new ArrayList<>();
  private final List<MigrationReport.CheckReport> checks = new ArrayList<>();
  private final List<String> notices = new ArrayList<>();
  private final Set<Diagnostic> warnings = new LinkedHashSet<>();
  private final List<Diagnostic> errors = new ArrayList<>();
  private String runId = "";
  private int planned;
  private int appliedBefore;
  private Duration lockWaited = Duration.ZERO;
  private @Nullable Step running;
  private int unitsDone;
  private int checksBefore;
  private int noticesBefore;
  private int retries;

  @Override
  public void on(MigrationEvent event) {
    // First what each run tells: one with nothing to do then loads no class of the others.
    if (event instanceof MigrationEvent.RunStarted started) {
      runId = started.runId();
    } else if (event instanceof MigrationEvent.Planned plan) {
      planned = steps.size() + plan.plan().steps().size();
      appliedBefore = plan.applied();
      warnings.addAll(plan.plan().warnings());
    } else if (event instanceof MigrationEvent.RunFinished) {
      return; // All of it has been told.
    } else if (event instanceof MigrationEvent.LockObtained obtained) {
      lockWaited = lockWaited.plus(obtained.waited());
    } else if (event instanceof MigrationEvent.StepStarted started) {
      running = started.step();
      unitsDone = started.step().begin().statementsDone();
      unitBegins();
    } else if (event instanceof MigrationEvent.UnitFinished unit) {
      unitsDone = unit.done();
      unitBegins();
    } else if (event instanceof MigrationEvent.UnitRetried) {
      retries++;
      forgetUnit();
    } else if (event instanceof MigrationEvent.CheckAnswered check) {
      checks.add(
          new MigrationReport.CheckReport(
              check.id(), check.kind().name(), check.message(), check.held()));
    } else if (event instanceof MigrationEvent.NoticeRaised notice) {
      notices.add(notice.severity() + ": " + notice.message());
    } else if (event instanceof MigrationEvent.StepFinished finished) {
      finished(finished);
    } else if (event instanceof MigrationEvent.Warned warned) {
      warnings.add(warned.diagnostic());
    } else if (event instanceof MigrationEvent.RunFailed failed) {
      errors.addAll(failed.diagnostics());
    }
  }

  private void unitBegins() {
    checksBefore = checks.size();
    noticesBefore = notices.size();
  }

  /** All of it is undone, and will be told again. */
  private void forgetUnit() {
    checks.subList(checksBefore, checks.size()).clear();
    notices.subList(noticesBefore, notices.size()).clear();
  }

  private void finished(MigrationEvent.StepFinished finished) {
    Step step = finished.step();
    steps.add(
        new MigrationReport.StepReport(
            step.id(),
            step.description(),
            step.direction(),
            step.begin().units(),
            finished.took()));
    running = null;
  }

  /**
   * What the database has of the run so far, for a message: {@code nothing of 7; 5 and 6 are
   * applied}.
   *
   * @param certain false if the connection broke, perhaps after the server had committed
   */
  public Optional<String> kept(boolean certain) {
    Step step = running;
    if (step == null) {
      return Optional.empty();
    }
    MigrationId id = step.id();
    String done =
        unitsDone == 0
            ? "nothing of " + id
            : "the first %s of %s statements of %s"
                .formatted(unitsDone, step.begin().statementsTotal(), id);
    String own =
        certain
            ? done
            : done
                + ", or, if the server committed before the connection broke, what was under way";
    return Optional.of(steps.isEmpty() ? own : own + "; " + doneBefore());
  }

  private String doneBefore() {
    List<String> ids = steps.stream().map(step -> step.id().toString()).toList();
    String verb = steps.get(0).direction() == Direction.DOWN ? "undone" : "applied";
    if (ids.size() == 1) {
      return ids.get(0) + " is " + verb;
    }
    if (ids.size() > 5) {
      return "%s before it are %s".formatted(ids.size(), verb);
    }
    return String.join(", ", ids.subList(0, ids.size() - 1))
        + " and "
        + ids.get(ids.size() - 1)
        + " are "
        + verb;
  }

  /** The report as of now. */
  public MigrationReport report() {
    return new MigrationReport(
        runId,
        appliedBefore,
        planned,
        steps,
        checks,
        notices,
        List.copyOf(warnings),
        errors,
        retries,
        lockWaited,
        Duration.ofNanos(System.nanoTime() - start));
  }
}
