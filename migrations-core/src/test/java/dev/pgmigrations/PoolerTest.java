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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.diagnostic.PoolerException;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.PgBouncer;
import dev.pgmigrations.testsupport.Postgres;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.simple.JdbcClient;

/** A pooler between the run and the server. */
class PoolerTest extends ProjectTest {

  private static final String FREE = "select count(*) from pg_locks where locktype = 'advisory'";

  @BeforeEach
  void pgBouncer() {
    assumeTrue(PgBouncer.find().isPresent(), "needs the program pgbouncer");
  }

  private Project behind(PgBouncer pooler) {
    return new Project(folder, connections(pooler.dataSource()));
  }

  private static Migrator inTransactions(Project project) {
    return project.migrator(s -> s.lockStrategy(LockStrategy.TRANSACTION));
  }

  private long count(String sql) {
    return database.jdbc().sql(sql).query(Long.class).single();
  }

  /** The default: a lock of the session. */
  @Nested
  class ASessionLock {

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void is_refused_in_transaction_mode_with_what_to_do(int size) {
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", size)) {
        Project pooled = behind(pooler).file("1_a.sql", "create table a ();");

        Throwable failure = catchThrowable(() -> pooled.migrator().migrate());

        assertThat(failure)
            .isInstanceOf(PoolerException.class)
            .hasMessageMatching(
                """
                \\[pooler] a connection pooler in transaction mode is between this run and the server, and a \
                session's lock keeps nobody away there: a second connection was answered by the server's process \
                \\d+, that of the first
                  kept: what was finished before
                  fix: give a direct url in migrations.url: the server's own host and port, with Neon the host \
                without -pooler; or set migrations.lock.strategy=transaction\
                """);
        assertThat(count(FREE)).isZero();
        assertThat(count("select count(*) from pg_class where relname = 'a'")).isZero();
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void is_refused_in_statement_mode(int size) {
      try (PgBouncer pooler = PgBouncer.before(database, "statement", size)) {
        Project pooled = behind(pooler).file("1_a.sql", "create table a ();");

        assertThatThrownBy(() -> pooled.migrator().migrate()).isInstanceOf(PoolerException.class);
        assertThat(count(FREE)).isZero();
      }
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2})
    void holds_in_session_mode(int size) {
      try (PgBouncer pooler = PgBouncer.before(database, "session", size)) {
        Project pooled = behind(pooler).file("1_a.sql", "create table a ();");

        assertThat(pooled.migrator().migrate().steps()).hasSize(1);
        assertThat(pooled.migrator().migrate().isNothing()).isTrue();
      }
    }

