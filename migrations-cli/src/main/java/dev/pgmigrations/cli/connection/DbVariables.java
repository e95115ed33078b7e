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

import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * {@code DB_HOST}, {@code DB_PORT}, {@code DB_NAME}, {@code DB_USER}, {@code DB_PASSWORD}, {@code
 * DB_SSL}.
 */
final class DbVariables implements ConnectionSource {

  private static final Set<String> MODES =
      Set.of("disable", "allow", "prefer", "require", "verify-ca", "verify-full");

  @Override
  public Optional<NamedUrl> find(Variables variables) {
    if (!variables.hasAny("DB_HOST", "DB_NAME")) {
      return Optional.empty();
    }
    return Optional.of(
        new UrlParts("DB_HOST and others")
            .host(variables.get("DB_HOST"))
            .port(variables.get("DB_PORT"))
            .parameter("dbname", variables.get("DB_NAME"))
            .parameter("user", variables.get("DB_USER"))
            .parameter("password", variables.secret("DB_PASSWORD"))
            .parameter("sslmode", variables.get("DB_SSL").map(value -> mode(value, variables)))
            .url());
  }

  /** {@code true} is encrypted, certificate unasked; a mode of PostgreSQL is itself. */
  private static String mode(String value, Variables variables) {
    String lower = value.toLowerCase(Locale.ROOT);
    if (MODES.contains(lower)) {
      return lower;
    }
    return variables.isTrue("DB_SSL") ? "require" : "prefer";
  }
}
