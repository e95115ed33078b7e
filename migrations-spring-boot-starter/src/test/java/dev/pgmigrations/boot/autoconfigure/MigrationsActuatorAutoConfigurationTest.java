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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.Tenant;
import dev.pgmigrations.boot.Tenants;
import dev.pgmigrations.boot.actuate.MigrationsEndpoint;
import dev.pgmigrations.boot.actuate.MigrationsEndpointWebExtension;
import dev.pgmigrations.boot.actuate.MigrationsHealthIndicator;
import dev.pgmigrations.boot.actuate.MigrationsInfoContributor;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.event.Progress;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicReference;
import org.assertj.core.api.InstanceOfAssertFactories;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.actuate.autoconfigure.endpoint.EndpointAutoConfiguration;
import org.springframework.boot.actuate.autoconfigure.endpoint.condition.ConditionalOnAvailableEndpoint;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.HealthIndicator;
import org.springframework.boot.health.contributor.Status;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.context.runner.ReactiveWebApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;

@PostgresTest
class MigrationsActuatorAutoConfigurationTest {

  private static final AutoConfigurations OURS =
      AutoConfigurations.of(
          DataSourceAutoConfiguration.class,
          EndpointAutoConfiguration.class,
          MigrationsAutoConfiguration.class,
          MigrationsEndpointAutoConfiguration.class,
          MigrationsHealthContributorAutoConfiguration.class,
          MigrationsInfoContributorAutoConfiguration.class,
          MigrationsMetricsAutoConfiguration.class,
          MigrationsObservationAutoConfiguration.class);

  private final TestDatabase database;
  private final ApplicationContextRunner application;

  MigrationsActuatorAutoConfigurationTest(TestDatabase database) {
    this.database = database;
    this.application =
        new ApplicationContextRunner()
            .withConfiguration(OURS)
            .withPropertyValues(GivenDatabase.properties(database));
  }

  // Conditions

  @Test
  void health_is_there_by_default_info_and_endpoint_are_not() {
    application.run(
        context ->
            assertThat(context)
                .hasBean("migrationsHealthIndicator")
                .doesNotHaveBean(MigrationsInfoContributor.class)
                .doesNotHaveBean(MigrationsEndpoint.class));
  }

