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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.report.LogListener;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** The database that a command is about, and the migrator for it. */
final class MigrationWork extends DatabaseWork implements AutoCloseable {

  private final Surroundings surroundings;
  private final MigrationOptions options;
  private Interruption.@Nullable Work interruptible;

  /** Finds out which one; connects to nothing yet. */
  MigrationWork(Surroundings surroundings, MigrationOptions options) {
    super(surroundings, options);
    this.surroundings = surroundings;
    this.options = options;
  }

  /** A migrator for what only looks; its output is left to what it finds. */
  Migrator migrator() {
    return migrator(List.of(this::tell));
  }

  private void tell(MigrationEvent event) {
    if (event instanceof MigrationEvent.HistoryAwaited awaited) {
      Page.err(surroundings).line(ProgressLines.text(awaited));
    }
  }

  /**
   * One for what changes something: a person hears how it goes, unless a document is wanted, and it
   * is stopped when the process is told to end.
   */
  Migrator running() {
    List<MigrationListener> listeners = new ArrayList<>();
    listeners.add(new LogListener(""));
    if (!options.output.json) {
      listeners.add(new ProgressLines(Page.out(surroundings)));
    }
    Migrator migrator = migrator(listeners);
    if (interruptible != null) {
      interruptible.close();
    }
    interruptible = surroundings.interruption().whileWorking(() -> migrator.stop(Duration.ZERO));
    return migrator;
  }

  private Migrator migrator(List<MigrationListener> listeners) {
    return new Migrator(settings(), dataSource(), listeners);
  }

  private MigratorSettings settings() {
    MigrationOptions.Migrations given = options.migrations;
    Locations locations = new Locations(surroundings.folder());
    MigratorSettings.Builder builder =
        MigratorSettings.builder()
            .locations(locations.of(given.locations))
            .seedLocations(locations.explicit(given.seedLocations))
            .schema(given.schema)
            .role(given.role)
            .placeholders(given.placeholders)
            .initSql(given.initSql)
            .lockTimeout(given.lockTimeout)
            .lockStrategy(given.lockStrategy.ofCore())
            .policies(options.policies.policies())
            .connectRetry(given.connectRetry)
            .application("pgmigrations");
    if (given.historyTable != null) {
      builder.historyTable(given.historyTable);
    }
    try {
      return builder.retry(options.retry.schedule()).build();
    } catch (IllegalArgumentException e) {
      throw new UsageException(String.valueOf(e.getMessage()), "correct the option");
    }
  }

  @Override
  public void close() {
    if (interruptible != null) {
      interruptible.close();
    }
  }
}
