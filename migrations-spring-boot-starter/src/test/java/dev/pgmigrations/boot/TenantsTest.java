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
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.TargetReport.State;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.BrokenBarrierException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.FutureTask;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.concurrent.atomic.AtomicReference;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/** Several targets at a time, failures among them, and tenants. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(60)
class TenantsTest {

  private static final RunPolicy ONE = RunPolicy.DEFAULT;

  private final TestDatabase database;

  TenantsTest(TestDatabase database) {
    this.database = database;
  }

  // Several at a time

  @Test
  void as_many_as_said_run_at_a_time_and_no_more() {
    CyclicBarrier together = new CyclicBarrier(3);
    AtomicInteger running = new AtomicInteger();
    AtomicInteger most = new AtomicInteger();
    MigrationListener meeting =
        event -> {
          if (event instanceof MigrationEvent.StepStarted) {
            most.accumulateAndGet(running.incrementAndGet(), Math::max);
            await(together);
          } else if (event instanceof MigrationEvent.StepFinished) {
            running.decrementAndGet();
          }
        };

    List<TargetReport> reports = runner(targets(6), policy(3, null), meeting).run();

    assertThat(reports).extracting(TargetReport::state).containsOnly(State.DONE).hasSize(6);
    assertThat(together.isBroken()).isFalse();
    assertThat(most).hasValue(3);
  }

  @Test
  void one_at_a_time_runs_in_the_thread_of_who_asks() {
    List<Thread> threads = Collections.synchronizedList(new ArrayList<>());

    runner(targets(3), ONE, event -> threads.add(Thread.currentThread())).run();

    assertThat(threads).containsOnly(Thread.currentThread());
  }

  @Test
  void a_target_begins_when_those_it_waits_for_are_done() {
    List<String> order = Collections.synchronizedList(new ArrayList<>());
    ThreadLocal<String> target = new ThreadLocal<>();
    MigrationListener listener =
        event -> {
          if (event instanceof MigrationEvent.RunStarted started) {
            target.set(started.target());
            order.add(started.target() + " began");
          } else if (event instanceof MigrationEvent.RunFinished) {
            order.add(target.get() + " ended");
          }
        };
    MigrationTargets targets =
        new MigrationTargets(
            List.of(target("a"), target("b"), target("c")),
            Map.of("c", Set.of("a", "b")),
            TenantTargets.NONE);

    runner(targets, policy(3, null), listener).run();

    assertThat(order).containsSubsequence("a ended", "c began");
    assertThat(order).containsSubsequence("b ended", "c began");
  }

  @Test
  void who_waits_for_somebody_that_comes_later_would_never_begin() {
    assertThatThrownBy(
            () ->
                new MigrationTargets(
                    List.of(target("a"), target("b")),
                    Map.of("a", Set.of("b")),
                    TenantTargets.NONE))
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [target-order] the target 'a' waits for 'b', which does not come before it
              fix: list it before\
            """);
  }

  // Failures among several

  @Test
  void where_others_go_on_those_that_wait_for_the_failed_one_do_not() {
    MigrationTargets targets =
        new MigrationTargets(
            List.of(broken("a"), target("b"), target("c")),
            Map.of("b", Set.of("a")),
            TenantTargets.NONE);

    TargetFailedException failure =
        catchThrowableOfType(TargetFailedException.class, runner(targets, policy(1, true))::run);

    assertThat(failure.failed()).containsExactly("a");
    assertThat(states(failure)).containsExactly(State.FAILED, State.WAITING, State.DONE);
  }

  @Test
  void several_failures_say_which_in_the_order_of_the_targets() {
    MigrationTargets targets = MigrationTargets.of(broken("a"), target("b"), broken("c"));

    TargetFailedException failure =
        catchThrowableOfType(TargetFailedException.class, runner(targets, policy(3, true))::run);

    assertThat(failure.failed()).containsExactly("a", "c");
    assertThat(failure.target()).isEqualTo("a");
    assertThat(failure.diagnostics())
        .extracting(d -> d.message())
        .containsExactly(
            "a: syntax error at or near \"text\"", "c: syntax error at or near \"text\"");
    assertThat(failure.getCause().getSuppressed()).hasSize(1);
  }

  @Test
  void an_error_that_nobody_foresaw_comes_as_it_is_with_the_others() {
    MigrationStrategy strategy =
        (target, migrator) -> {
          if (target.equals("b")) {
            throw new IllegalStateException("no idea");
          }
          migrator.migrate();
        };
    MigrationRunner runner =
        new MigrationRunner(
            MigrationTargets.of(broken("a"), target("b")),
            List.of(),
            loader(),
            policy(2, true),
            Optional.of(strategy),
            List.of());

    assertThatThrownBy(runner::run)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no idea")
        .satisfies(e -> assertThat(e.getSuppressed()).hasSize(1));
  }

  // Tenants

  @Test
  void tenants_are_asked_for_at_each_run_and_not_before() {
    List<MigrationTarget> tenants = new ArrayList<>(List.of(target("acme")));
    AtomicInteger asked = new AtomicInteger();
    MigrationRunner runner =
        runner(
            tenants(
                () -> {
                  asked.incrementAndGet();
                  return List.copyOf(tenants);
                }),
            ONE);
    assertThat(asked).hasValue(0);
    assertThat(runner.targets()).isEmpty();

    assertThat(runner.run()).extracting(TargetReport::target).containsExactly("acme");
    tenants.add(target("umbrella"));
    tenants.remove(0);

    assertThat(runner.run()).extracting(TargetReport::target).containsExactly("umbrella");
    assertThat(runner.targets()).containsExactly("umbrella");
    assertThat(runner.target("umbrella").settings().schema()).contains("umbrella");
    assertThat(runner.status()).containsOnlyKeys("umbrella");
  }

  @Test
  void tenants_may_be_listed_in_a_table_that_a_target_makes() {
    MigrationRunner runner =
        runner(
            new MigrationTargets(
                List.of(target("admin")),
                Map.of(),
                () ->
                    database
                        .jdbc()
                        .sql("select 'tenant_' || count(*) from admin.orders")
                        .query(String.class)
                        .list()
                        .stream()
                        .map(this::target)
                        .toList()),
            ONE);

    assertThat(runner.run()).extracting(TargetReport::target).containsExactly("admin", "tenant_0");
  }

  @Test
  void a_failing_tenant_stops_no_other_and_is_named_at_the_end(CapturedOutput output) {
    MigrationRunner runner =
        runner(tenants(() -> List.of(target("a"), broken("b"), target("c"))), ONE);

    TargetFailedException failure = catchThrowableOfType(TargetFailedException.class, runner::run);

    assertThat(failure.failed()).containsExactly("b");
    assertThat(states(failure)).containsExactly(State.DONE, State.FAILED, State.DONE);
    assertThat(output).containsPattern("3 tenants in \\d+ ms: 2 migrated, 0 up to date, 1 failed");
  }

  @Test
  void it_does_stop_the_others_if_told_so(CapturedOutput output) {
    MigrationRunner runner =
        runner(tenants(() -> List.of(target("a"), broken("b"), target("c"))), policy(1, false));

    TargetFailedException failure = catchThrowableOfType(TargetFailedException.class, runner::run);

    assertThat(states(failure)).containsExactly(State.DONE, State.FAILED, State.WAITING);
    assertThat(output).contains("1 migrated, 0 up to date, 1 failed, 1 not tried");
  }

  @Test
  void tenants_are_not_tried_after_a_target_that_failed() {
    AtomicInteger asked = new AtomicInteger();
    MigrationTargets targets =
        new MigrationTargets(
            List.of(broken("admin"), target("b")),
            Map.of(),
            () -> {
              asked.incrementAndGet();
              return List.of(target("acme"));
            });

    assertThatThrownBy(runner(targets, policy(1, true))::run)
        .isInstanceOf(TargetFailedException.class);

    assertThat(asked).hasValue(0);
  }

  @Test
  void two_tenants_of_one_schema_are_refused_before_any_is_touched() {
    MigrationRunner runner =
        runner(
            tenants(
                () -> {
                  DataSource same = database.dataSource();
                  return List.of(
                      MigrationTarget.of("a", settings("x", "orders"), same),
                      MigrationTarget.of("b", settings("x", "orders"), same));
                }),
            ONE);

    assertThatThrownBy(runner::run)
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessageStartingWith(
            "[one-history] the targets 'a' and 'b' share the history table x.migration_history");
    assertThat(schemas()).isEmpty();
  }

  @Test
  void two_pools_of_one_url_lead_to_one_history() {
    MigrationRunner runner =
        runner(
            tenants(
                () ->
                    List.of(
                        MigrationTarget.of("a", settings("x", "orders"), byUrl()),
                        MigrationTarget.of("b", settings("x", "orders"), byUrl()),
                        MigrationTarget.of("c", settings("y", "orders"), byUrl()))),
            ONE);

    assertThatThrownBy(runner::run)
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [one-history] the targets 'a' and 'b' share the history table x.migration_history
              fix: give each tenant a schema or a database of its own, in what the Tenants bean \
            lists\
            """);
    assertThat(schemas()).isEmpty();
  }

  /** A class of the application's may do anything with the connections to a url. */
  @Test
  void pools_of_one_url_that_set_a_schema_themselves_lead_to_two_histories() {
    for (String schema : List.of("a", "b", "c", "d")) {
      database.execute("create schema " + schema);
    }
    MigrationRunner runner =
        runner(
            tenants(
                () ->
                    List.of(
                        MigrationTarget.of("a", settings(null, "orders"), settling("a")),
                        MigrationTarget.of("b", settings(null, "orders"), settling("b")),
                        MigrationTarget.of("c", settings(null, "orders"), ofSchema("c")),
                        MigrationTarget.of("d", settings(null, "orders"), ofSchema("d")))),
            ONE);

    assertThat(runner.run()).extracting(TargetReport::state).containsOnly(State.DONE);
    assertThat(schemas()).containsExactlyInAnyOrder("a", "b", "c", "d");
  }

  @Test
  void tenants_that_cannot_be_listed_any_more_stand_as_they_did() {
    AtomicReference<RuntimeException> failure = new AtomicReference<>();
    MigrationRunner runner =
        runner(
            tenants(
                () -> {
                  if (failure.get() != null) {
                    throw failure.get();
                  }
                  return List.of(target("a"));
                }),
            ONE);
    runner.run();
    failure.set(new IllegalStateException("no list today"));

    assertThatThrownBy(runner::run).isSameAs(failure.get());

    assertThat(runner.reports()).extracting(TargetReport::state).containsExactly(State.DONE);
  }

  @Test
  void a_tenant_that_is_listed_twice_is_told_once() {
    MigrationTarget twice = target("a");
    MigrationRunner runner = runner(tenants(() -> List.of(twice, twice)), ONE);

    assertThatThrownBy(runner::run)
        .isInstanceOf(MigrationsConfigurationException.class)
        .hasMessage(
            """
            [one-name] two targets have the name 'a'
              fix: give each target a name of its own\
            """);
  }

  @Test
  void a_tenant_that_has_moved_since_the_look_is_migrated_where_it_is_now() {
    AtomicReference<String> schema = new AtomicReference<>("here");
    MigrationRunner runner =
        runner(
            tenants(
                () ->
                    List.of(
                        MigrationTarget.of(
                            "a", settings(schema.get(), "orders"), database.dataSource()))),
            ONE);
    runner.run();
    Look look = Look.begun(runner::plans, Duration.ofSeconds(20));
    assertThat(look.answer()).hasSize(1);
    runner.lookedAt(look);
    schema.set("there");

    runner.runAsPeeked();

    assertThat(schemas()).containsExactlyInAnyOrder("here", "there");
  }

  @Test
  void one_exception_that_several_tenants_throw_is_told_as_it_is() {
    IllegalStateException same = new IllegalStateException("the vault is closed");
    MigrationRunner runner = failingWith(same);

    assertThatThrownBy(runner::run).isSameAs(same);
  }

  /** Two tenants, of which each throws one and the same. */
  private MigrationRunner failingWith(RuntimeException same) {
    MigrationStrategy strategy =
        (target, migrator) -> {
          throw same;
        };
    return new MigrationRunner(
        tenants(() -> List.of(target("a"), target("b"))),
        List.of(),
        loader(),
        ONE,
        Optional.of(strategy),
        List.of());
  }

  @Test
  void one_known_failure_of_several_tenants_names_them_all() {
    MigrationException same =
        catchThrowableOfType(
            MigrationException.class,
            () ->
                new Migrator(settings("x", "broken"), database.dataSource(), List.of(), loader())
                    .migrate());
    MigrationRunner runner = failingWith(same);

    TargetFailedException failure = catchThrowableOfType(TargetFailedException.class, runner::run);

    assertThat(failure.failed()).containsExactly("a", "b");
  }

  @Test
  void two_hundred_schemas_cost_a_connection_each_and_few_lines(CapturedOutput output) {
    try (CountingProxy proxy = CountingProxy.before(database)) {
      DataSource dataSource = proxy.dataSource();
      List<MigrationTarget> tenants =
          IntStream.range(0, 200)
              .mapToObj(i -> "tenant_%03d".formatted(i))
              .map(name -> MigrationTarget.of(name, settings(name, "orders"), dataSource))
              .toList();
      MigrationRunner runner =
          runner(
              new MigrationTargets(
                  List.of(MigrationTarget.of("admin", settings(null, "orders"), dataSource)),
                  Map.of(),
                  () -> tenants),
              policy(4, null));

      long start = System.nanoTime();
      List<TargetReport> reports = runner.run();
      long first = millisSince(start);
      int connections = proxy.connections();
      int printed = output.getOut().length();
      start = System.nanoTime();
      runner.run();
      long second = millisSince(start);

      assertThat(reports).extracting(TargetReport::state).containsOnly(State.DONE).hasSize(201);
      assertThat(schemas()).hasSize(200);
      // One each, and one more to look on where a statement takes longer than a second.
      assertThat(connections).isBetween(201, 230);
      assertThat(output.getOut().substring(printed).lines().filter(l -> l.contains("Runner")))
          .hasSize(2)
          .last()
          .asString()
          .containsPattern("200 tenants in \\d+ ms: 0 migrated, 200 up to date");
      System.out.printf(
          "200 schemas, 4 at a time: %d ms; again, nothing to do: %d ms%n", first, second);
    }
  }

  // Who asks while they run

  @Test
  void a_tenant_that_goes_while_others_run_is_migrated_all_the_same() {
    List<MigrationTarget> listed = new ArrayList<>(List.of(target("a"), target("b")));
    AtomicReference<MigrationRunner> runner = new AtomicReference<>();
    MigrationListener asking =
        event -> {
          if (event instanceof MigrationEvent.StepStarted && listed.size() == 2) {
            listed.remove(1);
            assertThat(runner.get().status()).containsOnlyKeys("a");
          }
        };
    runner.set(runner(tenants(() -> List.copyOf(listed)), ONE, asking));

    assertThat(runner.get().run()).extracting(TargetReport::target).containsExactly("a", "b");

    assertThat(schemas()).contains("a", "b");
  }

  @Test
  void a_stop_reaches_tenants_though_somebody_has_asked_for_their_status() throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    MigrationListener listener =
        event -> {
          if (event instanceof MigrationEvent.StepStarted) {
            begun.countDown();
          }
        };
    MigrationTarget slow = MigrationTarget.of("a", settings("a", "slow"), database.dataSource());
    MigrationRunner runner = runner(tenants(() -> List.of(slow)), ONE, listener);
    FutureTask<List<TargetReport>> run = new FutureTask<>(runner::run);
    try (Connection other = database.dataSource().getConnection();
        Statement statement = other.createStatement()) {
      statement.execute("select pg_advisory_lock(5)");
      new Thread(run).start();
      assertThat(begun.await(20, TimeUnit.SECONDS)).isTrue();
      runner.status();

      long start = System.nanoTime();
      runner.stop(Duration.ZERO);

      assertThat(millisSince(start)).isLessThan(5_000);
      assertThatThrownBy(() -> run.get(1, TimeUnit.SECONDS))
          .cause()
          .isInstanceOf(TargetFailedException.class);
    }
  }

  private static long millisSince(long start) {
    return TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
  }

  private static void await(CyclicBarrier barrier) {
    try {
      barrier.await(20, TimeUnit.SECONDS);
    } catch (InterruptedException | BrokenBarrierException | TimeoutException e) {
      throw new IllegalStateException(e);
    }
  }

  private List<String> schemas() {
    return database
        .jdbc()
        .sql(
            "select schemaname::text from pg_tables where tablename = 'orders' and schemaname <>"
                + " 'public'")
        .query(String.class)
        .list();
  }

  private static List<State> states(TargetFailedException failure) {
    return failure.reports().stream().map(TargetReport::state).toList();
  }

  private MigrationTargets targets(int count) {
    return new MigrationTargets(IntStream.range(0, count).mapToObj(i -> target("t" + i)).toList());
  }

  private static MigrationTargets tenants(TenantTargets tenants) {
    return new MigrationTargets(List.of(), Map.of(), tenants);
  }

  private MigrationTarget target(String name) {
    return MigrationTarget.of(name, settings(name, "orders"), database.dataSource());
  }

  /** As different pools are: another object each time. */
  private DataSource byUrl() {
    return new DriverManagerDataSource(
        database.jdbcUrl(), database.username(), database.password());
  }

  private DataSource settling(String schema) {
    return new DriverManagerDataSource(
        database.jdbcUrl(), database.username(), database.password()) {
      @Override
      public Connection getConnection() throws SQLException {
        Connection connection = super.getConnection();
        connection.setSchema(schema);
        return connection;
      }
    };
  }

  private DataSource ofSchema(String schema) {
    DriverManagerDataSource one =
        new DriverManagerDataSource(database.jdbcUrl(), database.username(), database.password());
    one.setSchema(schema);
    return one;
  }

  private MigrationTarget broken(String name) {
    return MigrationTarget.of(name, settings(name, "broken"), database.dataSource());
  }

  private static MigratorSettings settings(String schema, String folder) {
    return MigratorSettings.builder()
        .target(schema == null ? "default" : schema)
        .schema(schema)
        .locations("classpath:db/" + folder)
        .build();
  }

  private static RunPolicy policy(int parallel, Boolean goesOn) {
    return new RunPolicy(new RunMode.Migrate(), parallel, Optional.ofNullable(goesOn));
  }

  private static MigrationRunner runner(
      MigrationTargets targets, RunPolicy policy, MigrationListener... listeners) {
    return new MigrationRunner(
        targets, List.of(listeners), loader(), policy, Optional.empty(), List.of());
  }

  private static ClassLoader loader() {
    return TenantsTest.class.getClassLoader();
  }
}
