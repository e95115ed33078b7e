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

import dev.pgmigrations.boot.MigrateOnStartup;
import dev.pgmigrations.boot.MigrationRunner;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.LazyInitializationExcludeFilter;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.sql.init.dependency.DatabaseInitializationDependencyConfigurer;
import org.springframework.context.ApplicationEventPublisher;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Import;
import org.springframework.core.env.Environment;

/**
 * Lets beans that use the database wait for the migrations where these run on startup, and tells
 * the application of each run.
 */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnBean(MigrationRunner.class)
@ConditionalOnBooleanProperty(name = "migrations.enabled", matchIfMissing = true)
@Import(DatabaseInitializationDependencyConfigurer.class)
public final class MigrationsStartupAutoConfiguration {

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
  @ConditionalOnMissingBean
  static RunEvents migrationsRunEvents(ApplicationEventPublisher publisher) {
    return new RunEvents(publisher);
  }

  @Bean
  static LazyInitializationExcludeFilter migrationsStartupLazyInitializationExcludeFilter() {
    return LazyInitializationExcludeFilter.forBeanTypes(MigrateOnStartup.class, RunEvents.class);
  }
}
