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

package dev.pgmigrations;

import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/**
 * What a new migration is to hold.
 *
 * @param name words, such as {@code add user note}
 * @param numbering how its version is found
 * @param tables to be created, and dropped on the way back; a schema may precede a name
 * @param templates a folder in which {@code <table>.sql} is how such a table is created here
 * @param sql a file whose statements are the change, or whose sections are those of the migration
 * @param rollbackFile whether the way back gets a file of its own
 */
public record MigrationDraft(
    String name,
    Numbering numbering,
    List<String> tables,
    Optional<Path> templates,
    Optional<Path> sql,
    boolean rollbackFile) {

  public MigrationDraft {
    tables = List.copyOf(tables);
  }

  /** How a version is found. */
  public enum Numbering {
    /** The next number where the folder has numbers, else the time. */
    DETECTED,
    /** The next number. */
    SEQUENTIAL,
    /** The time, in UTC. */
    TIMESTAMP
  }

  /** Empty sections, to be filled by hand. */
  public static MigrationDraft of(String name) {
    return new MigrationDraft(
        name, Numbering.DETECTED, List.of(), Optional.empty(), Optional.empty(), false);
  }

  /** The same with a version found so. */
  public MigrationDraft numbered(Numbering how) {
    return new MigrationDraft(name, how, tables, templates, sql, rollbackFile);
  }

  /** The same with tables. */
  public MigrationDraft creating(List<String> these, Optional<Path> templatesFolder) {
    return new MigrationDraft(name, numbering, these, templatesFolder, sql, rollbackFile);
  }

  /** The same with the statements of a file. */
  public MigrationDraft from(Path file) {
    return new MigrationDraft(name, numbering, tables, templates, Optional.of(file), rollbackFile);
  }

  /** The same with a file of its own for the way back. */
  public MigrationDraft withRollbackFile() {
    return new MigrationDraft(name, numbering, tables, templates, sql, true);
  }
}
