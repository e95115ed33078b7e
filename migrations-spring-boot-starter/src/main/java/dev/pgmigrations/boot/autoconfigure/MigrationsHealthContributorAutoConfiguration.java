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

import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.actuate.MigrationsHealthIndicator;
import java.time.Clock;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.boot.health.autoconfigure.contributor.ConditionalOnEnabledHealthIndicator;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.context.annotation.Bean;

/** Says by the component {@code migrations} of health whether the schema is ready. */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnClass({HealthIndicator.class, ConditionalOnEnabledHealthIndicator.class})
@ConditionalOnBean({MigrationRunner.class, MigrationsProperties.class})
@ConditionalOnEnabledHealthIndicator("migrations")
public final class MigrationsHealthContributorAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean(name = {"migrationsHealthIndicator", "migrationsHealthContributor"})
  MigrationsHealthIndicator migrationsHealthIndicator(
      MigrationRunner migrationRunner,
      MigrationProgress migrationProgress,
      MigrationsProperties properties) {
    return new MigrationsHealthIndicator(
        migrationRunner, migrationProgress, properties.effectiveRunOn(), Clock.systemUTC());
  }
}
