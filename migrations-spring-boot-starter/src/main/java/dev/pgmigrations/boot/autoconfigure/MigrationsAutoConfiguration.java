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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrateOnReady;
import dev.pgmigrations.boot.MigrateOnStartup;
import dev.pgmigrations.boot.MigrationPeek;
import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.boot.MigrationRunListener;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationStrategy;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.StopOnClose;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.event.MigrationListener;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.io.ResourceLoader;
import org.springframework.util.ClassUtils;

/**
 * Migrates the application's PostgreSQL when it is ready, or lets beans that use it wait for the
 * migrations; tells of each run, and warns of what is probably not meant. Every bean stands back
 * for one of the application's.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration"
    })
@ConditionalOnClass({Migrator.class, DataSource.class})
@ConditionalOnBooleanProperty(name = "migrations.enabled", matchIfMissing = true)
@EnableConfigurationProperties(MigrationsProperties.class)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MigrationsAutoConfiguration {

  /** What is migrated: by default what the properties say. */
  @Bean
  @ConditionalOnMissingBean({MigrationTargets.class, MigrationRunner.class})
  MigrationTargets migrationTargets(
      MigrationsProperties properties,
      ListableBeanFactory beans,
      @MigrationsDataSource ObjectProvider<DataSource> marked,
      ObjectProvider<Tenants> tenants,
      Environment environment) {
    return new TargetFactory(
            properties,
            new TargetDataSources(beans, marked),
            beans,
            tenants,
            environment.getProperty("spring.application.name"))
        .targets();
  }

  @Bean
  @ConditionalOnMissingBean
  MigrationRunner migrationRunner(
      MigrationTargets targets,
      ObjectProvider<MigrationListener> listeners,
      ObjectProvider<MigrationStrategy> strategy,
      ObjectProvider<MigrationRunListener> runListeners,
      MigrationsProperties properties,
      ResourceLoader resources) {
    return new MigrationRunner(
        targets,
        listeners.orderedStream().toList(),
        classLoader(resources),
        properties.effectivePolicy(),
        Optional.ofNullable(strategy.getIfAvailable()),
        runListeners.orderedStream().toList());
  }

  private static ClassLoader classLoader(ResourceLoader resources) {
    ClassLoader own = MigrationsAutoConfiguration.class.getClassLoader();
    return Objects.requireNonNullElse(
        resources.getClassLoader(),
        Objects.requireNonNullElse(ClassUtils.getDefaultClassLoader(), own));
  }

  /** Hears everything first, so that other listeners may ask it. */
  @Bean
  @ConditionalOnMissingBean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  MigrationProgress migrationProgress() {
    return new MigrationProgress();
  }

  @Bean
  @ConditionalOnMissingBean
  MigrateOnReady migrateOnReady(
      MigrationRunner runner, MigrationsProperties properties, Environment environment) {
    return new MigrateOnReady(runner, properties.effectiveRunOn(), ShutdownGrace.of(environment));
  }

  @Bean
  @ConditionalOnMissingBean
  StopOnClose migrationsStopOnClose(
      ObjectProvider<MigrationRunner> runner, Environment environment) {
    return new StopOnClose(runner::getObject, ShutdownGrace.of(environment));
  }

  @Bean
  @ConditionalOnMissingBean
  MigrateOnStartup migrateOnStartup(
      ObjectProvider<MigrationRunner> runner,
      MigrationsProperties properties,
      Environment environment) {
    return new MigrateOnStartup(
        runner::getObject, properties.effectiveRunOn(), ShutdownGrace.of(environment));
  }

  @Bean
  static RunEvents migrationsRunEvents(ApplicationEventPublisher publisher) {
    return new RunEvents(publisher);
  }

  @Bean
  OtherTools migrationsOtherTools(ListableBeanFactory beans, ResourceLoader resources) {
    return new OtherTools(beans, classLoader(resources));
  }

  /** For those of the gate, too: each such bean costs the start a little. */
  @Bean
  static LazyInitializationExcludeFilter migrationsLazyInitializationExcludeFilter() {
    return LazyInitializationExcludeFilter.forBeanTypes(
        MigrateOnReady.class,
        MigrateOnStartup.class,
        StopOnClose.class,
        RunEvents.class,
        OtherTools.class,
        MigrationPeek.class,
        SchedulerGate.class);
  }
}
