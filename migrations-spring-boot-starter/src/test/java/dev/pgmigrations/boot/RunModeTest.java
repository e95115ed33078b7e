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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.TargetReport.State;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Runs that leave the migrating to somebody else. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class RunModeTest {

  private static final RunMode VALIDATE = new RunMode.Validate();
  private static final Duration SOON = Duration.ofMillis(20);

  private final TestDatabase database;

  RunModeTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void validate_fails_with_what_is_pending_and_makes_nothing() {
    MigrationRunner runner = runner(VALIDATE, target(Optional.empty(), false));

    assertThatThrownBy(runner::run)
        .isInstanceOf(TargetFailedException.class)
        .hasCauseInstanceOf(MigrationsPendingException.class)
        .hasMessage(
            """
            [pending] 2 migrations are pending: 1 users, 2 user email
              kept: everything as it was
              fix: apply them before this application starts, or set migrations.mode=migrate\
            """);
    assertThat(database.tables()).isEmpty();
    assertThat(runner.reports()).extracting(TargetReport::state).containsExactly(State.FAILED);
  }

  @Test
  void validate_is_content_once_somebody_has_migrated(CapturedOutput output) {
    new Migrator(settings("migrations"), database.dataSource()).migrate();

    List<TargetReport> reports = runner(VALIDATE, target(Optional.empty(), false)).run();

    assertThat(reports).extracting(TargetReport::state).containsExactly(State.DONE);
    assertThat(output.getOut()).contains("Nothing is pending (2 applied)");
  }

  @Test
  void validate_looks_no_further_than_the_version_to_migrate_to() {
    new Migrator(settings("migrations"), database.dataSource()).migrate(Version.of("1"));

    assertThat(runner(VALIDATE, target(Optional.of(Version.of("1")), false)).run())
        .extracting(TargetReport::state)
        .containsExactly(State.DONE);
  }

  @Test
  void validate_wants_seeds_only_where_they_are_asked_for() {
    Migrator migrator = new Migrator(settings("migrations"), database.dataSource());
    migrator.migrate();

    assertThatThrownBy(runner(VALIDATE, target(Optional.empty(), true))::run)
        .hasMessageContaining("1 migration is pending: seed users");
    migrator.seed();
    assertThat(runner(VALIDATE, target(Optional.empty(), true)).run())
        .extracting(TargetReport::state)
        .containsExactly(State.DONE);
  }

  @Test
  void wait_returns_when_somebody_else_has_migrated(CapturedOutput output) throws Exception {
    MigrationRunner runner =
        runner(
            new RunMode.Wait(SOON, Optional.of(Duration.ofSeconds(20))),
            target(Optional.empty(), false));

    CompletableFuture<List<TargetReport>> run = CompletableFuture.supplyAsync(runner::run);
    while (!output.getOut().contains("Waiting for somebody to migrate: 2 migrations are pending")) {
      assertThat(run).isNotDone();
      Thread.sleep(10);
    }
    assertThat(database.tables()).isEmpty();
    new Migrator(settings("migrations"), database.dataSource()).migrate();

    assertThat(run.get(10, TimeUnit.SECONDS))
        .extracting(TargetReport::state)
        .containsExactly(State.DONE);
    assertThat(output.getOut()).contains("Nothing is pending (2 applied)");
  }

  @Test
  void wait_needs_no_right_but_to_read() {
    new Migrator(settings("migrations"), database.dataSource()).migrate();
    MigrationTarget readOnly =
        MigrationTarget.of(
            settings("migrations"),
            new DriverManagerDataSource(
                database.jdbcUrl() + "?options=-c%20default_transaction_read_only=on",
                database.username(),
                database.password()));

    assertThat(runner(new RunMode.Wait(SOON, Optional.of(Duration.ofSeconds(20))), readOnly).run())
        .extracting(TargetReport::state)
        .containsExactly(State.DONE);
  }

  @Test
  void wait_gives_up_when_told_to_and_makes_nothing() {
    RunMode mode = new RunMode.Wait(SOON, Optional.of(Duration.ofMillis(100)));

    assertThatThrownBy(runner(mode, target(Optional.empty(), false))::run)
        .hasCauseInstanceOf(MigrationsPendingException.class)
        .hasMessage(
            """
            [wait-timeout] waited 100 ms for somebody to migrate: 2 migrations are pending: 1 users, 2 user email
              kept: everything as it was
              fix: see why nobody migrates, or raise migrations.wait.timeout\
            """);
    assertThat(database.tables()).isEmpty();
  }

  @Test
  void wait_takes_a_database_that_is_not_there_for_one_that_may_come(CapturedOutput output) {
    DataSource nowhere =
        new DriverManagerDataSource("jdbc:postgresql://localhost:1/nowhere", "nobody", "nothing");
    RunMode mode = new RunMode.Wait(SOON, Optional.of(Duration.ofMillis(100)));

    assertThatThrownBy(runner(mode, MigrationTarget.of(settings("migrations"), nowhere))::run)
        .hasMessageContaining("waited 100 ms for the database: ");
    assertThat(output.getOut()).contains("Waiting for the database: ");
  }

  @Test
  void wait_ends_when_its_thread_is_interrupted() {
    Thread.currentThread().interrupt();
    try {
      assertThatThrownBy(
              runner(
                      new RunMode.Wait(SOON, Optional.of(Duration.ofSeconds(20))),
                      target(Optional.empty(), false))
                  ::run)
          .hasMessageContaining("was interrupted while waiting");
    } finally {
      assertThat(Thread.interrupted()).isTrue();
    }
  }

  @Test
  void times_that_make_no_sense_are_refused() {
    assertThatThrownBy(() -> new RunMode.Wait(Duration.ZERO, Optional.empty()))
        .hasMessage("poll-interval is PT0S; give more than zero");
    assertThatThrownBy(() -> new RunMode.Wait(SOON, Optional.of(Duration.ofSeconds(-1))))
        .hasMessage("timeout is PT-1S; give zero or more");
  }

  private static MigrationRunner runner(RunMode mode, MigrationTarget target) {
    return new MigrationRunner(
        MigrationTargets.of(target),
        List.of(),
        RunModeTest.class.getClassLoader(),
        RunPolicy.DEFAULT.with(mode),
        Optional.empty(),
        List.of());
  }

  private MigrationTarget target(Optional<Version> to, boolean seeds) {
    return new MigrationTarget("default", settings("migrations"), database.dataSource(), to, seeds);
  }

  private static MigratorSettings settings(String folder) {
    return MigratorSettings.builder().locations("classpath:db/" + folder).build();
  }
}
