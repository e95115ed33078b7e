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
import dev.pgmigrations.boot.actuate.MigrationsInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.ConditionalOnEnabledInfoContributor;
import org.springframework.boot.actuate.autoconfigure.info.InfoContributorFallback;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;

/**
 * Tells the version of the schema among the info, if {@code management.info.migrations.enabled}.
 */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnClass({InfoContributor.class, ConditionalOnEnabledInfoContributor.class})
@ConditionalOnBean({MigrationRunner.class, MigrationProgress.class})
@ConditionalOnEnabledInfoContributor(
    value = "migrations",
    fallback = InfoContributorFallback.DISABLE)
public final class MigrationsInfoContributorAutoConfiguration {

  @Bean
  @ConditionalOnMissingBean
  MigrationsInfoContributor migrationsInfoContributor(
      MigrationRunner migrationRunner, MigrationProgress migrationProgress) {
    return new MigrationsInfoContributor(migrationRunner, migrationProgress);
  }
}
