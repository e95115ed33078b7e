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

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.execute.RetrySchedule;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.report.StatusReport;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A unit that does not get its locks is undone and tried again, until its schedule is spent. */
class RetryTest extends ProjectTest {

  /** Locks in an order that is not that of others. */
  private static final String CROSSING =
      """
      update a set id = 2;
      update b set id = 2;
      """;

  private static final RetrySchedule QUICK =
      schedule(50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 50, 400);

  private static RetrySchedule schedule(int... millis) {
    return new RetrySchedule(
        IntStream.of(millis).mapToObj(Duration::ofMillis).toList(),
        Duration.ofMillis(10),
        Duration.ofMillis(100));
  }

  private Migrator migrator(RetrySchedule schedule) {
    return project.migrator(settings -> settings.retry(schedule));
  }

  private List<MigrationEvent.UnitRetried> retries() {
    return project.events().stream()
        .filter(MigrationEvent.UnitRetried.class::isInstance)
        .map(MigrationEvent.UnitRetried.class::cast)
        .toList();
  }

  private record AddColumn(AtomicInteger calls) implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("2");
    }

    @Override
    public String description() {
      return "add column";
    }

    @Override
    public void up(JdbcClient jdbc) {
      calls.incrementAndGet();
      jdbc.sql("alter table a add column n int").update();
    }
  }

  /** A session in the way, until it is closed. */
  private Connection reader(String sql) throws SQLException {
    Connection connection = database.dataSource().getConnection();
    connection.setAutoCommit(false);
    try (Statement statement = connection.createStatement()) {
      statement.execute(sql);
    }
    return connection;
  }

  /** Ends the session in the way as soon as something was tried again. */
  private void endAfterRetries(Connection reader, int count) {
    Thread thread =
        new Thread(
            () -> {
              try (reader) {
                while (retries().size() < count) {
                  Thread.sleep(5);
                }
                reader.rollback();
              } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
  }

  @Test
  void a_reader_in_the_way_is_waited_for_in_short_tries() throws SQLException {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "create table b ();\nalter table a add column n int;\n");
    endAfterRetries(reader("select * from a"), 3);

    assertThat(migrator(QUICK).migrate().steps()).hasSize(1);

    assertThat(retries()).hasSizeGreaterThanOrEqualTo(3);
    assertThat(retries().get(0).reason().toString())
        .contains("1_a.sql:2:1 [55P03] canceling statement due to lock timeout");
    assertThat(retries()).extracting(r -> r.attempt()).startsWith(1, 2, 3);
  }

  @Test
  void whoever_comes_later_is_let_through_between_the_tries() throws Exception {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "alter table a add column n int;\n");
    try (Connection blocking = reader("select * from a")) {
      RetrySchedule patient = schedule(IntStream.generate(() -> 50).limit(2000).toArray());
      Thread migration = new Thread(() -> migrator(patient).migrate());
      migration.start();
      while (retries().isEmpty()) {
        Thread.sleep(5);
      }
      for (int i = 0; i < 5; i++) {
        assertThat(database.jdbc().sql("select count(*) from a").query(Long.class).single())
            .isZero();
      }
      blocking.rollback();
      migration.join();
    }
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_schedule_that_is_spent_keeps_nothing_and_names_who_was_in_the_way() throws SQLException {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "create table b ();\nalter table a add column n int;\n");
    try (Connection blocking = reader("select * from a")) {
      Throwable failure = catchThrowable(() -> migrator(schedule(100, 3000, 3000)).migrate());

      assertThat(project.shown(failure))
          .contains("1_a.sql:2:1 [55P03] canceling statement due to lock timeout; tried 3 times in")
          .contains("; in the way: pid ")
          .contains("idle in transaction")
          .contains("kept: nothing of 1")
          .containsPattern("fix: let pid \\d+ finish, or end it: select pg_terminate_backend");
      assertThat(blocking.isValid(1)).isTrue();
    }
    assertThat(database.exists("b")).isFalse();
  }

  @Test
  void a_single_try_without_a_limit_waits_as_long_as_it_takes() throws Exception {
    database.execute("create table a (id int)");
    project.file("1_a.sql", "alter table a add column n int;\n");
    Connection blocking = reader("select * from a");
    Thread later =
        new Thread(
            () -> {
              try {
                Thread.sleep(700);
                blocking.close();
              } catch (InterruptedException | SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    later.start();

    migrator(RetrySchedule.OFF).migrate();

    assertThat(retries()).isEmpty();
  }

  @Test
  void the_lock_timeout_of_the_file_is_kept_in_every_try() throws SQLException {
    database.execute("create table a (id int)");
    project.file(
        "1_a.sql",
        """
        -- migrations:lock-timeout=70ms
        create table seen as select current_setting('lock_timeout') as value;
        alter table a add column n int;
        """);
    endAfterRetries(reader("select * from a"), 2);

    migrator(QUICK).migrate();

    assertThat(seen()).containsExactly("70ms");
  }

  @Test
  void what_the_file_sets_for_itself_is_left_alone() {
    project.file(
        "1_a.sql",
        """
        create table seen as select current_setting('lock_timeout') as value;
        set lock_timeout = '7s';
        insert into seen select current_setting('lock_timeout');
        commit;
        insert into seen select current_setting('lock_timeout');
        create index concurrently on seen (value);
        insert into seen select current_setting('lock_timeout');
        """);

    migrator(QUICK).migrate();

    assertThat(seen()).containsExactly("50ms", "7s", "7s", "7s");
  }

  private List<String> seen() {
    return database.jdbc().sql("select value from seen").query(String.class).list();
  }

  @Test
  void from_the_first_written_row_on_the_longest_applies() {
    database.execute("create table a (value text)");
    project.file(
        "1_a.sql",
        """
        create table seen as select current_setting('lock_timeout') as value;
        insert into seen select current_setting('lock_timeout');
        insert into a values ('x');
        insert into seen select current_setting('lock_timeout');
        """);

    migrator(schedule(50, 50, 3000, 1000)).migrate();

    assertThat(seen()).containsExactly("50ms", "50ms", "3s");
  }

  @Test
  void after_a_try_that_wrote_rows_the_next_waits_the_longest() throws SQLException {
    database.execute("create table a (id int); create table b (id int); insert into b values (1)");
    project.file("1_a.sql", "insert into b values (2);\nalter table a add column n int;\n");
    endAfterRetries(reader("select * from a"), 1);

    migrator(schedule(100, 50, 200, 3000)).migrate();

    assertThat(retries()).hasSize(1);
    assertThat(database.jdbc().sql("select count(*) from b").query(Long.class).single())
        .isEqualTo(2);
  }

  @Test
  void copied_data_is_read_again_from_its_file() throws SQLException {
    database.execute("create table a (id int)");
    project.file(
        "1_a.sql",
        """
        create table b (id int, name text);
        copy b from stdin;
        1\tone
        2\ttwo
        \\.
        alter table a add column n int;
        """);
    endAfterRetries(reader("select * from a"), 2);

    migrator(QUICK).migrate();

    assertThat(database.jdbc().sql("select name from b order by id").query(String.class).list())
        .containsExactly("one", "two");
  }

  @Test
  void a_deadlock_is_tried_again() throws Exception {
    deadlock(CROSSING, Migrator::migrate);
  }

  @Test
  void a_deadlock_after_a_finished_unit_is_tried_again() throws Exception {
    deadlock("insert into log values (1); vacuum a;" + CROSSING, Migrator::migrate);

    assertThat(database.jdbc().sql("select id from log").query(Integer.class).list())
        .containsExactly(1);
  }

  @Test
  void a_deadlock_of_a_statement_alone_is_tried_again() throws Exception {
    deadlock(
        "-- migrations:transaction=none\ninsert into log values (1);\ndo $$ begin %s end $$;"
            .formatted(CROSSING),
        Migrator::migrate);

    assertThat(database.jdbc().sql("select id from log").query(Integer.class).list())
        .containsExactly(1);
  }

  @Test
  void a_deadlock_on_the_way_back_is_tried_again() throws Exception {
    deadlock(
        "select 1;\n-- DOWN\n" + CROSSING,
        migrator -> {
          migrator.rollback(1);
          assertThat(migrator.status().rows())
              .extracting(StatusReport.Row::standing)
              .containsExactly(StatusReport.Standing.PENDING);
        });
  }

  private void deadlock(String file, Consumer<Migrator> run) throws Exception {
    database.execute(
        "create table a (id int); insert into a values (1); create table b (id int); insert into b"
            + " values (1); create table log (id int);"
            + " alter database %s set deadlock_timeout = '1500ms'".formatted(database.name()));
    project.file("1_a.sql", file);
    if (file.contains("-- DOWN")) {
      migrator(schedule(60_000)).migrate();
    }
    Connection other = reader("update b set id = 3");
    Thread thread =
        new Thread(
            () -> {
              try (other;
                  Statement statement = other.createStatement()) {
                statement.execute("set local deadlock_timeout = '10s'; update a set id = 3");
                other.commit();
              } catch (SQLException e) {
                throw new IllegalStateException(e);
              }
            });
    Migrator migrator = migrator(schedule(60_000, 60_000, 60_000, 60_000));
    Thread starts =
        new Thread(
            () -> {
              while (waiting() < 1) {
                Thread.onSpinWait();
              }
              thread.start();
            });
    starts.start();

    run.accept(migrator);
    starts.join();
    thread.join();

    assertThat(retries()).isNotEmpty().allMatch(r -> r.reason().code().equals("40P01"));
    assertThat(database.jdbc().sql("select id from a").query(Integer.class).single()).isEqualTo(2);
  }

  private long waiting() {
    return database
        .jdbc()
        .sql("select count(*) from pg_locks where not granted")
        .query(Long.class)
        .single();
  }

  @Test
  void a_concurrent_change_is_tried_again() throws Exception {
    database.execute("create table a (id int); insert into a values (1)");
    project.file(
        "1_a.sql",
        """
        begin isolation level repeatable read;
        select count(*) from a;
        update a set id = id + 10;
        """);
    Connection other = reader("update a set id = 2");
    Thread commits =
        new Thread(
            () -> {
              try (other) {
                while (waiting() < 1) {
                  Thread.sleep(5);
                }
                other.commit();
              } catch (SQLException | InterruptedException e) {
                throw new IllegalStateException(e);
              }
            });
    commits.start();

    migrator(schedule(60_000, 60_000)).migrate();

    assertThat(retries()).singleElement().extracting(r -> r.reason().code()).isEqualTo("40001");
    assertThat(database.jdbc().sql("select id from a").query(Integer.class).single()).isEqualTo(12);
  }

  @Test
  void a_statement_that_took_too_long_is_not_tried_again() {
    project.file("1_a.sql", "-- migrations:statement-timeout=50ms\nselect pg_sleep(10);\n");

    Throwable failure = catchThrowable(() -> migrator(QUICK).migrate());

    assertThat(project.shown(failure)).contains("[57014]");
    assertThat(retries()).isEmpty();
  }

  @Test
  void a_statement_outside_of_transactions_is_tried_again_by_itself() throws SQLException {
    database.execute("create table a (id int); insert into a values (1)");
    project.file(
        "1_a.sql",
        """
        -- migrations:transaction=none
        create table b ();
        vacuum full a;
        comment on table b is 'done';
        """);
    endAfterRetries(reader("select * from a"), 2);

    migrator(QUICK).migrate();

    assertThat(retries()).hasSizeGreaterThanOrEqualTo(2);
  }

  @Test
  void a_migration_in_java_is_tried_again_with_its_row() throws SQLException {
    database.execute("create table a (id int)");
    AtomicInteger calls = new AtomicInteger();
    project.file("1_nothing.sql", "select 1;");
    endAfterRetries(reader("select * from a"), 1);

    project
        .migrator(
            s -> s.javaMigrations(List.of(new AddColumn(calls))).retry(schedule(100, 100, 3000)))
        .migrate();

    assertThat(calls.get()).isEqualTo(retries().size() + 1).isGreaterThan(1);
  }
}
