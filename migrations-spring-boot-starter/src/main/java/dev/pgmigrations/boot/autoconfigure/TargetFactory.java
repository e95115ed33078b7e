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

package dev.pgmigrations.boot.autoconfigure;

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.MigrationsCustomizer;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ListableBeanFactory;

/** Turns properties into targets; finds all that is wrong at once. */
final class TargetFactory {

  private static final Target NOTHING =
      new MigrationsProperties(
              null, null, null, null, null, null, null, null, null, null, null, null, null, null,
              null, null, null, null, null, null, null, null, null, null, null)
          .top();

  private final MigrationsProperties properties;
  private final TargetDataSources dataSources;
  private final @Nullable String applicationName;
  private final ListableBeanFactory beans;
  private final List<Diagnostic> problems = new ArrayList<>();

  /**
   * A factory.
   *
   * @param beans has the customizers and the migrations in Java
   * @param applicationName the one of the application
   */
  TargetFactory(
      MigrationsProperties properties,
      TargetDataSources dataSources,
      ListableBeanFactory beans,
      @Nullable String applicationName) {
    this.properties = properties;
    this.dataSources = dataSources;
    this.beans = beans;
    this.applicationName = applicationName;
  }

  /**
   * The targets in order; one without a name where none is declared.
   *
   * @throws MigrationsConfigurationException naming everything that is wrong
   */
  MigrationTargets targets() {
    Map<String, Target> named = Objects.requireNonNullElse(properties.targets(), Map.of());
    List<MigrationTarget> targets = new ArrayList<>();
    JavaMigrations java =
        JavaMigrations.of(
            beans, named.isEmpty() ? List.of(MigrationTarget.DEFAULT_NAME) : named.keySet());
    problems.addAll(java.problems());
    if (named.isEmpty()) {
      target(MigrationTarget.DEFAULT_NAME, MigrationsProperties.PREFIX, NOTHING, java)
          .ifPresent(targets::add);
    }
    for (String name : TargetOrder.of(named)) {
      Target own = Objects.requireNonNull(named.get(name));
      if (!Boolean.FALSE.equals(own.enabled())) {
        target(name, MigrationsProperties.PREFIX + ".targets." + name, own, java)
            .ifPresent(targets::add);
      }
    }
    MigrationsConfigurationException.throwIfAny(problems);
    return new MigrationTargets(targets);
  }

  private Optional<MigrationTarget> target(
      String name, String prefix, Target own, JavaMigrations java) {
    Target whole = own.orFrom(properties.top());
    try {
      return Optional.of(
          new MigrationTarget(
              name,
              settings(name, whole, java),
              dataSources.of(prefix, own, whole),
              Optional.ofNullable(whole.to()).map(Version::of),
              whole.seeds() != null && Boolean.TRUE.equals(whole.seeds().enabled())));
    } catch (IllegalArgumentException e) {
      problems.add(
          Diagnostic.error("settings", "%s.*: %s".formatted(prefix, e.getMessage()))
              .fix("correct the property"));
    } catch (MigrationsConfigurationException e) {
      problems.addAll(e.diagnostics());
    }
    return Optional.empty();
  }

  private MigratorSettings settings(String name, Target target, JavaMigrations java) {
    MigratorSettings.Builder settings = MigratorSettings.builder().target(name);
    set(target.locations(), settings::locations);
    set(target.schema(), settings::schema);
    set(target.historyTable(), settings::historyTable);
    set(target.role(), settings::role);
    set(target.baseline(), settings::baseline);
    set(target.placeholders(), settings::placeholders);
    set(target.initSql(), settings::initSql);
    if (target.lock() != null) {
      set(target.lock().timeout(), settings::lockTimeout);
    }
    if (target.seeds() != null) {
      set(target.seeds().locations(), settings::seedLocations);
    }
    set(applicationName, settings::application);
    set(target.applicationName(), settings::application);
    settings.policies(policies(target)).javaMigrations(java.of(name));
    beans
        .getBeanProvider(MigrationsCustomizer.class)
        .orderedStream()
        .forEach(customizer -> customizer.customize(name, settings));
    return settings.build();
  }

  private static Policies policies(Target target) {
    Policies defaults = Policies.DEFAULT;
    return new Policies(
        Objects.requireNonNullElse(target.outOfOrder(), defaults.outOfOrder()),
        Objects.requireNonNullElse(target.changed(), defaults.changed()),
        Objects.requireNonNullElse(target.missing(), defaults.missing()),
        Objects.requireNonNullElse(target.ahead(), defaults.ahead()),
        Objects.requireNonNullElse(target.empty(), defaults.empty()));
  }

  private static <T> void set(@Nullable T value, Consumer<T> setter) {
    if (value != null) {
      setter.accept(value);
    }
  }
}
