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

import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.MigrationSource;
import java.util.ArrayList;
import java.util.Collections;
import java.util.Comparator;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Stream;

/** All migrations of the project, in the order in which they run. */
public final class MigrationSet {

  private final List<Migration> versioned;
  private final List<Migration> repeatables;
  private final List<Migration> seeds;
  private final List<Migration> all = new ArrayList<>();
  private final Map<MigrationId, Migration> byId = new HashMap<>();

  /** A set of these; each kind is put in order. */
  public MigrationSet(
      List<Migration> versioned, List<Migration> repeatables, List<Migration> seeds) {
    this.versioned = sorted(versioned, MigrationSet::byVersion);
    this.repeatables = sorted(repeatables, MigrationSet::byDescription);
    this.seeds = sorted(seeds, MigrationSet::byDescription);
    all.addAll(this.versioned);
    all.addAll(this.repeatables);
    all.addAll(this.seeds);
    for (Migration migration : all) {
      byId.put(migration.id(), migration);
    }
  }

  private static List<Migration> sorted(List<Migration> migrations, Comparator<Migration> order) {
    List<Migration> sorted = new ArrayList<>(migrations);
    sorted.sort(order);
    return Collections.unmodifiableList(sorted);
  }

  private static int byVersion(Migration one, Migration other) {
    return one.version().orElseThrow().compareTo(other.version().orElseThrow());
  }

  private static int byDescription(Migration one, Migration other) {
    return one.description().compareTo(other.description());
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
    return Optional.ofNullable(byId.get(id));
  }

  /** Those with a version, by version. */
  public List<Migration> versioned() {
    return versioned;
  }

  /** Those that run whenever they changed, by description. */
  public List<Migration> repeatables() {
    return repeatables;
  }

  /** Data for development, by description. */
  public List<Migration> seeds() {
    return seeds;
  }

  /**
   * Reads and hashes all texts, which is done in another thread while one connects. What is wrong
   * with a text is told by whoever asks for it.
   */
  public void readAhead() {
    try {
      for (Migration migration : all) {
        migration.body().readAhead();
      }
    } catch (MigrationException e) {
      // Whoever needs that text meets the same.
    }
  }

  /** The versioned ones, the repeatables, the seeds. */
  public Stream<Migration> all() {
    return all.stream();
  }

  /** Whether there is nothing to migrate; seeds do not count. */
  public boolean isEmpty() {
    return versioned.isEmpty() && repeatables.isEmpty();
  }
}
