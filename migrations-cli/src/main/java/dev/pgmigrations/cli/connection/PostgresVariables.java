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

package dev.pgmigrations.cli.connection;

import java.util.Optional;

/**
 * {@code POSTGRES_DB}, {@code POSTGRES_USER}, {@code POSTGRES_PASSWORD}: what the Docker image is
 * started with, and so what many a compose file has. Host and port are this machine's unless {@code
 * POSTGRES_HOST} and {@code POSTGRES_PORT} say otherwise.
 */
final class PostgresVariables implements ConnectionSource {

  @Override
  public Optional<NamedUrl> find(Variables variables) {
    if (!variables.hasAny("POSTGRES_DB", "POSTGRES_USER", "POSTGRES_PASSWORD")) {
      return Optional.empty();
    }
    Optional<String> user = variables.get("POSTGRES_USER").or(() -> Optional.of("postgres"));
    return Optional.of(
        new UrlParts("POSTGRES_DB and others")
            .host(variables.get("POSTGRES_HOST"))
            .port(variables.get("POSTGRES_PORT"))
            .parameter("dbname", variables.get("POSTGRES_DB").or(() -> user))
            .parameter("user", user)
            .parameter("password", variables.secret("POSTGRES_PASSWORD"))
            .url());
  }
}
