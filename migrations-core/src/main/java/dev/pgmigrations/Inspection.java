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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.diagnostic.Severity;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.execute.CheckResult;
import dev.pgmigrations.execute.CommittingTarget;
import dev.pgmigrations.execute.Database;
import dev.pgmigrations.execute.Executor;
import dev.pgmigrations.execute.ScriptTarget;
import dev.pgmigrations.execute.SqlErrors;
import dev.pgmigrations.history.History;
import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Undoing;
import dev.pgmigrations.report.RollbackPreview;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.report.VerifyReport;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Directives;
import dev.pgmigrations.script.Section;
import dev.pgmigrations.script.SectionKind;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;

/** The commands that change nothing. */
final class Inspection {

  private final Work work;

  Inspection(Work work) {
    this.work = work;
  }

  PlannedRun plan(Goal goal) {
    MigrationSet files = work.files();
    try (Database database = work.open()) {
      return planned(files, database, history(database, goal), goal);
    }
  }

  PlannedRun peek(Goal goal) {
    MigrationSet files = work.files();
    try (Database database = work.look()) {
      return planned(files, database, work.read(database, goal, Optional.empty()), goal);
    }
  }

  private PlannedRun planned(
      MigrationSet files, Database database, HistoryTable.Reading reading, Goal goal) {
    return new PlannedRun(
        goal,
        work.plan(files, reading, work.baseline(database, reading), goal),
        reading.history().applied(Kind.VERSIONED).size());
  }

  StatusReport status() {
    MigrationSet files = work.files();
    try (Database database = work.open()) {
      Goal goal = new Goal.Latest();
      HistoryTable.Reading reading = history(database, goal);
      Plan plan = work.plan(files, reading, Optional.empty(), goal);
      return StatusReport.of(files, reading.history(), plan);
    }
  }

  RollbackPreview preview(Goal.Rollback goal) {
    MigrationSet files = work.files();
    try (Database database = work.open()) {
      HistoryTable.Reading reading = history(database, goal);
      Set<String> phrases = new HashSet<>();
      undoings(work.plan(files, reading, Optional.empty(), goal)).stream()
          .flatMap(undoing -> undoing.phrase().stream())
          .forEach(phrases::add);
      Plan plan = work.plan(files, reading, Optional.empty(), goal.confirming(phrases)).accepted();
      CatalogNames names =
          new CatalogNames(database.jdbc(), work.settings().schema().or(reading::schema));
      RowEstimate estimate = new RowEstimate(database.jdbc(), names);
      Cascade cascade = new Cascade(database.jdbc(), names);
      return new RollbackPreview(
          undoings(plan).stream().map(undoing -> step(undoing, estimate, cascade)).toList(),
          plan.warnings());
    }
  }

  private HistoryTable.Reading history(Database database, Goal goal) {
    return new WatchedHistory(work, work.events()).read(database, goal);
  }

  private List<Undoing> undoings(Plan plan) {
    return plan.steps().stream()
        .map(step -> Undoing.of(step, work.settings().placeholders()))
        .toList();
  }

  private static RollbackPreview.Step step(Undoing undoing, RowEstimate estimate, Cascade cascade) {
    return new RollbackPreview.Step(
        undoing.id(),
        undoing.description(),
        undoing.losses().stream()
            .map(loss -> new RollbackPreview.Lost(loss.kind(), loss.name(), estimate.of(loss)))
            .toList(),
        cascade.of(undoing.losses()),
        undoing.phrase(),
        undoing.isOpaque());
  }

  void validate() {
    List<Diagnostic> problems =
        status().problems().stream().filter(p -> p.severity() == Severity.ERROR).toList();
    if (!problems.isEmpty()) {
      throw new PlanRejectedException(problems);
    }
  }

  void dryRun(Goal goal, Appendable out) {
    MigrationSet files = work.files();
    try (Database database = work.open()) {
      HistoryTable.Reading reading = history(database, goal);
      Plan plan = work.plan(files, reading, work.baseline(database, reading), goal).accepted();
      if (plan.steps().isEmpty()) {
        out.append("-- nothing to do\n");
        return;
      }
      Work.Place place = work.place(database, reading);
      ScriptTarget target = new ScriptTarget(out, work.settings().placeholders());
      Executor executor =
          new Executor(target, place.table(), place.session(), work.events(), new StopSignal());
      List<String> creation = work.creation(database, place, reading.schema().isPresent());
      if (!creation.isEmpty()) {
        executor.prepare(creation);
      }
      executor.run(plan);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  VerifyReport verify() {
    MigrationSet files = work.files();
    try (Database database = work.open()) {
      HistoryTable.Reading reading = history(database, new Goal.Latest());
      Work.Place place = work.place(database, reading);
      CommittingTarget target =
          CommittingTarget.toAsk(
              database.connection(),
              work.settings().placeholders(),
              place.facts().role(),
              work.events());
      List<VerifyReport.Result> results = new ArrayList<>();
      applied(files, reading.history())
          .forEach(m -> results.addAll(verify(m, reading.history(), target, place)));
      return new VerifyReport(results);
    }
  }

  private static Stream<Migration> applied(MigrationSet files, History history) {
    return files
        .all()
        .filter(m -> history.active(m.id()).filter(entry -> entry.isApplied()).isPresent());
  }

  private static List<VerifyReport.Result> verify(
      Migration migration, History history, CommittingTarget target, Work.Place place) {
    Optional<Section> section =
        migration.body() instanceof SqlBody sql
            ? sql.script().section(SectionKind.VERIFY)
            : Optional.empty();
    List<Check> checks =
        section.map(Section::checks).orElse(List.of()).stream()
            .filter(check -> isStillAsked(check, section.orElseThrow().directives(), history))
            .toList();
    if (checks.isEmpty()) {
      return List.of();
    }
    return target
        .ask(
            migration.id(),
            place.session().reset(Directives.NONE, Optional.of(migration.id())),
            checks)
        .stream()
        .map(result -> result(migration, result))
        .toList();
  }

  /** Until a later migration makes it untrue. */
  private static boolean isStillAsked(Check check, Directives directives, History history) {
    return check
        .until()
        .or(directives::until)
        .filter(until -> history.isApplied(Version.of(until)))
        .isEmpty();
  }

  private static VerifyReport.Result result(Migration migration, CheckResult result) {
    return new VerifyReport.Result(
        migration.id(),
        result.check().message(),
        result.held()
            ? Optional.empty()
            : Optional.of(SqlErrors.refused(SectionKind.VERIFY, result)));
  }
}
