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
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.context.annotation.Bean;
import org.springframework.web.server.WebFilter;
import reactor.core.publisher.Mono;

/** Answers requests to a reactive application with 503 while it migrates on ready. */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnClass({WebFilter.class, Mono.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.REACTIVE)
@ConditionalOnBean(MigrationGate.class)
@ConditionalOnSwitch(value = "migrations.enabled", otherwise = true)
public final class MigrationsReactiveGateAutoConfiguration {

  @Bean
  ReactiveGate migrationsReactiveGate(
      MigrationGate migrationGate,
      MigrationsProperties properties,
      ObjectProvider<GatedHttp.PassingPaths> passing) {
    MigrationsProperties.Gate settings = properties.effectiveGate();
    return new ReactiveGate(
        settings.http(settings.holdsHttp() ? migrationGate : new MigrationGate(true), passing));
  }
}
