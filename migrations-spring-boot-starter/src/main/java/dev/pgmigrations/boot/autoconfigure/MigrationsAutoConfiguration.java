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
import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationLifecycle;
import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.boot.MigrationRunListener;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationStrategy;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.StartupStepListener;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.event.MigrationListener;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.AutoConfigureOrder;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.context.annotation.Lazy;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.env.Environment;
import org.springframework.core.metrics.ApplicationStartup;
import org.springframework.util.ClassUtils;
import org.springframework.util.StringUtils;

/**
 * Migrates the application's PostgreSQL when it is ready, or lets beans that use the database wait
 * for the migrations; tells of each run, and warns of what is probably not meant. Every bean stands
 * back for one of the application's.
 *
 * <p>There are few beans, and parameters are named as the beans are that they mean: Spring finds
 * those without asking each bean of the application for its type. Both shorten every start.
 *
 * <p>It comes right after Spring Boot's {@code DataSource}, before what uses one where there is
 * one.
 */
@AutoConfiguration(
    afterName = {
      "org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.JndiDataSourceAutoConfiguration",
      "org.springframework.boot.jdbc.autoconfigure.XADataSourceAutoConfiguration"
    })
@AutoConfigureOrder(Ordered.HIGHEST_PRECEDENCE)
@ConditionalOnClass({Migrator.class, DataSource.class})
@ConditionalOnSwitch(value = "migrations.enabled", otherwise = true)
@EnableConfigurationProperties(MigrationsProperties.class)
@Import({DatabaseInitializationDependencyConfigurer.class, AbsentDataSource.class})
public final class MigrationsAutoConfiguration {

  /** What is migrated: by default what the properties say. */
  @Bean
  @ConditionalOnMissingBean({MigrationTargets.class, MigrationRunner.class})
  static MigrationTargets migrationTargets(
      MigrationsProperties properties,
      ListableBeanFactory beans,
      @MigrationsDataSource ObjectProvider<DataSource> marked,
      ObjectProvider<Tenants> tenants,
      Environment environment) {
    return new TargetFactory(
            properties,
            new TargetDataSources(
                beans,
                marked,
                StringUtils.hasText(environment.getProperty("spring.datasource.url"))),
            beans,
            tenants,
            environment.getProperty("spring.application.name"))
        .targets();
  }

  /** Made at once, so that what is wrong in the properties is told at the start. */
  @Bean
  @Lazy(false)
  @ConditionalOnMissingBean
  static MigrationRunner migrationRunner(
      MigrationTargets migrationTargets,
      ObjectProvider<MigrationListener> listeners,
      ObjectProvider<MigrationStrategy> strategy,
      ObjectProvider<MigrationRunListener> runListeners,
      MigrationsProperties properties,
      ConfigurableApplicationContext context) {
    List<MigrationListener> all = new ArrayList<>(listeners.orderedStream().toList());
    if (!context.getApplicationStartup().equals(ApplicationStartup.DEFAULT)) {
      all.add(new StartupStepListener(context.getApplicationStartup()));
    }
    return new MigrationRunner(
        migrationTargets,
        all,
        classLoader(context),
        properties.effectivePolicy(),
        Optional.ofNullable(strategy.getIfAvailable()),
        runListeners.orderedStream().toList());
  }

  private static ClassLoader classLoader(ApplicationContext context) {
    ClassLoader own = MigrationsAutoConfiguration.class.getClassLoader();
    return Objects.requireNonNullElse(
        context.getClassLoader(),
        Objects.requireNonNullElse(ClassUtils.getDefaultClassLoader(), own));
  }

  /** Hears everything first, so that other listeners may ask it. */
  @Bean
  @ConditionalOnMissingBean
  @Order(Ordered.HIGHEST_PRECEDENCE)
  static MigrationProgress migrationProgress() {
    return new MigrationProgress();
  }

  /** Closed until the run only where that comes by itself when the port is open. */
  @Bean
  @ConditionalOnMissingBean
  static MigrationGate migrationGate(MigrationsProperties properties) {
    return new MigrationGate(properties.effectiveRunOn() != RunOn.READY);
  }

  @Bean
  @Lazy(false)
  @ConditionalOnMissingBean
  static MigrationLifecycle migrationLifecycle(
      ApplicationContext context,
      ObjectProvider<MigrationRunner> runner,
      MigrationGate migrationGate,
      MigrationsProperties properties,
      Environment environment) {
    return new MigrationLifecycle(
        context,
        runner::getObject,
        migrationGate,
        properties.effectiveRunOn(),
        ShutdownGrace.of(environment));
  }

  @Bean
  @Lazy(false)
  static RunEvents migrationsRunEvents(ApplicationEventPublisher publisher) {
    return new RunEvents(publisher);
  }

  /** In each context of a hierarchy, for each has schedulers of its own. */
  @Bean
  @Lazy(false)
  static SchedulerGate migrationsSchedulerGate(
      MigrationGate migrationGate, MigrationsProperties properties, ApplicationContext context) {
    return new SchedulerGate(
        properties.effectiveGate().holdsScheduling() ? migrationGate : new MigrationGate(true),
        context);
  }

  /** Only where it is wanted: it sees every bean that is made. */
  @Bean
  @ConditionalOnSwitch("migrations.gate.async.enabled")
  static AsyncGate migrationsAsyncGate(
      ObjectProvider<MigrationsProperties> properties, ObjectProvider<MigrationGate> gate) {
    return new AsyncGate(properties, gate);
  }
}
