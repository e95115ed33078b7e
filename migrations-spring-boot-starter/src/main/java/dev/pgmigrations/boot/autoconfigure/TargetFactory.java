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

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.MigrationsCustomizer;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.TenantTargets;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.boot.autoconfigure.MigrationsProperties.Target;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Policies;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;

/** Turns properties into targets; finds all that is wrong at once. */
final class TargetFactory {

  private static final Target NOTHING =
      new MigrationsProperties(
              null, null, null, null, null, null, null, null, null, null, null, null, null, null,
              null, null, null, null, null, null, null, null, null, null, null, null, null, null,
              null, null, null, null, null, null, null)
          .top();

  /** Whose migrations in Java are those of all tenants. */
  private static final String TENANTS = "tenants";

  private final MigrationsProperties properties;
  private final TargetDataSources dataSources;
  private final @Nullable String applicationName;
  private final ListableBeanFactory beans;
  private final ObjectProvider<Tenants> tenants;
  private final List<Diagnostic> problems = new ArrayList<>();

  /**
   * A factory.
   *
   * @param beans has the customizers and the migrations in Java
   * @param tenants asked when a run begins
   * @param applicationName the one of the application
   */
  TargetFactory(
      MigrationsProperties properties,
      TargetDataSources dataSources,
      ListableBeanFactory beans,
      ObjectProvider<Tenants> tenants,
      @Nullable String applicationName) {
    this.properties = properties;
    this.dataSources = dataSources;
    this.beans = beans;
    this.tenants = tenants;
    this.applicationName = applicationName;
  }