  @Test
  void nothing_is_there_when_disabled() {
    application
        .withPropertyValues(
            "migrations.enabled=false",
            "management.endpoints.web.exposure.include=*",
            "management.info.migrations.enabled=true")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean("migrationsHealthIndicator")
                    .doesNotHaveBean(MigrationProgress.class)
                    .doesNotHaveBean(MigrationsEndpoint.class)
                    .doesNotHaveBean(MigrationsInfoContributor.class));
  }

  @Test
  void it_works_without_the_actuator() {
    application
        .withClassLoader(
            new FilteredClassLoader(
                ConditionalOnAvailableEndpoint.class, HealthIndicator.class, InfoContributor.class))
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(context).doesNotHaveBean("migrationsHealthIndicator");
            });
  }

  @Test
  void health_can_be_switched_off_or_replaced() {
    application
        .withPropertyValues("management.health.migrations.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("migrationsHealthIndicator"));
    application
        .withPropertyValues("management.health.defaults.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean("migrationsHealthIndicator"));
    application
        .withBean(
            "migrationsHealthIndicator", HealthIndicator.class, () -> () -> Health.up().build())
        .run(context -> assertThat(context).doesNotHaveBean(MigrationsHealthIndicator.class));
  }

  @Test
  void info_is_there_when_asked_for_by_name_only() {
    application
        .withPropertyValues("management.info.defaults.enabled=true")
        .run(context -> assertThat(context).doesNotHaveBean(MigrationsInfoContributor.class));
    application
        .withPropertyValues("management.info.migrations.enabled=true")
        .run(context -> assertThat(context).hasSingleBean(MigrationsInfoContributor.class));
  }

  @Test
  void the_endpoint_is_there_when_exposed_and_its_web_part_when_exposed_to_the_web() {
    application
        .withPropertyValues("management.endpoints.web.exposure.include=migrations")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(MigrationsEndpoint.class)
                    .hasSingleBean(MigrationsEndpointWebExtension.class));
    application
        .withPropertyValues(
            "spring.jmx.enabled=true", "management.endpoints.jmx.exposure.include=*")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(MigrationsEndpoint.class)
                    .doesNotHaveBean(MigrationsEndpointWebExtension.class));
    application
        .withPropertyValues(
            "management.endpoints.web.exposure.include=*",
            "management.endpoint.migrations.access=NONE")
        .run(context -> assertThat(context).doesNotHaveBean(MigrationsEndpoint.class));
  }

  @Test
  void a_reactive_application_has_the_same() {
    new ReactiveWebApplicationContextRunner()
        .withConfiguration(OURS)
        .withPropertyValues(GivenDatabase.properties(database))
        .withPropertyValues("management.endpoints.web.exposure.include=*")
        .run(
            context ->
                assertThat(context)
                    .hasSingleBean(MigrationsHealthIndicator.class)
                    .hasSingleBean(MigrationsEndpointWebExtension.class));
  }

  // Health

  @Test
  void health_is_out_of_service_before_and_during_the_run_and_up_after_it() {
    AtomicReference<Health> during = new AtomicReference<>();
    application
        .withUserConfiguration(Watching.class)
        .withBean("during", AtomicReference.class, () -> during)
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
              assertThat(target(health(context))).containsOnly(Map.entry("state", "waiting"));

              context.getBean(MigrationRunner.class).run();

              assertThat(during.get().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
              assertThat(target(during.get()))
                  .containsEntry("state", "running")
                  .containsEntry("version", "1")
                  .containsEntry("applied", 1)
                  .containsEntry("done", "1 of 2")
                  .containsEntry("current", "2 user email")
                  .containsKey("elapsed");
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
              assertThat(target(health(context)))
                  .containsEntry("state", "done")
                  .containsEntry("version", "2")
                  .containsEntry("applied", 2)
                  .containsEntry("done", "2 of 2")
                  .containsKey("took")
                  .doesNotContainKeys("current", "elapsed");
            });
  }

  @Test
  void health_asks_no_database() {
    application.run(
        context -> {
          context.getBean(MigrationRunner.class).run();
          database.close();
          assertThat(health(context).getStatus()).isEqualTo(Status.UP);
        });
  }

  @Test
  void health_is_down_after_a_failure_and_says_why() {
    application
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThatThrownBy(runner::run).isInstanceOf(TargetFailedException.class);

              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);
              assertThat(target(health(context)))
                  .containsEntry("state", "failed")
                  .containsEntry("applied", 1)
                  .containsEntry("done", "1 of 2")
                  .extractingByKey("errors")
                  .asString()
                  .contains("db/broken/2_note_text.sql:2:18 [42601]");
            });
  }

  @Test
  void health_is_unknown_while_nothing_runs_by_itself() {
    application
        .withPropertyValues("migrations.run-on=none")
        .run(
            context -> {
              assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);
              context.getBean(MigrationRunner.class).run();
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void health_is_not_up_before_the_tenants_are_known() {
    AtomicReference<Health> during = new AtomicReference<>();
    AtomicReference<ApplicationContext> running = new AtomicReference<>();
    application
        .withBean(
            Tenants.class,
            () ->
                () -> {
                  during.set(health(running.get()));
                  return List.of(Tenant.ofSchema("acme"));
                })
        .run(
            context -> {
              running.set(context);
              assertThat(health(context).getStatus()).isEqualTo(Status.OUT_OF_SERVICE);

              context.getBean(MigrationRunner.class).run();

              assertThat(during.get().getStatus()).isEqualTo(Status.OUT_OF_SERVICE);
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void health_is_down_while_the_tenants_cannot_be_listed() {
    AtomicBoolean known = new AtomicBoolean();
    application
        .withPropertyValues("migrations.run-on=none")
        .withBean(
            Tenants.class,
            () ->
                () -> {
                  if (!known.get()) {
                    throw new IllegalStateException("the list is away");
                  }
                  return List.of();
                })
        .run(
            context -> {
              MigrationRunner runner = context.getBean(MigrationRunner.class);
              assertThat(health(context).getStatus()).isEqualTo(Status.UNKNOWN);

              assertThatThrownBy(runner::run).hasMessageContaining("the list is away");
              assertThat(health(context).getStatus()).isEqualTo(Status.DOWN);

              known.set(true);
              runner.run();
              assertThat(health(context).getStatus()).isEqualTo(Status.UP);
            });
  }

  @Test
  void health_counts_what_is_undone() {
    application.run(
        context -> {
          MigrationRunner runner = context.getBean(MigrationRunner.class);
          runner.run();
          runner.migrator().rollback(1);
          assertThat(target(health(context)))
              .containsEntry("applied", 1)
              .doesNotContainKey("version");
        });
  }

  // Info

  @Test
  void info_tells_the_version_after_the_first_run() {
    application
        .withPropertyValues("management.info.migrations.enabled=true")
        .run(
            context -> {
              assertThat(info(context).getDetails()).isEmpty();

              context.getBean(MigrationRunner.class).run();
              assertThat(info(context).get("migrations"))
                  .asInstanceOf(InstanceOfAssertFactories.MAP)
                  .extractingByKey("default")
                  .asInstanceOf(InstanceOfAssertFactories.MAP)
                  .containsEntry("version", "2")
                  .containsEntry("applied", 2)
                  .containsKey("lastAppliedAt");

              context.getBean(MigrationRunner.class).migrator().rollback(1);
              assertThat(info(context).get("migrations").toString())
                  .contains("version=1", "applied=1");

              database.close();
              assertThat(info(context).get("migrations").toString()).contains("version=1");
            });
  }

  private static Info info(ApplicationContext context) {
    Info.Builder builder = new Info.Builder();
    context.getBean(MigrationsInfoContributor.class).contribute(builder);
    return builder.build();
  }

  private static Health health(ApplicationContext context) {
    return context.getBean(MigrationsHealthIndicator.class).health();
  }

  @SuppressWarnings("unchecked")
  private static Map<String, Object> target(Health health) {
    return (Map<String, Object>)
        ((Map<String, Object>) health.getDetails().get("targets")).get("default");
  }

  @Test
  void health_tells_of_a_statement_that_takes_long_but_nothing_that_others_run() {
    AtomicReference<Health> during = new AtomicReference<>();
    application
        .withUserConfiguration(Slow.class)
        .withBean("during", AtomicReference.class, () -> during)
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();

              assertThat(target(during.get()))
                  .extractingByKey("activity")
                  .isEqualTo(
                      Map.of(
                          "statement", "2_user_email.sql:3",
                          "elapsed", "12000 ms",
                          "phase", "waiting for old snapshots",
                          "percent", 43,
                          "left", "20000 ms",
                          "blockedBy",
                              List.of(
                                  "pid 42 (user app, from local, idle in transaction,"
                                      + " transaction open for 12 s)")));
              assertThat(target(health(context))).doesNotContainKey("activity");
            });
  }

  /** Asks for the health while the second migration is told to take long, by another thread. */
  @Configuration(proxyBeanMethods = false)
  static class Slow {

    private static final Blocker READER =
        new Blocker(
            42,
            "app",
            "",
            "local",
            "idle in transaction",
            Duration.ofSeconds(12),
            "select secret from t");

    @Bean
    MigrationListener watch(
        MigrationProgress progress,
        ObjectProvider<MigrationsHealthIndicator> indicator,
        AtomicReference<Health> during) {
      return event -> {
        if (event instanceof MigrationEvent.StepStarted started && started.number() == 2) {
          MigrationEvent running =
              new MigrationEvent.StatementRunning(
                  started.step().id(),
                  "2_user_email.sql:3",
                  Duration.ofSeconds(12),
                  Optional.of(
                      new Progress(
                          "waiting for old snapshots",
                          OptionalInt.of(43),
                          Optional.of(Duration.ofSeconds(20)),
                          "waiting for 1 of 1 transactions: " + READER)),
                  List.of(READER));
          Thread watch = new Thread(() -> progress.on(running));
          watch.start();
          try {
            watch.join();
          } catch (InterruptedException e) {
            throw new IllegalStateException(e);
          }
          during.set(indicator.getObject().health());
        }
      };
    }
  }

  /** Asks for the health while the second migration is about to run. */
  @Configuration(proxyBeanMethods = false)
  static class Watching {

    @Bean
    MigrationListener watch(
        ObjectProvider<MigrationsHealthIndicator> indicator, AtomicReference<Health> during) {
      return event -> {
        if (event instanceof MigrationEvent.StepStarted started && started.number() == 2) {
          during.set(indicator.getObject().health());
        }
      };
    }
  }
}
