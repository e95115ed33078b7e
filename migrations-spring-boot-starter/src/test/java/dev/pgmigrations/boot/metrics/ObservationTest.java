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

package dev.pgmigrations.boot.metrics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.StartupStepListener;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.autoconfigure.MigrationsAutoConfiguration;
import dev.pgmigrations.boot.autoconfigure.MigrationsMetricsAutoConfiguration;
import dev.pgmigrations.boot.autoconfigure.MigrationsObservationAutoConfiguration;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.history.TableName;
import dev.pgmigrations.lock.MigrationLock;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import io.micrometer.core.instrument.MeterRegistry;
import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.core.instrument.simple.SimpleMeterRegistry;
import io.micrometer.observation.Observation;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistry;
import io.micrometer.observation.tck.TestObservationRegistryAssert;
import java.sql.Connection;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.metrics.buffering.BufferingApplicationStartup;
import org.springframework.boot.context.metrics.buffering.StartupTimeline;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class ObservationTest {

  private static final TableName HISTORY = TableName.of("public.migration_history");

  private final TestDatabase database;
  private final ApplicationContextRunner application;
  private final TestObservationRegistry observations = TestObservationRegistry.create();

  ObservationTest(TestDatabase database) {
    this.database = database;
    this.application =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    MigrationsAutoConfiguration.class,
                    MigrationsMetricsAutoConfiguration.class,
                    MigrationsObservationAutoConfiguration.class))
            .withPropertyValues(GivenDatabase.properties(database));
  }

  @Test
  void a_run_and_each_migration_in_it_are_observed() {
    observed()
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();

              TestObservationRegistryAssert.assertThat(observations)
                  .hasNumberOfObservationsWithNameEqualTo("migrations.run", 1)
                  .hasNumberOfObservationsWithNameEqualTo("migrations.apply", 2)
                  .hasNumberOfObservationsWithNameEqualTo("migrations.lock.wait", 0)
                  .hasObservationWithNameEqualTo("migrations.run")
                  .that()
                  .hasLowCardinalityKeyValue("migrations.target", "default")
                  .hasLowCardinalityKeyValue("migrations.outcome", "success")
                  .doesNotHaveError()
                  .hasBeenStopped();
              TestObservationRegistryAssert.assertThat(observations)
                  .hasAnObservationWithAKeyValue("migrations.version", "2")
                  .hasAnObservationWithAKeyValue("migrations.description", "user email")
                  .hasAnObservation(
                      apply ->
                          apply
                              .hasNameEqualTo("migrations.apply")
                              .hasContextualNameEqualTo("up 2")
                              .hasLowCardinalityKeyValue("migrations.direction", "up")
                              .hasLowCardinalityKeyValue("migrations.outcome", "success")
                              .hasParentObservation());
              assertThat(observations.getCurrentObservation()).isNull();
            });
  }

  @Test
  void a_failure_is_an_error_of_the_migration_and_of_the_run() {
    observed()
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);

              TestObservationRegistryAssert.assertThat(observations)
                  .hasObservationWithNameEqualTo("migrations.run")
                  .that()
                  .hasLowCardinalityKeyValue("migrations.outcome", "failure")
                  .hasError()
                  .hasBeenStopped();
              TestObservationRegistryAssert.assertThat(observations)
                  .hasAnObservation(
                      apply ->
                          apply
                              .hasNameEqualTo("migrations.apply")
                              .hasHighCardinalityKeyValue("migrations.version", "2")
                              .hasLowCardinalityKeyValue("migrations.outcome", "failure")
                              .hasError());
            });
  }

  @Test
  void a_run_that_fails_before_its_first_step_is_an_error_too() {
    observed()
        .withPropertyValues("migrations.locations=classpath:db/nowhere")
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);
              TestObservationRegistryAssert.assertThat(observations)
                  .hasSingleObservationThat()
                  .hasNameEqualTo("migrations.run")
                  .hasError()
                  .hasBeenStopped();
            });
  }

  @Test
  void waiting_for_another_run_is_observed() {
    observed()
        .withPropertyValues("migrations.schema=public")
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              CompletableFuture<?> run;
              try (Connection other = database.dataSource().getConnection()) {
                try (var lock = other.prepareStatement("select pg_advisory_lock(?)")) {
                  lock.setLong(1, MigrationLock.keyOf(HISTORY));
                  lock.execute();
                }
                run = CompletableFuture.runAsync(runner::run);
                TimeUnit.MILLISECONDS.sleep(1500);
              }
              run.get(30, TimeUnit.SECONDS);

              TestObservationRegistryAssert.assertThat(observations)
                  .hasObservationWithNameEqualTo("migrations.lock.wait")
                  .that()
                  .hasLowCardinalityKeyValue("migrations.outcome", "success")
                  .hasParentObservation()
                  .hasBeenStopped();
            });
  }

  @Test
  void who_was_in_the_way_and_what_was_tried_again_are_events_of_the_migration() {
    List<String> told = new CopyOnWriteArrayList<>();
    observations
        .observationConfig()
        .observationHandler(
            new ObservationHandler<>() {
              @Override
              public void onEvent(Observation.Event event, Observation.Context context) {
                told.add(
                    context.getContextualName()
                        + ": "
                        + event.getName()
                        + ": "
                        + event.getContextualName());
              }

              @Override
              public boolean supportsContext(Observation.Context context) {
                return true;
              }
            });
    observed()
        .withUserConfiguration(Slow.class)
        .run(context -> context.getBean(MigrationRunner.class).run());

    assertThat(told)
        .containsExactly(
            "up 2: migrations.blocked: waits for pid 43, which waits for pid 42",
            "up 2: migrations.retry: [55P03] canceling statement due to lock timeout");
  }

  /** Tells of the second migration, by another thread, that it is blocked and tried again. */
  @Configuration(proxyBeanMethods = false)
  static class Slow {

    @Bean
    MigrationListener watch(ObjectProvider<ObservationListener> observing) {
      return event -> {
        if (event instanceof MigrationEvent.StepFinished finished
            && finished.step().id().key().equals("2")) {
          Thread watch =
              new Thread(
                  () ->
                      observing
                          .getObject()
                          .on(
                              new MigrationEvent.StatementBlocked(
                                  finished.step().id(),
                                  "2.sql:1",
                                  List.of(session(43), session(42)),
                                  Duration.ofSeconds(1))));
          watch.start();
          try {
            watch.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          observing
              .getObject()
              .on(
                  new MigrationEvent.UnitRetried(
                      finished.step().id(),
                      1,
                      10,
                      Duration.ZERO,
                      Diagnostic.error("55P03", "canceling statement due to lock timeout"),
                      List.of()));
        }
      };
    }

    private static Blocker session(int pid) {
      return new Blocker(pid, "app", "", "local", "active", Duration.ZERO, "select secret from t");
    }
  }

  @Test
  void a_meter_registry_gets_timers_with_the_same_tags_whatever_happens() {
    MeterRegistry meters = new SimpleMeterRegistry();
    observations.observationConfig().observationHandler(new DefaultMeterObservationHandler(meters));
    observed()
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              context.getBean(MigrationRunner.class).migrator().rollback(1);

              assertThat(
                      meters
                          .get("migrations.apply")
                          .tags("migrations.direction", "up", "migrations.outcome", "success")
                          .timer()
                          .count())
                  .isEqualTo(2);
              assertThat(meters.get("migrations.apply").tag("migrations.direction", "down").timer())
                  .isNotNull();
              assertThat(meters.get("migrations.run.active").longTaskTimer().activeTasks())
                  .isZero();
            });
  }

  @Test
  void gauges_tell_what_is_pending_and_applied_from_memory() {
    MeterRegistry meters = new SimpleMeterRegistry();
    application.run(
        context -> {
          context.getBean(MigrationMetrics.class).bindTo(meters);
          assertThat(gauge(meters, MigrationMetrics.APPLIED)).isNaN();

          MigrationRunner runner = context.getBean(MigrationRunner.class);
          runner.run();
          assertThat(gauge(meters, MigrationMetrics.APPLIED)).isEqualTo(2);
          assertThat(gauge(meters, MigrationMetrics.PENDING)).isZero();

          runner.migrator().rollback(2);
          assertThat(gauge(meters, MigrationMetrics.APPLIED)).isZero();
        });
  }

  /** The warning comes once in a process, at debug afterwards. */
  @Test
  void gauges_of_a_target_are_registered_once(CapturedOutput output) {
    LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
    logging.setLogLevel(MeterRegistry.class.getName(), LogLevel.DEBUG);
    MeterRegistry meters = new SimpleMeterRegistry();
    application.run(
        context -> {
          context.getBean(MigrationMetrics.class).bindTo(meters);

          context.getBean(MigrationRunner.class).run();

          assertThat(gauge(meters, MigrationMetrics.APPLIED)).isEqualTo(2);
          assertThat(output).doesNotContain("already registered");
        });
    logging.setLogLevel(MeterRegistry.class.getName(), null);
  }

  @Test
  void what_a_failed_run_left_is_pending() {
    MeterRegistry meters = new SimpleMeterRegistry();
    application
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context -> {
              context.getBean(MigrationMetrics.class).bindTo(meters);
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);
              assertThat(gauge(meters, MigrationMetrics.APPLIED)).isEqualTo(1);
              assertThat(gauge(meters, MigrationMetrics.PENDING)).isEqualTo(1);
            });
  }

  private static double gauge(MeterRegistry meters, String name) {
    return meters.get(name).tag("migrations.target", "default").gauge().value();
  }

  @Test
  void a_run_is_a_step_of_the_start() {
    BufferingApplicationStartup startup = new BufferingApplicationStartup(100);
    application
        .withInitializer(context -> context.setApplicationStartup(startup))
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();

              List<StartupTimeline.TimelineEvent> events =
                  startup.getBufferedTimeline().getEvents().stream()
                      .filter(e -> e.getStartupStep().getName().equals(StartupStepListener.NAME))
                      .toList();
              assertThat(events)
                  .singleElement()
                  .satisfies(
                      event ->
                          assertThat(event.getStartupStep().getTags())
                              .extracting(tag -> tag.getKey() + "=" + tag.getValue())
                              .containsExactly("target=default", "steps=2", "outcome=success"));
            });
  }

  @Test
  void it_works_without_a_registry_and_without_micrometer_s_meters() {
    application.run(context -> context.getBean(MigrationRunner.class).run());
    application
        .withClassLoader(new FilteredClassLoader("io.micrometer.core"))
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(ObservationListener.class)
                    .doesNotHaveBean("migrationMetrics"));
  }

  private ApplicationContextRunner observed() {
    return application.withBean(ObservationRegistry.class, () -> observations);
  }
}
