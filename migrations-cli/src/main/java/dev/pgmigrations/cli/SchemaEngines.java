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

package dev.pgmigrations.cli;

import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.Optional;
import org.springframework.util.ClassUtils;

/** Chooses how a schema is written. */
final class SchemaEngines {

  /** What a user may ask for. */
  enum Choice {
    auto,
    pg_dump,
    pgcodekeeper
  }

  private final Surroundings surroundings;
  private final int serverVersion;

  /** For a server of this major version: {@code pg_dump} reads none that are newer than itself. */
  SchemaEngines(Surroundings surroundings, int serverVersion) {
    this.surroundings = surroundings;
    this.serverVersion = serverVersion;
  }

  /**
   * Chooses one: by default that which wrote the file before, so that it does not change as a whole
   * on another machine; else {@code pg_dump} where it is new enough.
   *
   * @param before what the file says that is there, empty where there is none
   * @param mustMatch whether the texts are compared, so that only the same will do
   * @throws RefusedException if it is not to be had
   */
  SchemaEngine choose(Choice choice, Optional<String> before, boolean mustMatch) {
    if (choice == Choice.pg_dump) {
      return pgDump();
    }
    if (choice == Choice.pgcodekeeper) {
      return catalog();
    }
    boolean writtenByPgDump = before.filter(b -> b.startsWith(PgDumpEngine.LABEL)).isPresent();
    boolean writtenByUs = before.filter(CatalogEngine.LABEL::equals).isPresent();
    if (mustMatch && writtenByPgDump) {
      return pgDump();
    }
    if (writtenByUs && (mustMatch || isCatalogThere())) {
      return catalog();
    }
    Optional<SchemaEngine> newEnough = PgDump.find(surroundings).flatMap(this::ifNewEnough);
    return newEnough.orElseGet(() -> isCatalogThere() ? catalog() : pgDump());
  }

  private Optional<SchemaEngine> ifNewEnough(PgDump program) {
    int version = program.majorVersion();
    return version >= serverVersion
        ? Optional.of(new PgDumpEngine(program, version))
        : Optional.empty();
  }

  private SchemaEngine pgDump() {
    PgDump program =
        PgDump.find(surroundings).orElseThrow(() -> none("there is no pg_dump on the PATH"));
    return ifNewEnough(program)
        .orElseThrow(
            () ->
                none(
                    "the pg_dump on the PATH is of version %s, and reads no server of version %s"
                        .formatted(program.majorVersion(), serverVersion)));
  }

  private static RefusedException none(String reason) {
    return new RefusedException(
        Diagnostic.error("no-pg-dump", reason)
            .kept("everything as it was")
            .fix(
                "install PostgreSQL's client, or write the file anew with --engine pgcodekeeper"
                    + (isCatalogThere() ? "" : " and the module migrations-schema")));
  }

  private static SchemaEngine catalog() {
    if (!isCatalogThere()) {
      throw new RefusedException(
          Diagnostic.error("no-schema-module", "the module migrations-schema is not there")
              .kept("everything as it was")
              .fix("add it to the class path, or take --engine pg_dump"));
    }
    return new CatalogEngine();
  }

  private static boolean isCatalogThere() {
    return ClassUtils.isPresent(CatalogEngine.MODULE, SchemaEngines.class.getClassLoader());
  }
}
