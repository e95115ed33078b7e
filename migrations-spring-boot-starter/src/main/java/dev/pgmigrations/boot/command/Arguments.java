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

import dev.pgmigrations.boot.autoconfigure.MigrationsProperties;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Command;
import dev.pgmigrations.diagnostic.Nearest;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import java.lang.reflect.RecordComponent;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.springframework.boot.context.properties.bind.BindException;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.UnboundConfigurationPropertiesException;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.ConfigurationProperty;
import org.springframework.boot.context.properties.source.UnboundElementsSourceFilter;
import org.springframework.core.env.Environment;

/**
 * What is to be done; it makes sense once it exists.
 *
 * @param targets to which; empty: to all
 * @param rollback what to undo, for the commands that do or show that
 * @param failOnPending whether a status with something pending is a failure
 */
record Arguments(
    Command command,
    List<String> targets,
    Optional<Goal.Rollback> rollback,
    boolean failOnPending) {

  private static final String ROLLBACK = "migrations.rollback";

  Arguments {
    targets = List.copyOf(targets);
  }

  /**
   * Reads the properties that say it.
   *
   * @throws UsageException if they make no sense
   */
  static Arguments of(Environment environment) {
    Command command = command(environment.getRequiredProperty(CommandPostProcessor.PROPERTY));
    try {
      Binder binder = Binder.get(environment);
      return new Arguments(
          command,
          binder.bind("migrations.target", Bindable.listOf(String.class)).orElse(List.of()),
          rollback(command, binder),
          binder.bind("migrations.fail-on-pending", Boolean.class).orElse(false));
    } catch (BindException e) {
      throw wrong(e);
    }
  }

  private static Command command(String text) {
    String said = text.strip().toLowerCase(Locale.ROOT).replace('_', '-');
    List<String> names = Arrays.stream(Command.values()).map(Command::text).toList();
    return Arrays.stream(Command.values())
        .filter(command -> command.text().equals(said))
        .findFirst()
        .orElseThrow(
            () ->
                new UsageException(
                    "There is no command '%s'%s\nThere are: %s"
                        .formatted(said, Nearest.hint(said, names), String.join(", ", names))));
  }

  private static Optional<Goal.Rollback> rollback(Command command, Binder binder) {
    BindHandler strict =
        new NoUnboundElementsBindHandler(BindHandler.DEFAULT, new UnboundElementsSourceFilter());
    Optional<Goal.Rollback> goal =
        binder
            .bind(ROLLBACK, Bindable.of(MigrationsProperties.Rollback.class), strict)
            .map(Arguments::goal)
            .orElse(Optional.empty());
    if (command == Command.ROLLBACK && goal.isEmpty()) {
      throw new UsageException(
          "What is to be rolled back? Give one of migrations.rollback.steps, to, only and all");
    }
    if (goal.isPresent() && command != Command.ROLLBACK && command != Command.DRY_RUN) {
      throw new UsageException(
          ROLLBACK + ".* is given, but the command is no rollback and no dry-run of one");
    }
    return goal;
  }

  private static Optional<Goal.Rollback> goal(MigrationsProperties.Rollback said) {
    Set<String> phrases = Set.copyOf(Objects.requireNonNullElse(said.confirm(), List.of()));
    List<Supplier<Goal.Rollback>> goals = new ArrayList<>();
    if (said.steps() != null) {
      int steps = said.steps();
      goals.add(() -> new Goal.RollbackLast(steps, phrases));
    }
    if (said.to() != null) {
      String to = said.to();
      goals.add(() -> new Goal.RollbackTo(Version.of(to), phrases));
    }
    if (said.only() != null) {
      String only = said.only();
      goals.add(() -> new Goal.RollbackOnly(Version.of(only), phrases));
    }
    if (Boolean.TRUE.equals(said.all())) {
      goals.add(() -> new Goal.RollbackAll(phrases));
    }
    if (goals.size() > 1) {
      throw new UsageException(
          "Give only one of migrations.rollback.steps, to, only and all: each says what to undo");
    }
    try {
      return goals.stream().findFirst().map(Supplier::get);
    } catch (IllegalArgumentException e) {
      throw new UsageException(ROLLBACK + ": " + e.getMessage());
    }
  }

  private static UsageException wrong(BindException failure) {
    if (failure.getCause() instanceof UnboundConfigurationPropertiesException unbound) {
      List<String> known =
          Arrays.stream(MigrationsProperties.Rollback.class.getRecordComponents())
              .map(RecordComponent::getName)
              .map(name -> ROLLBACK + "." + name)
              .toList();
      return new UsageException(
          unbound.getUnboundProperties().stream()
              .map(property -> property.getName().toString())
              .map(name -> "There is no " + name + Nearest.hint(name, known))
              .collect(Collectors.joining("\n")));
    }
    ConfigurationProperty property = failure.getProperty();
    return new UsageException(
        property == null
            ? "%s cannot be used: %s".formatted(failure.getName(), failure.getMessage())
            : "%s cannot be '%s'".formatted(property.getName(), property.getValue()));
  }
}
