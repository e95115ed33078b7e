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

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;

/** Dumps the whole database through {@code pg_dump}, so that a run can be undone as a whole. */
final class Backup {

  private final Surroundings surroundings;
  private final DatabaseWork work;

  Backup(Surroundings surroundings, DatabaseWork work) {
    this.surroundings = surroundings;
    this.work = work;
  }

  /**
   * Writes the dump; nothing is migrated if it cannot be written.
   *
   * @throws UsageException if there is no {@code pg_dump}, or the file is there already
   * @throws DatabaseUnavailableException with what {@code pg_dump} said
   */
  void write(Path name) {
    Path file = surroundings.folder().resolve(name);
    if (Files.exists(file)) {
      throw new UsageException(
          "%s is there already and is not overwritten".formatted(name), "name another file");
    }
    PgDump program = PgDump.find(surroundings).orElseThrow(Backup::none);
    PgDump.Ended ended =
        program.run(
            work.address(),
            List.of(
                "--format=" + (name.toString().endsWith(".sql") ? "plain" : "custom"),
                "--file=" + file.toAbsolutePath()));
    if (!ended.well()) {
      throw failed(ended.said());
    }
  }

  private static DatabaseUnavailableException failed(String said) {
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error("backup", "the backup failed: " + said)
                .kept("everything as it was; nothing was migrated")
                .fix("correct what pg_dump says, or migrate without --backup")));
  }

  private static UsageException none() {
    return new UsageException(
        "there is no pg_dump on the PATH, so there can be no backup",
        "install PostgreSQL's client, or migrate without --backup");
  }
}
