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
import java.util.stream.Stream;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.endpoint.EndpointId;
import org.springframework.boot.actuate.endpoint.web.PathMappedEndpoints;
import org.springframework.boot.actuate.endpoint.web.WebServerNamespace;
import org.springframework.boot.autoconfigure.AutoConfiguration;
import org.springframework.boot.autoconfigure.condition.ConditionalOnBean;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.context.annotation.Bean;

/** Lets requests for the actuator pass, where it answers on the port of the application. */
@AutoConfiguration(after = MigrationsAutoConfiguration.class)
@ConditionalOnClass(PathMappedEndpoints.class)
@ConditionalOnBean(MigrationGate.class)
public final class MigrationsGateActuatorAutoConfiguration {

  @Bean
  GatedHttp.PassingPaths migrationsGateActuatorPaths(ObjectProvider<PathMappedEndpoints> paths) {
    return () -> paths.stream().flatMap(MigrationsGateActuatorAutoConfiguration::prefixes).toList();
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
