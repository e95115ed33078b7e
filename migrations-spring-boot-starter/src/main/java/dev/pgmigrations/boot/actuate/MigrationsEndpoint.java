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

package dev.pgmigrations.boot.actuate;

import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BiFunction;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.actuate.endpoint.Access;
import org.springframework.boot.actuate.endpoint.OperationResponseBody;
import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;
import org.springframework.boot.actuate.endpoint.annotation.Selector;
import org.springframework.boot.actuate.endpoint.annotation.WriteOperation;
import org.springframework.context.ApplicationContext;

/**
 * Shows what is applied and what is pending, and migrates if access to it is unrestricted. It never
 * rolls back. No answer has values of placeholders or secrets of statements.
 */
@Endpoint(id = "migrations", defaultAccess = Access.READ_ONLY)
public final class MigrationsEndpoint {

  private final ApplicationContext context;
  private final AtomicBoolean migrating = new AtomicBoolean();

  /** An endpoint for the runners of {@code context} and its parents. */
  public MigrationsEndpoint(ApplicationContext context) {
    this.context = context;
  }

  /** What is applied and pending in each target; asks the databases. */
  @ReadOperation
  public MigrationsBody migrations() {
    return new MigrationsBody(contexts((runner, target) -> target(runner, target)));
  }

  /**
   * One migration of each target that has it, with its text; asks the databases. A target whose
   * database does not tell is left out, like one that has no such migration.
   *
   * @param version the version, or the name of a repeatable: {@code repeatable views}
   * @return null if no target has it
   * @throws MigrationException why one does not tell, if no other has it
   */
  @ReadOperation
  public @Nullable MigrationBody migration(@Selector String version) {
    List<MigrationException> failures = new ArrayList<>();
    Map<String, ContextBody<MigrationText>> contexts =
        contexts(
            (runner, target) -> {
              try {
                return text(runner, target, version);
              } catch (MigrationException e) {
                failures.add(e);
                return null;
              }
            });
    boolean found = contexts.values().stream().anyMatch(body -> !body.targets().isEmpty());
    if (!found && !failures.isEmpty()) {
      throw failures.get(0); // It may well be there.
    }
    return found ? new MigrationBody(contexts) : null;
  }

  /**
   * Migrates every target and waits until that is done.
   *
   * @throws RunUnderWayException if a run is under way
   */
  @WriteOperation
  public RunBody migrate() {
    if (!migrating.compareAndSet(false, true)) {
      throw new RunUnderWayException();
    }
    try {
      if (isRunning()) {
        throw new RunUnderWayException();
      }
      return new RunBody(runs());
    } finally {
      migrating.set(false);
    }
  }

  /** Two runs at a time make no sense. */
  public static final class RunUnderWayException extends IllegalStateException {

    RunUnderWayException() {
      super("a run is under way; ask again when it is done");
    }
  }

  /** Whether a run is under way in this process. */
  boolean isRunning() {
    for (ApplicationContext at = context; at != null; at = at.getParent()) {
      for (MigrationRunner runner : at.getBeansOfType(MigrationRunner.class).values()) {
        if (runner.reports().stream().anyMatch(r -> r.state() == TargetReport.State.RUNNING)) {
          return true;
        }
      }
    }
    return false;
  }

  private Map<String, ContextBody<RunText>> runs() {
    Map<MigrationRunner, List<TargetReport>> ran = new LinkedHashMap<>();
    for (ApplicationContext at = context; at != null; at = at.getParent()) {
      for (MigrationRunner runner : at.getBeansOfType(MigrationRunner.class).values()) {
        ran.put(runner, run(runner)); // Before its targets are listed: it finds the tenants.
      }
    }
    return contexts(
        (runner, target) ->
            ran.getOrDefault(runner, List.of()).stream()
                .filter(report -> report.target().equals(target))
                .map(RunText::of)
                .findFirst()
                .orElse(null));
  }

  private static List<TargetReport> run(MigrationRunner runner) {
    try {
      return runner.run();
    } catch (TargetFailedException e) {
      return e.reports();
    }
  }

  private <T> Map<String, ContextBody<T>> contexts(
      BiFunction<MigrationRunner, String, @Nullable T> body) {
    Map<String, ContextBody<T>> contexts = new LinkedHashMap<>();
    for (ApplicationContext at = context; at != null; at = at.getParent()) {
      Map<String, T> targets = new LinkedHashMap<>();
      for (MigrationRunner runner : at.getBeansOfType(MigrationRunner.class).values()) {
        for (String target : runner.targets()) {
          T told = body.apply(runner, target);
          if (told != null) {
            targets.put(target, told);
          }
        }
      }
      ApplicationContext parent = at.getParent();
      contexts.put(
          String.valueOf(at.getId()),
          new ContextBody<>(targets, parent == null ? null : parent.getId()));
    }
    return contexts;
  }

