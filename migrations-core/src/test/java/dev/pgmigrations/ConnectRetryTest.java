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

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.MigrationStoppedException;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.StopSignal;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.CountingProxy;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.util.PSQLException;
import org.postgresql.util.PSQLState;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** A database that is not there yet when the application starts. */
class ConnectRetryTest extends ProjectTest {

  /** The database, which fails at first. */
  private final class Late extends DelegatingDataSource {

    private final AtomicInteger tries = new AtomicInteger();
    private final List<SQLException> failures;

    Late(SQLException... failures) {
      super(database.dataSource());
      this.failures = List.of(failures);
    }

    @Override
    public Connection getConnection() throws SQLException {
      int before = tries.getAndIncrement();
      if (before < failures.size()) {
        throw failures.get(before);
      }
      return super.getConnection();
    }
  }

  private static SQLException failure(String message, String state) {
    return new SQLException(message, state);
  }

  private List<MigrationEvent.ConnectionAwaited> awaited(Project of) {
    return of.events().stream()
        .filter(MigrationEvent.ConnectionAwaited.class::isInstance)
        .map(MigrationEvent.ConnectionAwaited.class::cast)
        .toList();
  }

  @ParameterizedTest
  @CsvSource({
    "08001, Connection to 127.0.0.1:1 refused",
    "08001, The connection attempt failed: unknown host db",
    "08006, An I/O error occurred",
    "57P03, the database system is starting up",
    "57P03, the database system is shutting down",
    "53300, sorry, too many clients already",
  })
  void what_passes_by_itself_is_tried_again(String state, String message) {
    Late late = new Late(failure(message, state));
    Project slow = new Project(folder, late);

    MigrationReport report = slow.file("1_a.sql", "create table a ();").migrator().migrate();

    assertThat(report.steps()).hasSize(1);
    assertThat(late.tries).hasValue(2);
    assertThat(awaited(slow))
        .singleElement()
        .satisfies(
            event -> {
              assertThat(event.reason().code()).isEqualTo(state);
              assertThat(event.reason().message())
                  .isEqualTo("no connection to the database: " + message);
              assertThat(event.limit()).isEqualTo(Duration.ofSeconds(30));
            });
  }

  @ParameterizedTest
  @CsvSource({"28P01", "28000", "3D000", "42501"})
  void what_does_not_pass_ends_the_run_at_once(String state) {
    Late late = new Late(failure("no", state));
    Project refused = new Project(folder, late);

    assertThatThrownBy(() -> refused.file("1_a.sql", "create table a ();").migrator().migrate())
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageStartingWith("[" + state + "] no connection to the database: no");
    assertThat(late.tries).hasValue(1);
    assertThat(awaited(refused)).isEmpty();
  }

  @Test
  void a_reason_that_counts_is_told_once() {
    Late late =
        new Late(
            new SQLTransientConnectionException("timed out after 1000ms (active=2, waiting=5)"),
            new SQLTransientConnectionException("timed out after 1001ms (active=2, waiting=3)"));
    Project slow = new Project(folder, late);

    slow.file("1_a.sql", "create table a ();").migrator().migrate();

    assertThat(late.tries).hasValue(3);
    assertThat(awaited(slow)).hasSize(1);
  }

  /** As HikariCP says it: without a SQLSTATE. */
  @Test
  void a_pool_whose_connections_are_all_lent_is_asked_again_and_named() {
    String message = "HikariPool-1 - Connection is not available, request timed out after 250ms";
    Late late = new Late(new SQLTransientConnectionException(message));
    Project slow = new Project(folder, late);

    slow.file("1_a.sql", "create table a ();").migrator().migrate();

    assertThat(awaited(slow))
        .singleElement()
        .satisfies(
            event ->
                assertThat(event.reason())
                    .hasToString(
                        """
                        [pool-exhausted] no connection to the database: %s
                          kept: everything as it was
                          fix: the pool has no connection left: raise its size, or let fewer \
                        targets migrate at a time (migrations.parallel)\
                        """
                            .formatted(message)));
  }

