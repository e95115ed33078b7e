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

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * Finds the database that is meant: by an url, else by {@code DATABASE_URL}, else by {@code PGHOST}
 * and its like, else by {@code DB_HOST} and its like, else by {@code POSTGRES_DB} and its like. A
 * file that was named comes before the environment.
 */
public final class DatabaseFinder {

  private static final Variables NONE = new Variables(Map.of());

  private final Variables environment;
  private final Path folder;
  private final String osUser;
  private final List<ConnectionSource> sources;

  /**
   * A finder.
   *
   * @param environment of the process
   * @param folder the working folder
   * @param home the user's folder
   * @param osUser as whom one connects where nobody is named, as with psql
   */
  public DatabaseFinder(Map<String, String> environment, Path folder, Path home, String osUser) {
    this.environment = new Variables(environment);
    this.folder = folder;
    this.osUser = osUser;
    this.sources =
        List.of(
            new UrlVariable(),
            new PgVariables(new ServiceFile(home)),
            new DbVariables(),
            new PostgresVariables());
  }

  /** The environment, with what {@code envFile} says before it. */
  public Variables variables(Optional<Path> envFile) {
    return file(envFile).orElse(environment);
  }

  /**
   * The database.
   *
   * @param url that was given, if any
   * @param envFile that was named, if any
   * @throws ConnectionException if there is none, or what names one is wrong
   */
  public DatabaseAddress find(Optional<String> url, Optional<Path> envFile) {
    Variables file = file(envFile);
    Variables all = file.orElse(environment);
    NamedUrl found =
        url.map(text -> NamedUrl.parse("--url", text))
            .or(() -> first(file))
            .or(() -> first(all))
            .orElseThrow(DatabaseFinder::none);
    return address(found, all);
  }

  private Variables file(Optional<Path> envFile) {
    return envFile.map(file -> EnvFile.read(folder.resolve(file))).orElse(NONE);
  }

  private Optional<NamedUrl> first(Variables variables) {
    return sources.stream().flatMap(source -> source.find(variables).stream()).findFirst();
  }

  /** An url may leave user and password to PGUSER and PGPASSWORD, as libpq allows. */
  private DatabaseAddress address(NamedUrl named, Variables variables) {
    String user = named.url().username().or(() -> variables.get("PGUSER")).orElse(osUser);
    return new DatabaseAddress(
        named.origin(),
        named.url(),
        named.url().host(),
        named.url().database().orElse(user),
        user,
        named.url().password().or(() -> variables.secret("PGPASSWORD")));
  }

  private static ConnectionException none() {
    return new ConnectionException(
        "no database is named",
        "give --url postgres://user@host:5432/database, or DATABASE_URL, PGHOST and PGDATABASE,"
            + " DB_HOST and DB_NAME, or POSTGRES_DB in the environment or in a file: --env-file"
            + " .env");
  }
}
