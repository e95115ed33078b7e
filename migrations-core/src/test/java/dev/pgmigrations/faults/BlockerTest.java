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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.diagnostic.LockTimeoutException;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.report.EventText;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** Another session holds a lock that a migration needs. */
@PostgresTest
class BlockerTest extends FaultTest {

  private final Aftermath aftermath = new Aftermath(Postgres::create);
  private TestDatabase database;

  @BeforeEach
  void base(TestDatabase fresh) {
    database = fresh;
    aftermath.closeGate(database);
    file("1_base.sql", Point.BASE);
    migrator(database.dataSource()).migrate();
    file(
        "2_alter.sql",
        "create table x (id int); insert into x values (1); alter table base add extra int;");
  }

  @Test
  void a_reader_that_is_idle_in_its_transaction_for_three_seconds_is_outlived() throws Exception {
    CompletableFuture<Outcome> run;
    try (Bystander reader = Bystander.in(database, "select * from base")) {
      assertThat(reader.pid()).isPositive();
      run = start(migrator(database.dataSource()));
      TimeUnit.SECONDS.sleep(3);
      assertThat(run).isNotDone();
    }

    Outcome outcome = end(run);

    assertThat(outcome.report()).as(outcome.message()).isPresent();
    assertThat(events).filteredOn(e -> e instanceof MigrationEvent.UnitRetried).isNotEmpty();
    assertThat(outcome.report().orElseThrow().steps()).hasSize(1);
    aftermath.check(database, folder);
  }

  @Test
  void other_readers_get_through_while_a_migration_waits_for_one() throws Exception {
    CompletableFuture<Outcome> run;
    try (Bystander reader = Bystander.in(database, "select * from base")) {
      assertThat(reader.pid()).isPositive();
      run = start(migrator(database.dataSource()));
      awaitStatement(database, "alter table base%");

      assertThat(database.jdbc().sql("select count(*) from base").query(Long.class).single())
          .isEqualTo(1000);

      assertThat(run).isNotDone();
    }
    assertThat(end(run).report()).isPresent();
    aftermath.check(database, folder);
  }

  @Test
  void a_reader_that_stays_for_ever_is_named_in_the_error() throws Exception {
    try (Bystander reader = Bystander.in(database, "select * from base")) {
      Outcome outcome =
          end(
              start(
                  migrator(
                      database.dataSource(),
                      settings ->
                          settings.retry(
                              new RetrySchedule(
                                  List.of(
                                      Duration.ofMillis(500),
                                      Duration.ofMillis(500),
                                      Duration.ofMillis(1500)),
                                  Duration.ofMillis(10),
                                  Duration.ofMillis(100))))));

      assertThat(outcome.message())
          .contains("2_alter.sql:1:52 [55P03]")
          .contains("pid " + reader.pid())
          .contains("application 'bystander'")
          .contains("user " + database.username())
          .contains("idle in transaction")
          .contains("kept: nothing of 2")
          .contains("fix: ");
    }
    aftermath.check(database, folder);
  }

  /** Nothing of the run is known yet, and yet somebody has to learn why nothing goes on. */
  @Test
  void who_locks_the_history_table_is_named_while_a_run_waits_to_read_it() throws Exception {
    CompletableFuture<Outcome> run;
    int pid;
    try (Bystander owner = Bystander.in(database, "lock table migration_history")) {
      pid = owner.pid();
      run = start(migrator(database.dataSource()));
      Eventually.within(Duration.ofSeconds(30)).isTrue("told", () -> !awaited().isEmpty());
      assertThat(run).isNotDone();
    }

    assertThat(end(run).report()).isPresent();
    assertThat(awaited())
        .allSatisfy(
            awaited -> {
              assertThat(awaited.blockers()).extracting(Blocker::pid).containsExactly(pid);
              assertThat(awaited.waited()).isGreaterThan(Duration.ofSeconds(1));
              assertThat(EventText.of(awaited))
                  .contains("it is locked by pid " + pid, "'bystander'", "idle in transaction");
            });
    aftermath.check(database, folder);
  }

  @Test
  void who_only_looks_hears_who_locks_the_history_table() throws Exception {
    CompletableFuture<StatusReport> status;
    try (Bystander owner = Bystander.in(database, "lock table migration_history")) {
      status = CompletableFuture.supplyAsync(migrator(database.dataSource())::status);
      Eventually.within(Duration.ofSeconds(30)).isTrue("told", () -> !awaited().isEmpty());
      assertThat(status).isNotDone();
      assertThat(awaited().get(0).blockers()).extracting(Blocker::pid).contains(owner.pid());
    }

    assertThat(status.get(30, TimeUnit.SECONDS).rows()).hasSize(2);
  }

  @ParameterizedTest
  @EnumSource(LockStrategy.class)
  void a_locked_history_table_is_waited_for_no_longer_than_another_run(LockStrategy strategy)
      throws Exception {
    Migrator migrator =
        migrator(
            database.dataSource(),
            settings -> settings.lockTimeout(Duration.ofMillis(2500)).lockStrategy(strategy));
    try (Bystander owner = Bystander.in(database, "lock table migration_history")) {
      Outcome outcome = end(start(migrator));

      assertThat(outcome.message())
          .contains(
              "[lock-timeout] the history table \"migration_history\" is still locked after 2.5 s")
          .contains("kept: everything as it was");
      assertThat(catchThrowable(migrator::status)).isInstanceOf(LockTimeoutException.class);
      if (strategy == LockStrategy.SESSION) { // Else the pid may be that of anybody.
        assertThat(outcome.message())
            .contains(": by pid " + owner.pid(), "pg_terminate_backend(" + owner.pid() + ")");
      }
    }

    assertThat(end(start(migrator)).report()).isPresent();
    aftermath.check(database, folder);
  }

  @Test
  void to_try_once_is_not_to_wait_for_ever() throws Exception {
    Migrator migrator =
        migrator(database.dataSource(), settings -> settings.lockTimeout(Duration.ZERO));
    try (Bystander owner = Bystander.in(database, "lock table migration_history")) {
      assertThat(owner.pid()).isPositive();
      Throwable refused = catchThrowable(migrator::status);

      assertThat(refused)
          .isInstanceOf(LockTimeoutException.class)
          .hasMessageContaining(
              "the history table \"migration_history\" is still locked after 0 ms");
      String find = refused.getMessage().replaceAll("(?s).*pg_terminate_backend\\(pid\\)", "");
      assertThat(database.jdbc().sql("select pid" + find).query(Integer.class).list())
          .containsExactly(owner.pid());
    }
  }

  private List<MigrationEvent.HistoryAwaited> awaited() {
    return events.stream()
        .filter(MigrationEvent.HistoryAwaited.class::isInstance)
        .map(MigrationEvent.HistoryAwaited.class::cast)
        .toList();
  }
}
