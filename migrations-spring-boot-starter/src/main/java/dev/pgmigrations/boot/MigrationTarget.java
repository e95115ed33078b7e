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

package dev.pgmigrations.boot;

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import java.util.Optional;
import java.util.stream.Stream;
import javax.sql.DataSource;

/**
 * A schema that is migrated, and how.
 *
 * @param name unique among the targets of an application
 * @param settings of its migrator
 * @param dataSource of its database
 * @param to the version to migrate to; empty: the latest
 * @param seeds whether to run the seeds after migrating
 */
public record MigrationTarget(
    String name,
    MigratorSettings settings,
    DataSource dataSource,
    Optional<Version> to,
    boolean seeds) {

  /** The name of the only target, where none was given a name. */
  public static final String DEFAULT_NAME = "default";

  public MigrationTarget {
    if (name.isBlank()) {
      throw new IllegalArgumentException("a target needs a name");
    }
  }

  /** The only target: to the latest version, without seeds. */
  public static MigrationTarget of(MigratorSettings settings, DataSource dataSource) {
    return of(DEFAULT_NAME, settings, dataSource);
  }

  /** A target to the latest version, without seeds. */
  public static MigrationTarget of(String name, MigratorSettings settings, DataSource dataSource) {
    return new MigrationTarget(name, settings, dataSource, Optional.empty(), false);
  }

  /** What a run brings it to, before any seeds. */
  Goal goal() {
    return to.isPresent() ? new Goal.UpTo(to.get()) : new Goal.Latest();
  }

  /** What a run does, in order. */
  public Stream<Goal> goals() {
    return seeds ? Stream.of(goal(), new Goal.Seed()) : Stream.of(goal());
  }

  /** What tells it from others in a log line; empty where there are no others. */
  public String label() {
    return name.equals(DEFAULT_NAME) ? "" : name;
  }
}
