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

package dev.pgmigrations.boot.command;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.RunMode;
import dev.pgmigrations.boot.RunPolicy;
import dev.pgmigrations.boot.ShutdownHook;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties;
import dev.pgmigrations.boot.autoconfigure.ShutdownGrace;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.Nearest;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.LogListener;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.VerifyReport;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.context.ApplicationContext;

/** Carries out a command on the targets, one call on the engine for each, and tells how it went. */
final class CommandRun {

  private final Arguments arguments;
  private final Console console;
  private final MigrationTargets targets;
  private final RunPolicy policy;
  private final Duration grace;
  private final ClassLoader classLoader;
  private boolean withNames;

  private CommandRun(
      Arguments arguments,
      Console console,
      MigrationTargets targets,
      RunPolicy policy,
      Duration grace,
      ClassLoader classLoader) {
    this.arguments = arguments;
    this.console = console;
    this.targets = targets;
    this.policy = policy;
    this.grace = grace;
    this.classLoader = classLoader;
  }

  /**
   * A command on the targets of an application.
   *
   * @throws UsageException if it names targets that are not there
   */
  static CommandRun of(ApplicationContext context, Arguments arguments, Console console) {
    MigrationTargets all = targets(context);
    RunPolicy policy =
        context.getBeanProvider(MigrationsProperties.class).stream()
            .findFirst()
            .map(MigrationsProperties::effectivePolicy)
            .orElse(RunPolicy.DEFAULT);
    return new CommandRun(
        arguments,
        console,
        arguments.targets().isEmpty() ? all : chosen(all, arguments.targets()),
        policy.with(new RunMode.Migrate()),
        ShutdownGrace.of(context.getEnvironment()),
        Objects.requireNonNullElse(context.getClassLoader(), CommandRun.class.getClassLoader()));
  }

  private static MigrationTargets targets(ListableBeanFactory beans) {
    MigrationTargets targets = beans.getBeanProvider(MigrationTargets.class).getIfAvailable();
    if (targets != null) {
      return targets;
    }
    MigrationRunner own = beans.getBeanProvider(MigrationRunner.class).getIfAvailable();
    if (own == null) {
      throw new MigrationsConfigurationException(
          List.of(
              Diagnostic.error("no-migrations", "this application has no migrations")
                  .fix(
                      "let Spring Boot configure it (@EnableAutoConfiguration); if it was built"
                          + " ahead of time, build it with migrations.enabled=true")));
    }
    return new MigrationTargets(own.targets().stream().map(own::target).toList());
  }

  private static MigrationTargets chosen(MigrationTargets all, List<String> names) {
    MigrationTargets chosen = all.only(names);
    List<String> known = new ArrayList<>(names(all.targets()));
    if (chosen.hasTenants()) {
      known.addAll(names(all.tenants().targets()));
    }
    List<String> unknown = names.stream().filter(name -> !known.contains(name)).toList();
    if (!unknown.isEmpty()) {
      throw new UsageException(
          unknown.stream()
                  .map(
                      name ->
                          "There is no target '%s'%s".formatted(name, Nearest.hint(name, known)))
                  .collect(Collectors.joining("\n"))
              + "\nThere are: "
              + String.join(", ", known));
    }
    return chosen;
  }

  private static List<String> names(List<MigrationTarget> targets) {
    return targets.stream().map(MigrationTarget::name).toList();
  }

  /** Does it. */
  ExitCode run() {
    return switch (arguments.command()) {
      case MIGRATE -> migrate();
      case STATUS -> each(this::status);
      case VALIDATE -> each(this::validate);
      case VERIFY -> each(this::verify);
      case ROLLBACK -> theOne(this::rollback);
      case DRY_RUN -> arguments.rollback().isPresent() ? theOne(this::dryRun) : each(this::dryRun);
      case HELP -> throw console.help();
    };
  }

  private ExitCode migrate() {
    MigrationRunner runner =
        new MigrationRunner(targets, List.of(), classLoader, policy, Optional.empty(), List.of());
    try {
      List<TargetReport> reports = ShutdownHook.during(runner::run, () -> runner.stop(grace));
      tell(reports);
      return reports.isEmpty() ? none() : ExitCode.DONE;
    } catch (TargetFailedException e) {
      tell(e.reports());
      return ExitCode.FAILED;
    }
  }

  private void tell(List<TargetReport> reports) {
    withNames = reports.size() > 1;
    reports.forEach(this::tell);
  }

