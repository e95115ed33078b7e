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

package dev.pgmigrations.watch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationEvent.StatementBlocked;
import dev.pgmigrations.event.MigrationEvent.StatementRunning;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Predicate;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.jdbc.datasource.DelegatingDataSource;

@PostgresTest
class WatchTest {

  private static final MigrationId ID = MigrationId.of(Version.of("7"));
  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));

  private final List<MigrationEvent> events = new CopyOnWriteArrayList<>();
  private final List<AutoCloseable> open = new ArrayList<>();
  private final AtomicInteger connections = new AtomicInteger();
  private TestDatabase database;
  private Backend watched;
  private Watch watch;

  @BeforeEach
  void watch(TestDatabase fresh) throws SQLException {
    database = fresh;
    database.execute("create table t (a int primary key, b text)");
    watched = backend();
    watch = watch(database.dataSource(), WatchSettings.DEFAULT);
  }

  @AfterEach
  void close() throws Exception {
    for (int i = open.size() - 1; i >= 0; i--) {
      open.get(i).close();
    }
  }

  private Watch watch(DataSource dataSource, WatchSettings settings) {
    DataSource counting =
        new DelegatingDataSource(dataSource) {
          @Override
          public Connection getConnection() throws SQLException {
            connections.incrementAndGet();
            return super.getConnection();
          }
        };
    Watch made = Watch.on(counting, watched.pid(), settings, new Events(List.of(events::add)));
    open.add(made);
    return made;
  }

  private Backend backend() throws SQLException {
    Backend made = new Backend(database.dataSource());
    open.add(made);
    return made;
  }

  /** Sends all and runs them one after the other. */
  private Future<@Nullable Void> send(Watch to, String... statements) {
    to.sent(ID, Arrays.stream(statements).map(sql -> new Watch.Sent(sql, "at: " + sql)).toList());
    Future<@Nullable Void> last = watched.start(statements[0]);
    for (String next : List.of(statements).subList(1, statements.length)) {
      last = watched.start(next);
    }
    return last;
  }

  private <E extends MigrationEvent> E heard(Class<E> type, Predicate<E> which) {
    SOON.isTrue(
        type.getSimpleName(),
        () -> events.stream().filter(type::isInstance).map(type::cast).anyMatch(which));
    return events.stream()
        .filter(type::isInstance)
        .map(type::cast)
        .filter(which)
        .findFirst()
        .orElseThrow();
  }

  private static boolean waits(StatementRunning running) {
    return running.progress().filter(p -> p.detail().startsWith("waiting for ")).isPresent();
  }

  @Test
  void what_is_quick_opens_no_connection() {
    for (int i = 0; i < 100; i++) {
      send(watch, "select 1");
      watch.answered();
    }
    watch.close();

    assertThat(connections).hasValue(0);
    assertThat(events).isEmpty();
  }

  @Test
  void the_one_of_many_that_runs_for_a_second_is_told_about_every_second() throws Exception {
    Future<@Nullable Void> end =
        send(watch, "begin", "select pg_sleep(0.1)", "select pg_sleep(2.6)", "commit");
    end.get();
    watch.answered();

    assertThat(events)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        StatementRunning.class,
                        running -> {
                          assertThat(running.id()).isEqualTo(ID);
                          assertThat(running.place()).isEqualTo("at: select pg_sleep(2.6)");
                          assertThat(running.elapsed())
                              .isBetween(Duration.ofSeconds(1), Duration.ofSeconds(3));
                          assertThat(running.blockers()).isEmpty();
                        }));
    assertThat(connections).hasValue(1);
  }

  @Test
  void whoever_is_in_the_way_is_named_down_to_the_root() throws Exception {
    Backend reader = backend();
    reader.run("begin");
    reader.run("set application_name = 'reader'");
    reader.run("select * from t where b <> 'password=''hidden'''");
    Backend other = backend();
    other.start("alter table t add c int");
    waitsForLock(other);

    watch.expectBlockers();
    send(watch, "insert into t values (1)");
    StatementBlocked blocked = heard(StatementBlocked.class, any -> true);

    assertThat(blocked.place()).isEqualTo("at: insert into t values (1)");
    assertThat(blocked.blockers())
        .extracting(Blocker::pid)
        .containsExactly(other.pid(), reader.pid());
    Blocker root = blocked.blockers().get(1);
    assertThat(root.application()).isEqualTo("reader");
    assertThat(root.user()).isEqualTo(database.username());
    assertThat(root.state()).isEqualTo("idle in transaction");
    assertThat(root.query()).isEqualTo("select * from t where b <> 'password=''***'''");
    assertThat(watch.blockers()).isEqualTo(blocked.blockers());

    watch.answered();
    assertThat(watch.blockers()).isNotEmpty();
    watch.sent(ID, List.of(new Watch.Sent("select 1", "")));
    assertThat(watch.blockers()).isEmpty();
  }

  @Test
  void who_is_in_the_way_of_a_short_try_is_seen_in_one_of_the_next() throws Exception {
    Backend reader = backend();
    reader.run("begin");
    reader.run("select * from t");

    watch.expectBlockers();
    watched.run("set lock_timeout = '400ms'");
    SOON.isTrue(
        "told and kept",
        () -> {
          Future<@Nullable Void> end = send(watch, "alter table t add c int");
          SOON.isTrue("refused", end::isDone);
          watch.answered();
          watched.forgive();
          return !watch.blockers().isEmpty() && !events.isEmpty();
        });

    assertThat(watch.blockers()).extracting(Blocker::pid).containsExactly(reader.pid());
    assertThat(events).hasOnlyElementsOfType(StatementBlocked.class);
  }

  @Test
  void another_root_is_told_at_once() throws Exception {
    Backend first = backend();
    first.run("begin");
    first.run("select * from t");
    Backend second = backend();
    second.run("begin");
    second.run("select * from t");

    watch.expectBlockers();
    send(watch, "alter table t add c int");
    heard(StatementBlocked.class, blocked -> blocked.blockers().get(0).pid() == first.pid());
    first.run("rollback");
    heard(StatementBlocked.class, blocked -> blocked.blockers().get(0).pid() == second.pid());
  }

  @Test
  void a_prepared_transaction_is_named() throws Exception {
    String most =
        database.jdbc().sql("show max_prepared_transactions").query(String.class).single();
    assumeTrue(!most.equals("0"), "the server allows no prepared transactions");
    String gid = database.name();
    Backend preparing = backend();
    preparing.run("begin");
    preparing.run("insert into t values (1)");
    preparing.run("prepare transaction '" + gid + "'");
    try {
      watch.expectBlockers();
      send(watch, "alter table t add c int");

      assertThat(heard(StatementBlocked.class, any -> true).blockers())
          .singleElement()
          .satisfies(
              blocker -> {
                assertThat(blocker.pid()).isZero();
                assertThat(blocker.state()).isEqualTo("prepared transaction '" + gid + "'");
                assertThat(blocker.user()).isEqualTo(database.username());
              });
    } finally {
      preparing.run("rollback prepared '" + gid + "'");
    }
  }

  @Test
  void a_concurrent_build_says_which_transaction_it_waits_for() throws Exception {
    Backend writer = backend();
    writer.run("begin");
    writer.run("insert into t values (1)");

    Future<@Nullable Void> end = send(watch, "create index concurrently t_b on t (b)");
    StatementRunning running = heard(StatementRunning.class, WatchTest::waits);

    Progress progress = running.progress().orElseThrow();
    assertThat(progress.phase()).isEqualTo("waiting for writers before build");
    assertThat(progress.percent()).isEmpty();
    assertThat(progress.left()).isEmpty();
    assertThat(progress.detail())
        .startsWith("waiting for 1 of 1 transactions: pid %d (".formatted(writer.pid()))
        .endsWith("): insert into t values (1)");
    assertThat(running.blockers()).extracting(Blocker::pid).containsExactly(writer.pid());
    assertThat(ProgressQuery.of(database.jdbc(), watched.pid()))
        .hasValueSatisfying(
            seen ->
                assertThat(seen.detail())
                    .startsWith("waiting for 1 of 1 transactions: pid " + writer.pid())
                    .doesNotContain("insert"));

    writer.run("commit");
    end.get();
    watch.answered();
    assertThat(
            database
                .jdbc()
                .sql("select indisvalid from pg_index where indexrelid = 't_b'::regclass")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void a_build_says_how_far_it_is() throws Exception {
    database.execute(
        """
        create function slow(int) returns int immutable language plpgsql as
          $$ begin perform pg_sleep(0.001); return $1; end $$;
        create table big (a int) with (fillfactor = 10);
        insert into big select generate_series(1, 6000);
        """);

    send(watch, "create index big_slow on big (slow(a))");
    StatementRunning running =
        heard(
            StatementRunning.class,
            any -> any.progress().flatMap(progress -> progress.left()).isPresent());

    Progress progress = running.progress().orElseThrow();
    assertThat(progress.phase()).isEqualTo("building index: scanning table");
    assertThat(progress.percent().orElseThrow()).isBetween(1, 80);
    assertThat(progress.left().orElseThrow()).isLessThan(Duration.ofMinutes(2));
    assertThat(ProgressQuery.of(database.jdbc(), watched.pid()).orElseThrow().percent())
        .isPresent();
  }

  @Test
  void a_statement_without_a_view_says_how_much_was_written() {
    send(
        watch,
        "insert into t select i, repeat('x', 2000) || pg_sleep(0.0005) from generate_series(1,"
            + " 9000) i");

    StatementRunning running = heard(StatementRunning.class, any -> any.progress().isPresent());

    assertThat(running.progress().orElseThrow().detail())
        .endsWith(" of WAL written on the server meanwhile");
  }

  @Test
  void copied_data_say_bytes_of_bytes() {
    watch.copying(ID, "7.sql:3", () -> 10L << 20, () -> 40L << 20);
    watched.start("select pg_sleep(10)");

    StatementRunning running = heard(StatementRunning.class, any -> true);

    assertThat(running.place()).isEqualTo("7.sql:3");
    assertThat(running.progress())
        .hasValueSatisfying(
            progress -> assertThat(progress).hasToString("copying, 25 %, 10 MB of 40 MB"));
  }

  @Test
  void a_role_that_may_not_see_others_names_them_all_the_same() throws Exception {
    String role = Postgres.createRole("app", "");
    database.execute("grant all on t to %s; alter table t owner to %s".formatted(role, role));
    Backend reader = backend();
    reader.run("begin");
    reader.run("select * from t");
    watched = new Backend(database.dataSource(role, role));
    open.add(watched);
    Watch own = watch(database.dataSource(role, role), WatchSettings.DEFAULT);

    own.expectBlockers();
    send(own, "alter table t add c int");

    assertThat(heard(StatementBlocked.class, any -> true).blockers())
        .containsExactly(
            new Blocker(
                reader.pid(),
                database.username(),
                "PostgreSQL JDBC Driver",
                "",
                "",
                Duration.ZERO,
                ""));
  }

  @Test
  void texts_of_others_are_kept_back_if_that_is_set() throws Exception {
    Backend reader = backend();
    reader.run("begin");
    reader.run("select * from t");
    Watch discreet = watch(database.dataSource(), new WatchSettings(true, false));

    discreet.expectBlockers();
    send(discreet, "alter table t add c int");

    assertThat(heard(StatementBlocked.class, any -> true).blockers())
        .singleElement()
        .satisfies(blocker -> assertThat(blocker.query()).isEmpty());
  }

  @Test
  void without_a_connection_it_is_quiet_but_for_data() {
    AtomicInteger tries = new AtomicInteger();
    DataSource none =
        new DelegatingDataSource(database.dataSource()) {
          @Override
          public Connection getConnection() throws SQLException {
            tries.incrementAndGet();
            throw new SQLException("sorry, too many clients already", "53300");
          }
        };
    Watch blind = watch(none, WatchSettings.DEFAULT);
    blind.expectBlockers();
    send(blind, "select pg_sleep(1.5)");
    SOON.isTrue("tried", () -> tries.get() > 0);
    watched.run("select 1");
    blind.answered();
    blind.copying(ID, "7.sql:3", () -> 10, () -> 40);

    heard(StatementRunning.class, any -> true);

    assertThat(events)
        .allSatisfy(
            event ->
                assertThat(event)
                    .isInstanceOfSatisfying(
                        StatementRunning.class,
                        running -> assertThat(running.place()).isEqualTo("7.sql:3")));
    assertThat(tries).hasValue(1);
  }

  @Test
  void switched_off_it_sees_nothing() {
    Watch off = watch(database.dataSource(), new WatchSettings(false, true));
    off.expectBlockers();
    send(off, "select 1");
    watched.run("select 1");
    off.answered();
    off.close();

    assertThat(off.blockers()).isEmpty();
    assertThat(connections).hasValue(0);
  }

  @Test
  void the_end_of_a_watch_is_the_end_of_its_session() {
    watch.expectBlockers();
    send(watch, "select pg_sleep(0.5)");
    SOON.isTrue("a session beside", () -> sessions() == 1);

    watch.close();

    SOON.isTrue("no session beside", () -> sessions() == 0);
  }

  private int sessions() {
    return database
        .jdbc()
        .sql(
            """
            select count(*) from pg_stat_activity
            where datname = current_database() and application_name like '% watch'\
            """)
        .query(Integer.class)
        .single();
  }

  private void waitsForLock(Backend backend) {
    SOON.isTrue(
        "waits for a lock",
        () ->
            database
                .jdbc()
                .sql("select wait_event_type = 'Lock' from pg_stat_activity where pid = ?")
                .param(backend.pid())
                .query(Boolean.class)
                .optional()
                .orElse(false));
  }
}
