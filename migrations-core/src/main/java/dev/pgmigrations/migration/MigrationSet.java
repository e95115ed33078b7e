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

package dev.pgmigrations.migration;

import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.MigrationSource;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * All migrations of the project, in the order in which they run.
 *
 * @param versioned by version
 * @param repeatables by description
 * @param seeds by description
 */
public record MigrationSet(
    List<Migration> versioned, List<Migration> repeatables, List<Migration> seeds) {

  public MigrationSet {
    versioned =
        versioned.stream().sorted(Comparator.comparing(m -> m.version().orElseThrow())).toList();
    repeatables = byDescription(repeatables);
    seeds = byDescription(seeds);
  }

  private static List<Migration> byDescription(List<Migration> migrations) {
    return migrations.stream().sorted(Comparator.comparing(Migration::description)).toList();
  }

  /**
   * Reads the names of all files; their texts are read later, as far as they are needed.
   *
   * @param code migrations that are no files
   * @throws dev.pgmigrations.diagnostic.SourceException naming every file that is of no known form,
   *     every pair of files with one version, and every location that does not exist
   */
  public static MigrationSet read(
      MigrationSource source,
      Optional<MigrationSource> seeds,
      List<FileFormat> formats,
      Placeholders placeholders,
      List<Migration> code) {
    return new MigrationSetReader(formats, placeholders).read(source, seeds, code);
  }

  /** The migration of that identity. */
  public Optional<Migration> find(MigrationId id) {
    return all().filter(migration -> migration.id().equals(id)).findFirst();
  }

  /** The versioned ones, the repeatables, the seeds. */
  public Stream<Migration> all() {
    return Stream.of(versioned, repeatables, seeds).flatMap(List::stream);
  }

  /** Whether there is nothing to migrate; seeds do not count. */
  public boolean isEmpty() {
    return versioned.isEmpty() && repeatables.isEmpty();
  }
}