  private void tell(TargetReport report) {
    StringBuilder text = new StringBuilder(heading(report.target()));
    Stream.of(report.migrated(), report.seeded().filter(seeds -> !seeds.isNothing()))
        .flatMap(Optional::stream)
        .forEach(done -> text.append(done.text()));
    switch (report.state()) {
      case DONE -> console.tell(text.toString());
      case FAILED -> console.complain(text.append(untold(report)).toString());
      case WAITING, RUNNING -> console.complain(text.append("not tried").toString());
    }
  }

  /** The errors of a target that failed before its first step, say. */
  private static String untold(TargetReport report) {
    boolean told =
        Stream.of(report.migrated(), report.seeded())
            .flatMap(Optional::stream)
            .anyMatch(done -> !done.errors().isEmpty());
    return told
        ? ""
        : report.errors().stream().map(Diagnostic::toString).collect(Collectors.joining("\n"));
  }

  private ExitCode none() {
    console.tell("no migration target is enabled");
    return ExitCode.DONE;
  }

  /** To undo in several places at once is asked for by nobody who knows that there are several. */
  private ExitCode theOne(Function<MigrationTarget, ExitCode> what) {
    boolean several = targets.targets().size() > 1 || targets.hasTenants();
    if (several && arguments.targets().isEmpty()) {
      throw new UsageException(
          "There are several targets; say with migrations.target where to roll back: "
              + String.join(", ", names(targets.targets())));
    }
    List<MigrationTarget> some = new ArrayList<>(targets.targets());
    some.addAll(targets.tenants().targets());
    Collections.reverse(some); // Who came after another may need what that one made.
    withNames = targets.hasTenants() || some.size() > 1;
    return some.isEmpty() ? none() : each(some, what);
  }

  /** The tenants after the targets, which may have their list. */
  private ExitCode each(Function<MigrationTarget, ExitCode> what) {
    boolean hasTenants = targets.hasTenants();
    withNames = hasTenants || targets.targets().size() > 1;
    ExitCode code = each(targets.targets(), what);
    if (hasTenants) {
      code = code.and(each(targets.tenants().targets(), what));
    } else if (targets.targets().isEmpty()) {
      return none();
    }
    return code;
  }

  private ExitCode each(List<MigrationTarget> some, Function<MigrationTarget, ExitCode> what) {
    ExitCode code = ExitCode.DONE;
    for (MigrationTarget target : some) {
      try {
        code = code.and(what.apply(target));
      } catch (MigrationException e) {
        console.complain(heading(target.name()) + Console.text(e));
        code = code.and(ExitCode.FAILED);
      }
    }
    return code;
  }

  private void tell(MigrationTarget target, String text) {
    console.tell(heading(target.name()) + text);
  }

  private String heading(String target) {
    return withNames ? target + "\n" : "";
  }

  private ExitCode status(MigrationTarget target) {
    Migrator migrator = migrator(target);
    tell(target, migrator.status().text());
    boolean pending =
        arguments.failOnPending()
            && target.goals().anyMatch(goal -> !migrator.plan(goal).plan().steps().isEmpty());
    return pending ? ExitCode.PENDING : ExitCode.DONE;
  }

  private ExitCode validate(MigrationTarget target) {
    migrator(target).validate();
    tell(target, "files and history agree");
    return ExitCode.DONE;
  }

  private ExitCode verify(MigrationTarget target) {
    VerifyReport report = migrator(target).verify();
    tell(target, report.text());
    return report.holds() ? ExitCode.DONE : ExitCode.FAILED;
  }

  private ExitCode dryRun(MigrationTarget target) {
    Goal goal =
        arguments
            .rollback()
            .<Goal>map(rollback -> rollback)
            .orElseGet(() -> target.goals().findFirst().orElseThrow());
    if (withNames) {
      console.tell("-- target " + target.name());
    }
    migrator(target).dryRun(goal, console.out());
    if (target.seeds() && arguments.rollback().isEmpty()) {
      console.tell("-- the seeds, which are run after this, are not shown");
    }
    return ExitCode.DONE;
  }

  private ExitCode rollback(MigrationTarget target) {
    Migrator migrator = migrator(target);
    Goal.Rollback goal = arguments.rollback().orElseThrow();
    MigrationReport report =
        ShutdownHook.during(() -> migrator.rollback(goal), () -> migrator.stop(grace));
    tell(target, report.text());
    return ExitCode.DONE;
  }

  private Migrator migrator(MigrationTarget target) {
    return new Migrator(
        target.settings(),
        target.dataSource(),
        List.of(new LogListener(target.label())),
        classLoader);
  }
}
