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
import jakarta.servlet.Filter;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnWebApplication;
import org.springframework.boot.web.servlet.FilterRegistrationBean;
import org.springframework.context.annotation.Bean;
import org.springframework.core.Ordered;
import org.springframework.core.env.Environment;
import org.springframework.util.StringUtils;
import org.springframework.web.util.pattern.PathPattern;

/** Answers requests to a servlet application with 503 while it migrates on ready. */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnClass({Filter.class, PathPattern.class, FilterRegistrationBean.class})
@ConditionalOnWebApplication(type = ConditionalOnWebApplication.Type.SERVLET)
@ConditionalOnBean(MigrationGate.class)
@ConditionalOnSwitch(value = "migrations.enabled", otherwise = true)
public final class MigrationsServletGateAutoConfiguration {

  @Bean
  FilterRegistrationBean<ServletGate> migrationsServletGate(
      MigrationGate migrationGate,
      MigrationsProperties properties,
      ObjectProvider<GatedHttp.PassingPaths> passing,
      Environment environment) {
    MigrationsProperties.Gate settings = properties.effectiveGate();
    String path = environment.getProperty("spring.mvc.servlet.path", "");
    FilterRegistrationBean<ServletGate> registration =
        new FilterRegistrationBean<>(
            new ServletGate(
                settings.http(migrationGate, passing),
                StringUtils.trimTrailingCharacter(path, '/')));
    registration.setEnabled(settings.holdsHttp());
    registration.setOrder(Ordered.HIGHEST_PRECEDENCE);
    return registration;
  }
}