    @Test
    void of_a_database_where_nothing_is_pending_is_not_asked_for() {
      project.file("1_a.sql", "create table a ();").migrator().migrate();
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 1)) {
        assertThat(behind(pooler).migrator().migrate().isNothing()).isTrue();
      }
    }
  }

  /** {@code lock.strategy=transaction}. */
  @Nested
  class ATransactionLock {

    @Test
    void needs_no_pooler() {
      project
          .file("1_a.sql", "create table a (id int);")
          .file("2_b.sql", "create index concurrently on a (id);");

      assertThat(inTransactions(project).migrate().steps()).hasSize(2);
      assertThat(inTransactions(project).migrate().isNothing()).isTrue();
      assertThat(count(FREE)).isZero();
    }

    @Test
    void migrates_in_transaction_mode_and_leaves_nothing_set() {
      String role = Postgres.createRole("pooled", "");
      database.execute("grant create, usage on schema public to " + role);
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 2)) {
        JdbcClient client = JdbcClient.create(pooler.dataSource());
        Project pooled =
            behind(pooler)
                .file(
                    "1_a.sql",
                    """
                    select pg_catalog.set_config('search_path', '', false);
                    set lock_timeout = '7s';
                    set statement_timeout = '9min';
                    set time zone 'Asia/Tokyo';
                    set app.tenant = 'acme';
                    set role %s;
                    create table public.a ();
                    create temp table leftover ();
                    prepare leftover as select 1;
                    declare leftover cursor with hold for select 1;
                    listen leftover;
                    """
                        .formatted(Sql.identifier(role)))
                .file(
                    "2_b.sql",
                    """
                    create table seen as select current_setting('search_path') as path,
                      current_setting('timezone') as zone, current_user::text as me,
                      coalesce(current_setting('app.tenant', true), '') as tenant;
                    create temp table leftover ();
                    prepare leftover as select 1;
                    declare leftover cursor with hold for select 1;
                    """)
                .file("3_c.sql", "create table c (id int);\ncommit;\ncreate table d (id int);")
                .file("4_d.sql", "create index concurrently on c (id);");
        String before = settings(client);

        assertThat(inTransactions(pooled).migrate().steps()).hasSize(4);
        assertThat(inTransactions(pooled).migrate().isNothing()).isTrue();

        assertThat(
                database
                    .jdbc()
                    .sql("select concat_ws('|', path, me, tenant) from seen")
                    .query(String.class)
                    .single())
            .isEqualTo("\"$user\", public|" + database.username() + "|");
        assertThat(database.jdbc().sql("select zone from seen").query(String.class).single())
            .isNotEqualTo("Asia/Tokyo");
        for (int i = 0; i < 4; i++) {
          assertThat(settings(client)).isEqualTo(before);
        }
        assertThat(count(FREE)).isZero();
      }
    }

    /** On each backend in turn, for it takes the one that was used last. */
    private String settings(JdbcClient client) {
      return client
          .sql(
              """
              select concat_ws('|', current_setting('lock_timeout'), current_setting('statement_timeout'),
                current_setting('idle_in_transaction_session_timeout'), current_setting('search_path'),
                current_setting('timezone'), current_setting('role'), current_user,
                coalesce(current_setting('app.tenant', true), ''),
                current_setting('application_name'),
                (select count(*) from pg_class where relname = 'leftover'
                  and relnamespace = pg_my_temp_schema()),
                (select count(*) from pg_prepared_statements where name = 'leftover'),
                (select count(*) from pg_cursors where name = 'leftover'),
                (select count(*) from pg_listening_channels()))\
              """)
          .query(String.class)
          .single();
    }

    @Test
    void keeps_what_others_have_set_in_the_session() {
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 2)) {
        JdbcClient client = JdbcClient.create(pooler.dataSource());
        client.sql("set search_path = public, pg_catalog").update();

        inTransactions(
                behind(pooler).file("1_a.sql", "set search_path = '';\ncreate table public.a ();"))
            .migrate();

        List<String> paths = new ArrayList<>();
        for (int i = 0; i < 4; i++) {
          paths.add(client.sql("show search_path").query(String.class).single());
        }
        assertThat(paths).contains("public, pg_catalog").doesNotContain("\"\"", "");
      }
    }

    @Test
    void migrates_as_a_role_into_a_schema_with_init_sql() {
      String role = Postgres.createRole("pooled", "");
      database.execute("create schema app authorization " + role);
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 2)) {
        Project pooled =
            behind(pooler)
                .file("1_a.sql", "create table a ();\ncommit;\ncreate table b ();")
                .file(
                    "2_seen.sql",
                    "create table seen as select current_setting('app.tenant') as tenant;");

        Migrator migrator =
            pooled.migrator(
                s ->
                    s.lockStrategy(LockStrategy.TRANSACTION)
                        .role(role)
                        .schema("app")
                        .initSql(List.of("set app.tenant = 'acme'")));
        assertThat(migrator.migrate().steps()).hasSize(2);
        assertThat(migrator.migrate().isNothing()).isTrue();

        assertThat(
                count(
                    "select count(*) from pg_tables where schemaname = 'app' and tableowner = '%s'"
                        .formatted(role)))
            .isEqualTo(4);
        assertThat(count("select count(*) from app.seen where tenant = 'acme'")).isEqualTo(1);
      }
    }

    @Test
    void refuses_what_cannot_be_set_outside_of_transactions_before_anything_runs() {
      Project pooled =
          project
              .file("1_a.sql", "create table a (id int);")
              .file("2_i.sql", "create index concurrently on a (id);");

      assertThatThrownBy(
              () ->
                  pooled
                      .migrator(
                          s ->
                              s.lockStrategy(LockStrategy.TRANSACTION).initSql(List.of("select 1")))
                      .migrate())
          .isInstanceOf(PlanRejectedException.class)
          .extracting(pooled::shown)
          .isEqualTo(
              """
              2_i.sql:1:1 [shared-session] this statement runs outside of transactions, and with \
              lock.strategy=transaction nothing can be set for it: migrations.init-sql
                1 | create index concurrently on a (id);
                  | ^
                kept: everything as it was
                fix: run it over a direct connection (migrations.url), or without migrations.init-sql\
              """);
      assertThat(count("select count(*) from pg_class where relname = 'a'")).isZero();
    }

    @Test
    void fails_with_a_pool_of_one_instead_of_waiting_for_ever() {
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 1)) {
        Project pooled = behind(pooler).file("1_a.sql", "create table a ();");

        assertThatThrownBy(
                () ->
                    pooled
                        .migrator(
                            s ->
                                s.lockStrategy(LockStrategy.TRANSACTION)
                                    .lockTimeout(Duration.ofSeconds(1)))
                        .migrate())
            .isInstanceOf(PoolerException.class)
            .hasMessage(
                """
                [pooler] the pooler has no second connection to the server: with lock.strategy=transaction the lock \
                keeps one for itself, and none for the migrations came within 1 s
                  kept: everything as it was
                  fix: give this user's pool two connections or more (PgBouncer: default_pool_size, pool_size), or a \
                direct url in migrations.url\
                """);
      }
      assertThat(count("select count(*) from pg_class where relname = 'a'")).isZero();
    }

    @Test
    void is_refused_in_statement_mode() {
      try (PgBouncer pooler = PgBouncer.before(database, "statement", 2)) {
        assertThatThrownBy(
                () ->
                    inTransactions(behind(pooler).file("1_a.sql", "create table a ();")).migrate())
            .isInstanceOf(PoolerException.class)
            .hasMessageStartingWith(
                "[pooler] the connection pooler is in statement mode, which allows no"
                    + " transactions");
      }
    }

    @Test
    void who_waits_for_it_is_told_which_migration_runs() {
      List<String> told = new ArrayList<>();
      project.file("7_a.sql", "create table a ();");
      Migrator first =
          new Migrator(
              MigratorSettings.builder()
                  .locations("file:" + folder)
                  .lockStrategy(LockStrategy.TRANSACTION)
                  .application("orders")
                  .javaMigrations(
                      List.of(
                          new JavaMigration() {
                            @Override
                            public Version version() {
                              return Version.of("8");
                            }

                            @Override
                            public String description() {
                              return "asks";
                            }

                            @Override
                            public void up(JdbcClient jdbc) {
                              project.file("9_b.sql", "create table b ();");
                              told.add(
                                  String.valueOf(
                                      catchThrowable(
                                          () ->
                                              project
                                                  .migrator(
                                                      s ->
                                                          s.lockStrategy(LockStrategy.TRANSACTION)
                                                              .lockTimeout(Duration.ZERO))
                                                  .migrate())));
                            }
                          }))
                  .build(),
              database.dataSource());

      first.migrate();

      assertThat(told).singleElement().asString().contains("'orders'").contains("migrating 8");
    }

    @Test
    void eight_runners_behind_two_connections_apply_each_migration_once() throws Exception {
      int runners = 8;
      for (int i = 1; i <= 6; i++) {
        project.file(i + "_t.sql", "create table t%d (id int);".formatted(i));
      }
      project.file("7_i.sql", "create index concurrently i on t1 (id);");
      CyclicBarrier start = new CyclicBarrier(runners);
      try (PgBouncer pooler = PgBouncer.before(database, "transaction", 2)) {
        Callable<Integer> runner =
            () -> {
              Migrator migrator = inTransactions(behind(pooler));
              start.await();
              return migrator.migrate().steps().size();
            };
        ExecutorService threads = Executors.newFixedThreadPool(runners);
        int steps = 0;
        try {
          for (Future<Integer> done :
              threads.invokeAll(IntStream.range(0, runners).mapToObj(i -> runner).toList())) {
            steps += done.get();
          }
        } finally {
          threads.shutdownNow();
        }

        assertThat(steps).isEqualTo(7);
      }
      assertThat(count("select count(*) from migration_history where active and state = 'done'"))
          .isEqualTo(7);
      assertThat(count("select count(*) from migration_history")).isEqualTo(7);
      assertThat(count("select count(*) from pg_index where not indisvalid")).isZero();
    }
  }
}