  @Test
  void each_new_reason_is_told_once() {
    Late late =
        new Late(
            failure("refused", "08001"),
            failure("refused", "08001"),
            failure("starting up", "57P03"));
    Project slow = new Project(folder, late);

    slow.file("1_a.sql", "create table a ();").migrator().migrate();

    assertThat(awaited(slow))
        .extracting(event -> event.reason().code())
        .containsExactly("08001", "57P03");
  }

  @Test
  void a_port_that_opens_late_is_found() throws Exception {
    int port;
    try (java.net.ServerSocket free =
        new java.net.ServerSocket(0, 1, java.net.InetAddress.getLoopbackAddress())) {
      port = free.getLocalPort();
    }
    DataSource early =
        new DriverManagerDataSource(
            "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database.name()),
            database.username(),
            database.password());
    project.file("1_a.sql", "create table a ();");
    AtomicReference<CountingProxy> proxy = new AtomicReference<>();
    Migrator migrator =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            early,
            List.of(
                event -> {
                  if (event instanceof MigrationEvent.ConnectionAwaited) {
                    proxy.set(CountingProxy.before(database, port));
                  }
                }));

    assertThat(migrator.migrate().steps()).hasSize(1);

    proxy.get().close();
  }

  @Test
  void a_server_that_never_comes_up_is_told_with_how_long_it_was_tried() {
    Project never =
        new Project(folder, new DriverManagerDataSource("jdbc:postgresql://127.0.0.1:1/x"));
    never.file("1_a.sql", "create table a ();");

    Throwable failure =
        catchThrowable(() -> never.migrator(s -> s.connectRetry(Duration.ofMillis(300))).migrate());

    assertThat(failure)
        .isInstanceOf(DatabaseUnavailableException.class)
        .hasMessageStartingWith(
            "[08001] after 0 s of trying, no connection to the database: Connection to 127.0.0.1:1"
                + " refused.")
        .hasMessageEndingWith(
            "\n  kept: everything as it was\n  fix: see that the server runs and that host and port"
                + " in the url are right; if it only needs longer, raise migrations.connect-retry");
  }

  @Test
  void a_run_that_is_asked_to_end_waits_no_longer() {
    StopSignal stop = new StopSignal();
    Late late = new Late(failure("refused", "08001"), failure("refused", "08001"));
    Work work =
        new Work(
            MigratorSettings.builder().locations("file:" + folder).build(),
            late,
            List.of(),
            ConnectRetryTest.class.getClassLoader());

    assertThatThrownBy(
            () -> new Connecting(work, stop, new Events(List.of(event -> stop.request()))).open())
        .isInstanceOf(MigrationStoppedException.class)
        .hasMessage(
            """
            [stopped] the run was asked to end while it waited for the database
              kept: what was finished before
              fix: run again: it goes on from what is there\
            """);
    assertThat(late.tries).hasValue(1);
  }

  @Test
  void a_thread_that_is_interrupted_waits_no_longer_and_stays_interrupted() {
    Project slow =
        new Project(
            folder, new Late(new PSQLException("refused", PSQLState.CONNECTION_UNABLE_TO_CONNECT)));
    slow.file("1_a.sql", "create table a ();");
    Thread.currentThread().interrupt();

    Throwable failure = catchThrowable(() -> slow.migrator().migrate());

    assertThat(Thread.interrupted()).isTrue();
    assertThat(failure)
        .isInstanceOf(MigrationStoppedException.class)
        .hasMessageStartingWith(
            "[interrupted] the run was interrupted while it waited for the database");
  }

  @Test
  void commands_that_change_nothing_try_once() {
    Late late = new Late(failure("refused", "08001"));
    Project slow = new Project(folder, late);
    slow.file("1_a.sql", "create table a ();");

    assertThatThrownBy(() -> slow.migrator().status())
        .isInstanceOf(DatabaseUnavailableException.class);
    assertThat(late.tries).hasValue(1);
  }
}