  private static TargetBody target(MigrationRunner runner, String target) {
    String state =
        runner.reports().stream()
            .filter(report -> report.target().equals(target))
            .map(report -> States.text(report.state()))
            .findFirst()
            .orElse("waiting");
    try {
      StatusReport status = runner.migrator(target).status();
      return new TargetBody(
          state, status.rows().stream().map(Row::of).toList(), texts(status.problems()));
    } catch (MigrationException e) {
      return new TargetBody(state, List.of(), texts(e.diagnostics()));
    }
  }

  private @Nullable MigrationText text(MigrationRunner runner, String target, String version) {
    return runner.migrator(target).status().rows().stream()
        .filter(row -> row.id().toString().equals(version))
        .map(row -> MigrationText.of(Row.of(row), sql(runner, target, row)))
        .findFirst()
        .orElse(null);
  }

  private @Nullable MigrationSql sql(MigrationRunner runner, String target, StatusReport.Row row) {
    return MigrationSql.find(
        runner.target(target).settings(), context.getClassLoader(), row.script());
  }

  private static List<String> texts(List<Diagnostic> diagnostics) {
    return diagnostics.stream().map(Diagnostic::toString).toList();
  }

  /** What is applied and pending, by the id of the context. */
  public record MigrationsBody(Map<String, ContextBody<TargetBody>> contexts)
      implements OperationResponseBody {}

  /** One migration, by the id of the context. */
  public record MigrationBody(Map<String, ContextBody<MigrationText>> contexts)
      implements OperationResponseBody {}

  /** What a run did, by the id of the context. */
  public record RunBody(Map<String, ContextBody<RunText>> contexts)
      implements OperationResponseBody {

    /** Whether a target failed. */
    boolean hasFailed() {
      return contexts.values().stream()
          .flatMap(body -> body.targets().values().stream())
          .anyMatch(run -> run.state().equals(States.text(TargetReport.State.FAILED)));
    }
  }

  /** A context, by the names of its targets. */
  public record ContextBody<T>(Map<String, T> targets, @Nullable String parentId) {}

  /**
   * A target.
   *
   * @param state how it fared in the last run of this process
   * @param migrations of the files and of the history
   * @param problems what the plan for the latest version found
   */
  public record TargetBody(String state, List<Row> migrations, List<String> problems) {}

  /**
   * A migration.
   *
   * @param version {@code 7}, or {@code repeatable views}
   * @param units into which it falls; absent where that is not known
   */
  public record Row(
      String version,
      String description,
      String state,
      String script,
      @Nullable Integer units,
      @Nullable Instant appliedAt,
      @Nullable String appliedBy,
      @Nullable Duration took) {

    static Row of(StatusReport.Row row) {
      return new Row(
          row.id().toString(),
          row.description(),
          States.text(row.standing()),
          row.script(),
          row.units() == 0 ? null : row.units(),
          row.at().orElse(null),
          row.by().orElse(null),
          row.took().orElse(null));
    }
  }

  /**
   * A migration with its text.
   *
   * @param sql as the file has it now, placeholders not replaced, passwords masked; absent where
   *     there is no such file
   * @param truncated whether the file is longer than what is shown
   */
  public record MigrationText(Row migration, @Nullable String sql, boolean truncated) {

    static MigrationText of(Row row, @Nullable MigrationSql sql) {
      return sql == null
          ? new MigrationText(row, null, false)
          : new MigrationText(row, sql.text(), sql.truncated());
    }
  }

  /** How a target fared. */
  public record RunText(
      String state, @Nullable String runId, List<StepText> steps, List<String> errors) {

    static RunText of(TargetReport report) {
      return new RunText(
          States.text(report.state()),
          report.migrated().map(MigrationReport::runId).orElse(null),
          report.migrated().map(MigrationReport::steps).orElse(List.of()).stream()
              .map(StepText::of)
              .toList(),
          texts(report.errors()));
    }
  }

  /** A step that is done. */
  public record StepText(String version, String description, String direction, Duration took) {

    static StepText of(MigrationReport.StepReport step) {
      return new StepText(
          step.id().toString(), step.description(), States.text(step.direction()), step.took());
    }
  }
}
