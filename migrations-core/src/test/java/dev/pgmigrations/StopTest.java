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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.diagnostic.MigrationStoppedException;
import dev.pgmigrations.event.MigrationEvent;
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;

/** A run that is asked to end finishes a short unit, and is cancelled in a long one. */
class StopTest extends ProjectTest {

  private final Duration patience = Duration.ofSeconds(20);

  /** Runs, and gives what it ended with. */
  private static CompletableFuture<Throwable> running(Migrator migrator) {
    return CompletableFuture.supplyAsync(() -> catchThrowable(migrator::migrate));
  }

  private void awaitStatement(String part) throws InterruptedException {
    long deadline = System.nanoTime() + TimeUnit.SECONDS.toNanos(20);
    while (database
            .jdbc()
            .sql(
                "select count(*) from pg_stat_activity where state = 'active' and pid <>"
                    + " pg_backend_pid() and query like ?")
            .param("%" + part + "%")
            .query(Long.class)
            .single()
        == 0) {
      assertThat(System.nanoTime()).as("waiting for " + part).isLessThan(deadline);
      Thread.sleep(10);
    }
  }

  @Test
  void a_short_unit_is_finished_and_nothing_after_it_begun() throws Exception {
    project.file("1_a.sql", "create table a ();\nselect pg_sleep(1);\n");
    project.file("2_b.sql", "create table b ();\n");
    Migrator migrator = project.migrator();
    CompletableFuture<Throwable> run = running(migrator);
    awaitStatement("pg_sleep");

    migrator.stop(patience);

    assertThat(run.get(1, TimeUnit.SECONDS))
        .isInstanceOf(MigrationStoppedException.class)
        .hasMessageContaining("[stopped] the run was asked to end before it was done");
    assertThat(database.exists("a")).isTrue();
    assertThat(database.exists("b")).isFalse();
    assertThat(project.migrator().migrate().steps()).hasSize(1);
  }

  @Test
  void a_long_unit_is_cancelled_on_the_server() throws Exception {
    project.file("1_a.sql", "create table a ();\n");
    project.file("2_b.sql", "create table b ();\nselect pg_sleep(60);\n");
    Migrator migrator = project.migrator();
    CompletableFuture<Throwable> run = running(migrator);
    awaitStatement("pg_sleep");

    migrator.stop(Duration.ofMillis(50));

    assertThat(run.get(1, TimeUnit.SECONDS))
        .isInstanceOf(MigrationFailedException.class)
        .hasMessageContaining("[stopped]")
        .hasMessageContaining("kept: nothing of 2; 1 is applied");
    assertThat(database.exists("b")).isFalse();
    assertThat(sleeping()).isZero();
  }

  private long sleeping() {
    return database
        .jdbc()
        .sql(
            "select count(*) from pg_stat_activity where state = 'active' and pid <>"
                + " pg_backend_pid() and query like '%pg_sleep%'")
        .query(Long.class)
        .single();
  }

  @Test
  void between_the_units_of_a_migration_it_ends_and_the_next_run_goes_on() throws Exception {
    project.file(
        "1_a.sql", "create table a ();\nselect pg_sleep(0.5);\ncommit;\ncreate table b ();\n");
    Migrator migrator = project.migrator();
    CompletableFuture<Throwable> run = running(migrator);
    awaitStatement("pg_sleep");

    migrator.stop(patience);

    assertThat(run.get(1, TimeUnit.SECONDS))
        .hasMessageContaining("kept: the first 2 of 3 statements of 1");
    assertThat(database.exists("b")).isFalse();
    project.migrator().migrate();
    assertThat(database.exists("b")).isTrue();
  }

  @Test
  void a_cancelled_concurrent_build_leaves_no_index() throws Exception {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "create index concurrently a_id on a (id);\n");
    try (var blocking = database.dataSource().getConnection()) {
      blocking.setAutoCommit(false);
      blocking.createStatement().execute("insert into a values (1)");
      Migrator migrator = project.migrator();
      CompletableFuture<Throwable> run = running(migrator);
      awaitStatement("create index concurrently");

      migrator.stop(Duration.ofMillis(50));

      assertThat(run.get(1, TimeUnit.SECONDS)).hasMessageContaining("[stopped]");
    }
    project.migrator().migrate();
    assertThat(
            database
                .jdbc()
                .sql("select indisvalid from pg_index where indexrelid = 'a_id'::regclass")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void a_pause_between_two_tries_ends_at_once() throws Exception {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "alter table a add column n int;\n");
    try (var blocking = database.dataSource().getConnection()) {
      blocking.setAutoCommit(false);
      blocking.createStatement().execute("select * from a");
      Migrator migrator = project.migrator();
      CompletableFuture<Throwable> run = running(migrator);
      while (project.events().stream().noneMatch(MigrationEvent.UnitRetried.class::isInstance)) {
        Thread.sleep(10);
      }

      migrator.stop(patience);

      assertThat(run.get(1, TimeUnit.SECONDS)).hasMessageContaining("[stopped]");
    }
  }

  @Test
  void who_asks_in_the_run_s_own_thread_does_not_wait_for_it() {
    project.file("1_a.sql", "create table a ();\n");
    project.file("2_b.sql", "create table b ();\n");
    Migrator[] self = new Migrator[1];
    self[0] =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            database.dataSource(),
            java.util.List.of(
                event -> {
                  if (event instanceof MigrationEvent.StepFinished) {
                    self[0].stop(patience);
                  }
                }));

    assertThat(catchThrowable(self[0]::migrate)).isInstanceOf(MigrationStoppedException.class);
    assertThat(database.exists("a")).isTrue();
    assertThat(database.exists("b")).isFalse();
  }

  @Test
  void nothing_is_to_be_stopped_where_nothing_runs() {
    project.migrator().stop(patience);
  }
}
