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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.diagnostic.LockTimeoutException;
import dev.pgmigrations.diagnostic.MigrationStoppedException;
import dev.pgmigrations.event.LockHolder;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.testsupport.Eventually;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicReference;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** Two runs meet: one migrates, the other waits and says for whom. */
class LockTest extends ProjectTest {

  private static final String HELD =
      "select exists (select from pg_locks where locktype = 'advisory' and not granted)";

  private Connection brake;
  private CompletableFuture<Integer> first;

  /** A first run that stands in the middle of a migration, until {@link #letGo}. */
  @BeforeEach
  void first() throws SQLException {
    brake = database.dataSource().getConnection();
    JdbcClient.create(new SingleConnectionDataSource(brake, true))
        .sql("select pg_advisory_lock(42)")
        .query()
        .singleRow();
    project.file("7_slow.sql", "create table slow ();\nselect pg_advisory_xact_lock(42);");
    first =
        CompletableFuture.supplyAsync(
            () ->
                project
                    .migrator(s -> s.application("orders").retry(RetrySchedule.OFF))
                    .migrate()
                    .steps()
                    .size());
    Eventually.within(Duration.ofSeconds(30))
        .isTrue(
            "the first run waits in its migration",
            () -> database.jdbc().sql(HELD).query(Boolean.class).single());
  }

  @AfterEach
  void letGo() throws SQLException {
    brake.close();
  }

  private Throwable second(Duration timeout) {
    Project other = new Project(folder, connections(database.dataSource()));
    return catchThrowable(() -> other.migrator(s -> s.lockTimeout(timeout)).migrate());
  }

  @Test
  void who_gives_up_waiting_says_who_holds_the_lock_and_what_it_is_doing() throws Exception {
    Throwable failure = second(Duration.ZERO);

    assertThat(failure)
        .isInstanceOf(LockTimeoutException.class)
        .hasMessageMatching(
            """
            (?s)\\[lock-timeout] another runner holds the lock of "?public"?\\."?migration_history"? after 0 s of \
            waiting: pid (\\d+) \\(application 'orders', user \\w+, from \\S+, connected for \\d+ s\\), migrating 7, \
            its statement, for \\d+ s: select pg_advisory_xact_lock\\(42\\)
              kept: everything as it was
              fix: let it finish and run again; if it hangs, end it: select pg_terminate_backend\\(\\1\\)\
            """);
    brake.close();
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
  }

  @Test
  void the_history_keeps_the_plain_name() throws Exception {
    brake.close();

    first.get(20, TimeUnit.SECONDS);

    assertThat(
            database
                .jdbc()
                .sql("select application from migration_history")
                .query(String.class)
                .single())
        .isEqualTo("orders");
  }

  @Test
  void who_waits_hears_at_once_whom_it_waits_for_and_goes_on_when_that_is_done() throws Exception {
    AtomicReference<LockHolder> holder = new AtomicReference<>();
    Migrator second =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            database.dataSource(),
            List.of(
                event -> {
                  if (event instanceof MigrationEvent.LockAwaited awaited) {
                    holder.set(awaited.holder().orElseThrow());
                    close(brake);
                  }
                }));

    assertThat(second.migrate().isNothing()).isTrue();
    assertThat(holder.get().application()).isEqualTo("orders");
    assertThat(holder.get().migration()).contains("7");
    assertThat(holder.get().doing()).isEqualTo("select pg_advisory_xact_lock(42)");
    assertThat(first.get(20, TimeUnit.SECONDS)).isEqualTo(1);
  }

  private static void close(Connection connection) {
    try {
      connection.close();
    } catch (SQLException e) {
      throw new IllegalStateException(e);
    }
  }

  @Test
  void who_is_asked_to_end_waits_no_longer() {
    Migrator[] second = new Migrator[1];
    second[0] =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            database.dataSource(),
            List.of(
                event -> {
                  if (event instanceof MigrationEvent.LockAwaited) {
                    second[0].stop(Duration.ZERO);
                  }
                }));

    assertThatThrownBy(() -> second[0].migrate())
        .isInstanceOf(MigrationStoppedException.class)
        .hasMessage(
            """
            [stopped] the run was asked to end while it waited for the lock of public.migration_history
              kept: what was finished before
              fix: run again: it goes on from what is there\
            """);
  }

  @Test
  void a_holder_that_vanishes_leaves_no_lock() {
    database.execute(
        "select pg_terminate_backend(pid) from pg_stat_activity where application_name = 'orders:"
            + " migrating 7'");
    close(brake);

    assertThat(second(Duration.ofSeconds(10))).isNull();
    assertThat(first).failsWithin(Duration.ofSeconds(10));
  }
}
