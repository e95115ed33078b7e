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

package dev.pgmigrations.faults;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import java.util.function.Consumer;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;

/** What tests of faults have in common: files, and runs that go on beside the test. */
abstract class FaultTest {

  static final Duration PATIENCE = Duration.ofSeconds(60);

  @TempDir Path folder;

  /** What the runs of this test have told, oldest first. */
  final List<MigrationEvent> events = new CopyOnWriteArrayList<>();

  void file(String name, String content) {
    try {
      Files.writeString(folder.resolve(name), content);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  Migrator migrator(DataSource dataSource) {
    return migrator(dataSource, settings -> {});
  }

  Migrator migrator(DataSource dataSource, Consumer<MigratorSettings.Builder> changes) {
    MigratorSettings.Builder settings = Aftermath.settings(folder);
    changes.accept(settings);
    return new Migrator(settings.build(), dataSource, List.of(events::add));
  }

  /** How a run ended: with a report, or with an error that explains itself. */
  record Outcome(Optional<MigrationReport> report, Optional<MigrationException> failure) {

    String message() {
      return failure.map(Throwable::getMessage).orElse("");
    }
  }

  /** Migrates in a thread of its own. What is no error that explains itself fails the test. */
  static CompletableFuture<Outcome> start(Migrator migrator) {
    return CompletableFuture.supplyAsync(
        () -> {
          try {
            return new Outcome(Optional.of(migrator.migrate()), Optional.empty());
          } catch (MigrationException e) {
            return new Outcome(Optional.empty(), Optional.of(e));
          }
        },
        task -> new Thread(task, "runner").start());
  }

  static Outcome end(CompletableFuture<Outcome> run) throws Exception {
    return run.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
  }

  /** Waits until the server runs such a statement. */
  static void awaitStatement(TestDatabase database, String like) {
    Eventually.within(PATIENCE)
        .isTrue(
            "the server runs " + like,
            () ->
                database
                    .jdbc()
                    .sql(
                        """
                        select exists (select from pg_stat_activity
                          where datname = current_database() and pid <> pg_backend_pid()
                            and state = 'active' and query like ?)\
                        """)
                    .param(like)
                    .query(Boolean.class)
                    .single());
  }
}
