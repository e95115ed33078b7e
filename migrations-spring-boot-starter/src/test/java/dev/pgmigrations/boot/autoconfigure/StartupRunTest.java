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

import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationLifecycle;
import dev.pgmigrations.boot.MigrationsCompletedEvent;
import dev.pgmigrations.boot.MigrationsFailedEvent;
import dev.pgmigrations.boot.MigrationsStartedEvent;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.entity.User;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import jakarta.annotation.PostConstruct;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.LazyInitializationBeanFactoryPostProcessor;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.sql.init.dependency.DependsOnDatabaseInitialization;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.jdbc.core.simple.JdbcClient;

/** {@code migrations.run-on=startup}, and what waits for it. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class StartupRunTest {

  private final TestDatabase database;
  private final ApplicationContextRunner application;

  StartupRunTest(TestDatabase database) {
    this.database = database;
    this.application =
        new ApplicationContextRunner()
            .withConfiguration(
                AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class,
                    MigrationsAutoConfiguration.class))
            .withPropertyValues(GivenDatabase.properties(database));
  }

  private ApplicationContextRunner onStartup() {
    return application.withPropertyValues("migrations.run-on=startup");
  }

  @Test
  void hibernate_finds_its_tables_in_a_database_that_was_empty() {
    onStartup()
        .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
        .withUserConfiguration(Entities.class)
        .withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
        .run(context -> assertThat(context).hasSingleBean(EntityManagerFactory.class));
  }

  @Test
  void hibernate_does_not_find_them_when_they_are_made_on_ready() {
    application
        .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
        .withUserConfiguration(Entities.class)
        .withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
        .run(
            context ->
                assertThat(context).getFailure().hasStackTraceContaining("missing table [users]"));
  }

  @Test
  void a_bean_that_asks_the_database_at_once_sees_the_tables() {
    onStartup()
        .withUserConfiguration(Early.class)
        .run(context -> assertThat(context.getBean(Early.class).users).isZero());
  }

  @Test
  void a_bean_with_nothing_but_a_data_source_may_ask_to_wait() {
    onStartup()
        .withUserConfiguration(EarlyWithDataSource.class)
        .run(context -> assertThat(context).getBean("users").isEqualTo(0L));
  }

  @Test
  void it_does_not_run_again_on_ready() {
    onStartup()
        .withUserConfiguration(Events.class)
        .run(
            context -> {
              context
                  .getBean(MigrationLifecycle.class)
                  .onApplicationEvent(
                      new ApplicationReadyEvent(
                          new SpringApplication(),
                          new String[0],
                          context.getSourceApplicationContext(),
                          Duration.ZERO));

              assertThat(context.getBean(Events.class).heard)
                  .hasSize(2)
                  .hasOnlyElementsOfTypes(
                      MigrationsStartedEvent.class, MigrationsCompletedEvent.class);
            });
  }

  @Test
  void it_is_not_put_off_by_lazy_initialization() {
    onStartup()
        .withInitializer(
            context ->
                context.addBeanFactoryPostProcessor(
                    new LazyInitializationBeanFactoryPostProcessor()))
        .run(context -> assertThat(database.tables()).contains("users"));
  }

  @Test
  void a_failure_stops_the_application() {
    onStartup()
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasRootCauseInstanceOf(org.postgresql.util.PSQLException.class)
                    .hasStackTraceContaining(TargetFailedException.class.getName()));
  }

  @Test
  void a_child_context_does_not_run_it_again(CapturedOutput output) {
    onStartup()
        .run(
            parent ->
                onStartup()
                    .withParent(parent)
                    .run(
                        child -> {
                          assertThat(child.getBean(MigrationLifecycle.class))
                              .isSameAs(parent.getBean(MigrationLifecycle.class));
                          assertThat(output.getOut())
                              .containsOnlyOnce("2 migrations done in ")
                              .doesNotContain("Nothing to do");
                        }));
  }

  @Test
  void on_ready_and_never_the_bean_is_there_and_does_nothing() {
    for (String runOn : List.of("ready", "none")) {
      application
          .withPropertyValues("migrations.run-on=" + runOn)
          .run(
              context -> {
                assertThat(context).hasSingleBean(MigrationLifecycle.class);
                assertThat(database.tables()).isEmpty();
              });
    }
  }

  @Test
  void a_listener_may_use_the_database_unless_it_is_to_wait_for_what_it_listens_to() {
    application
        .withUserConfiguration(Audit.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              context.getBean(dev.pgmigrations.boot.MigrationRunner.class).run();
              assertThat(context.getBean(Audit.class).heard).isNotEmpty();
            });
  }

  @Test
  void without_the_migrations_nothing_of_this_is_there() {
    onStartup()
        .withPropertyValues("migrations.enabled=false")
        .run(context -> assertThat(context).doesNotHaveBean(MigrationLifecycle.class));
  }

  @Test
  void a_failing_listener_of_the_application_is_told_and_changes_nothing(CapturedOutput output) {
    onStartup()
        .withUserConfiguration(Failing.class)
        .run(
            context -> {
              assertThat(context).hasNotFailed();
              assertThat(output.getOut()).contains("go on without it").contains("no mail today");
            });
  }

  @Test
  void the_application_hears_of_a_failure_on_ready() {
    application
        .withUserConfiguration(Events.class)
        .withPropertyValues("migrations.locations=classpath:db/broken")
        .run(
            context -> {
              assertThat(failure(context.getSourceApplicationContext()))
                  .isInstanceOf(TargetFailedException.class);
              assertThat(context.getBean(Events.class).heard)
                  .hasSize(2)
                  .hasOnlyElementsOfTypes(
                      MigrationsStartedEvent.class, MigrationsFailedEvent.class);
            });
  }

  private static Throwable failure(ConfigurableApplicationContext context) {
    return org.assertj.core.api.Assertions.catchThrowable(
        () ->
            context
                .getBean(MigrationLifecycle.class)
                .onApplicationEvent(
                    new ApplicationReadyEvent(
                        new SpringApplication(), new String[0], context, Duration.ZERO)));
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = User.class)
  static class Entities {}

  @Configuration(proxyBeanMethods = false)
  static class Early {

    private final JdbcClient jdbc;
    private long users;

    Early(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @PostConstruct
    void count() {
      users = jdbc.sql("select count(*) from users").query(Long.class).single();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class EarlyWithDataSource {

    @Bean
    @DependsOnDatabaseInitialization
    Long users(DataSource dataSource) {
      return JdbcClient.create(dataSource)
          .sql("select count(*) from users")
          .query(Long.class)
          .single();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Events {

    private final List<Object> heard = new ArrayList<>();

    @EventListener({
      MigrationsStartedEvent.class,
      MigrationsCompletedEvent.class,
      MigrationsFailedEvent.class
    })
    void hear(Object event) {
      heard.add(event);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Failing {

    @EventListener
    void hear(MigrationsCompletedEvent event) {
      throw new IllegalStateException("no mail today");
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class Audit implements MigrationListener {

    private final List<String> heard = new ArrayList<>();
    private final JdbcClient jdbc;

    Audit(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @Override
    public void on(MigrationEvent event) {
      heard.add(jdbc.sql("select 'heard'").query(String.class).single());
    }
  }
}
