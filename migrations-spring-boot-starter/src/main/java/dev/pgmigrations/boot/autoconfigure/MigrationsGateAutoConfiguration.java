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

import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationPeek;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.RunOn;
import java.time.Duration;
import java.util.stream.Stream;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

/**
 * Holds back what would use the database while it is migrated on ready, and lets it go at once
 * where nothing is pending.
 */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnBean(MigrationsProperties.class)
public final class MigrationsGateAutoConfiguration {

  private static final Duration PEEK_TIMEOUT = Duration.ofSeconds(2);

  /** Closed until the run only where that comes by itself when the port is open. */
  @Bean
  @ConditionalOnMissingBean
  MigrationGate migrationGate(MigrationsProperties properties) {
    return new MigrationGate(properties.effectiveRunOn() != RunOn.READY);
  }

  @Bean
  @ConditionalOnMissingBean
  MigrationPeek migrationPeek(
      ObjectProvider<MigrationRunner> runner, MigrationGate gate, ListableBeanFactory beans) {
    return new MigrationPeek(
        runner::getObject, gate, new EarlyDatabaseUsers(beans)::names, PEEK_TIMEOUT);
  }

  @Bean
  SchedulerGate migrationsSchedulerGate(
      MigrationGate gate, MigrationsProperties properties, ApplicationContext context) {
    return new SchedulerGate(
        properties.effectiveGate().holdsScheduling() ? gate : new MigrationGate(true), context);
  }

  @Bean
  static AsyncGate migrationsAsyncGate(
      ObjectProvider<MigrationsProperties> properties, ObjectProvider<MigrationGate> gate) {
    return new AsyncGate(properties, gate);
  }

  /** Where the actuator answers, on the port of the application. */
  @Configuration(proxyBeanMethods = false)
  @ConditionalOnClass(PathMappedEndpoints.class)
  static class Actuator {

    @Bean
    GatedHttp.PassingPaths migrationsGateActuatorPaths(ObjectProvider<PathMappedEndpoints> paths) {
      return () -> paths.stream().flatMap(Actuator::prefixes).toList();
    }

    private static Stream<String> prefixes(PathMappedEndpoints paths) {
      Stream<String> health =
          paths.getAdditionalPaths(WebServerNamespace.SERVER, EndpointId.of("health")).stream();
      return Stream.concat(
          paths.getBasePath().isEmpty()
              ? paths.getAllPaths().stream()
              : Stream.of(paths.getBasePath()),
          health);
    }
  }
}
