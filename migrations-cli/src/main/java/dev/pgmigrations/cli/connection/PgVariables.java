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

import java.util.Map;
import java.util.Optional;

/**
 * libpq's own: {@code PGHOST}, {@code PGPORT}, {@code PGDATABASE}, {@code PGUSER}, {@code
 * PGPASSWORD}, and {@code PGSERVICE}, whose entries come before the others, as with psql.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-envars.html">PostgreSQL, 34.15</a>
 */
final class PgVariables implements ConnectionSource {

  /** Names of libpq's parameters, by the variables that stand for them. */
  private static final Map<String, String> FURTHER =
      Map.of(
          "PGSSLMODE", "sslmode",
          "PGSSLROOTCERT", "sslrootcert",
          "PGSSLCERT", "sslcert",
          "PGSSLKEY", "sslkey",
          "PGCHANNELBINDING", "channel_binding",
          "PGCONNECT_TIMEOUT", "connect_timeout",
          "PGTARGETSESSIONATTRS", "target_session_attrs",
          "PGOPTIONS", "options");

  private final ServiceFile services;

  PgVariables(ServiceFile services) {
    this.services = services;
  }

  @Override
  public Optional<NamedUrl> find(Variables variables) {
    if (!variables.hasAny("PGHOST", "PGHOSTADDR", "PGPORT", "PGDATABASE", "PGUSER", "PGSERVICE")) {
      return Optional.empty();
    }
    Optional<String> service = variables.get("PGSERVICE");
    Variables entries =
        service
            .map(name -> services.find(name, variables))
            .orElseGet(() -> new Variables(Map.of()));
    UrlParts parts =
        new UrlParts(service.map(name -> "PGSERVICE " + name).orElse("PGHOST and others"))
            .host(host(entries, variables))
            .port(entries.get("port").or(() -> variables.get("PGPORT")))
            .parameter("dbname", entries.get("dbname").or(() -> variables.get("PGDATABASE")))
            .parameter("user", entries.get("user").or(() -> variables.get("PGUSER")))
            .parameter(
                "password", entries.secret("password").or(() -> variables.secret("PGPASSWORD")));
    FURTHER.forEach(
        (variable, name) ->
            parts.parameter(name, entries.get(name).or(() -> variables.get(variable))));
    return Optional.of(parts.url());
  }

  /** An address stands in for a name that is not given. */
  private static Optional<String> host(Variables entries, Variables variables) {
    return entries
        .get("host")
        .or(() -> variables.get("PGHOST"))
        .or(() -> entries.get("hostaddr"))
        .or(() -> variables.get("PGHOSTADDR"));
  }
}