  /**
   * The targets in order; one without a name where none is declared.
   *
   * @throws MigrationsConfigurationException naming everything that is wrong
   */
  MigrationTargets targets() {
    Map<String, Target> named = Objects.requireNonNullElse(properties.targets(), Map.of());
    boolean hasTenants =
        BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, Tenants.class, true, false)
                .length
            > 0;
    boolean onlyOne = named.isEmpty() && !hasTenants;
    List<MigrationTarget> targets = new ArrayList<>();
    Set<String> names = new LinkedHashSet<>(named.keySet());
    if (!named.containsKey(TENANTS) && hasTenants) {
      names.add(TENANTS);
    } else if (onlyOne) {
      names.add(MigrationTarget.DEFAULT_NAME);
    }
    JavaMigrations java = JavaMigrations.of(beans, names);
    problems.addAll(java.problems());
    if (onlyOne) {
      add(MigrationTarget.DEFAULT_NAME, MigrationsProperties.PREFIX, NOTHING, java, targets);
    }
    for (String name : TargetOrder.of(named)) {
      Target own = Objects.requireNonNull(named.get(name));
      if (!Boolean.FALSE.equals(own.enabled())) {
        add(name, MigrationsProperties.PREFIX + ".targets." + name, own, java, targets);
      }
    }
    MigrationsConfigurationException.throwIfAny(problems);
    Set<String> present = new HashSet<>();
    for (MigrationTarget target : targets) {
      present.add(target.name());
    }
    return new MigrationTargets(
        targets,
        TargetOrder.waitsFor(named, present),
        hasTenants ? () -> tenants(java.of(TENANTS)) : TenantTargets.NONE);
  }

  /** Those of now; each as the properties say, but for what it says itself. */
  private List<MigrationTarget> tenants(List<JavaMigration> java) {
    Target whole = properties.top();
    List<Diagnostic> wrong = new ArrayList<>();
    List<MigrationTarget> targets = new ArrayList<>();
    IdentityHashMap<DataSource, DataSource> dedicated = new IdentityHashMap<>();
    for (Tenant tenant : TenantList.of(tenants)) {
      try {
        targets.add(
            target(
                tenant.name(),
                whole,
                tenant
                    .dataSource()
                    .map(own -> dedicated.computeIfAbsent(own, DedicatedDataSource::of))
                    .orElseGet(() -> dataSources.of(MigrationsProperties.PREFIX, NOTHING, whole)),
                java,
                settings -> own(tenant, whole, settings)));
      } catch (IllegalArgumentException e) {
        wrong.add(
            Diagnostic.error(
                    "settings", "the tenant '%s': %s".formatted(tenant.name(), e.getMessage()))
                .fix("correct what the Tenants bean says of it"));
      }
    }
    MigrationsConfigurationException.throwIfAny(wrong);
    return targets;
  }

  private static void own(Tenant tenant, Target whole, MigratorSettings.Builder settings) {
    tenant.schema().ifPresent(settings::schema);
    if (!tenant.placeholders().isEmpty()) {
      Map<String, String> all =
          new LinkedHashMap<>(Objects.requireNonNullElse(whole.placeholders(), Map.of()));
      all.putAll(tenant.placeholders());
      settings.placeholders(all);
    }
  }

  private void add(
      String name, String prefix, Target own, JavaMigrations java, List<MigrationTarget> targets) {
    Target whole = own.orFrom(properties.top());
    try {
      targets.add(
          target(name, whole, dataSources.of(prefix, own, whole), java.of(name), settings -> {}));
    } catch (IllegalArgumentException e) {
      problems.add(
          Diagnostic.error("settings", "%s.*: %s".formatted(prefix, e.getMessage()))
              .fix("correct the property"));
    } catch (MigrationsConfigurationException e) {
      problems.addAll(e.diagnostics());
    }
  }

  private MigrationTarget target(
      String name,
      Target whole,
      DataSource dataSource,
      List<JavaMigration> java,
      Consumer<MigratorSettings.Builder> own) {
    if (whole.wantsSeeds() && !whole.mayBeSeeded()) {
      throw new MigrationsConfigurationException(List.of(seedsInProduction(name)));
    }
    return new MigrationTarget(
        name,
        settings(name, whole, java, own),
        dataSource,
        Optional.ofNullable(whole.to()).map(TargetFactory::version),
        whole.wantsSeeds());
  }

  private static Version version(String to) {
    try {
      return Version.of(to);
    } catch (IllegalArgumentException e) {
      throw new IllegalArgumentException("to: " + e.getMessage(), e);
    }
  }

  private static Diagnostic seedsInProduction(String name) {
    return Diagnostic.error(
            "production",
            "seeds are enabled for '%s', which is marked as production".formatted(name))
        .kept("everything as it was")
        .fix(
            "set migrations.seeds.enabled=false there, or migrations.seeds.allow-production=true"
                + " if it is meant");
  }

  private MigratorSettings settings(
      String name,
      Target target,
      List<JavaMigration> java,
      Consumer<MigratorSettings.Builder> own) {
    MigratorSettings.Builder settings = MigratorSettings.builder().target(name);
    files(target, settings);
    database(target, settings);
    run(target, settings);
    if (target.applicationName() != null) {
      settings.application(target.applicationName());
    } else if (applicationName != null) {
      settings.application(applicationName);
    }
    settings.policies(policies(target)).javaMigrations(java);
    own.accept(settings);
    for (MigrationsCustomizer customizer : customizers()) {
      customizer.customize(name, settings);
    }
    return settings.build();
  }

  private List<MigrationsCustomizer> customizers() {
    return beans.getBeanProvider(MigrationsCustomizer.class).orderedStream().toList();
  }

  private static void files(Target target, MigratorSettings.Builder settings) {
    if (target.locations() != null) {
      settings.locations(target.locations());
    }
    if (target.seeds() != null && target.seeds().locations() != null) {
      settings.seedLocations(target.seeds().locations());
    }
    if (target.placeholders() != null) {
      settings.placeholders(target.placeholders());
    }
    if (target.initSql() != null) {
      settings.initSql(target.initSql());
    }
  }

  private static void database(Target target, MigratorSettings.Builder settings) {
    if (target.schema() != null) {
      settings.schema(target.schema());
    }
    if (target.historyTable() != null) {
      settings.historyTable(target.historyTable());
    }
    if (target.role() != null) {
      settings.role(target.role());
    }
    if (target.baseline() != null) {
      settings.baseline(target.baseline());
    }
  }

  private static void run(Target target, MigratorSettings.Builder settings) {
    if (target.lock() != null && target.lock().timeout() != null) {
      settings.lockTimeout(target.lock().timeout());
    }
    if (target.lock() != null && target.lock().strategy() != null) {
      settings.lockStrategy(target.lock().strategy());
    }
    if (target.connectRetry() != null) {
      settings.connectRetry(target.connectRetry());
    }
    if (target.retry() != null) {
      settings.retry(target.retry().schedule());
    }
    if (target.watch() != null) {
      settings.watch(target.watch().settings());
    }
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
}
