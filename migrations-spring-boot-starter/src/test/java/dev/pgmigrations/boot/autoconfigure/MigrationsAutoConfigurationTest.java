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

import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationLifecycle;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.test.context.FilteredClassLoader;
import org.springframework.boot.test.context.assertj.AssertableApplicationContext;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.datasource.AbstractDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class MigrationsAutoConfigurationTest {

  private final TestDatabase database;
  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(MigrationsAutoConfiguration.class));
  private final ApplicationContextRunner application;

  MigrationsAutoConfigurationTest(TestDatabase database) {
    this.database = database;
    this.application =
        bare.withConfiguration(AutoConfigurations.of(DataSourceAutoConfiguration.class))
            .withPropertyValues(GivenDatabase.properties(database));
  }

  // Beans

  @Test
  void migrates_the_application_s_database_when_it_is_ready() {
    application.run(
        context -> {
          assertThat(tables()).isEmpty();

          ready(context);

          assertThat(tables()).containsExactly("migration_history", "users");
        });
  }

  @Test
  void makes_no_bean_when_disabled() {
    application
        .withPropertyValues("migrations.enabled=false", "migrations.no-such-thing=1")
        .run(
            context ->
                assertThat(context)
                    .hasNotFailed()
                    .doesNotHaveBean(MigrationRunner.class)
                    .doesNotHaveBean(MigrationTargets.class)
                    .doesNotHaveBean(MigrationLifecycle.class));
  }

  @ParameterizedTest
  @CsvSource({"TRUE, 1", "yes, 1", "on, 1", "1, 1", "No, 0", "off, 0", "0, 0"})
  void enabled_is_said_in_every_way_that_spring_boot_knows(String value, int runners) {
    application
        .withPropertyValues("migrations.enabled=" + value)
        .run(context -> assertThat(context.getBeansOfType(MigrationRunner.class)).hasSize(runners));
  }

  @Test
  void enabled_that_is_neither_yes_nor_no_is_refused() {
    application
        .withPropertyValues("migrations.enabled=ture")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        "Failed to bind properties under 'migrations.enabled' to"
                            + " java.lang.Boolean"));
  }

  @Test
  void makes_no_bean_without_the_core() {
    application
        .withClassLoader(new FilteredClassLoader(Migrator.class))
        .run(context -> assertThat(context).doesNotHaveBean("migrationRunner"));
  }

  @Test
  void works_without_hikari() {
    bare.withClassLoader(new FilteredClassLoader(HikariDataSource.class))
        .withBean(DataSource.class, database::dataSource)
        .run(
            context -> {
              ready(context);
              assertThat(tables()).contains("users");
            });
  }

  @Test
  void migrates_only_when_called_if_told_not_to_by_itself() {
    application
        .withPropertyValues("migrations.run-on=none")
        .run(
            context -> {
              ready(context);
              assertThat(tables()).isEmpty();

              context.getBean(MigrationRunner.class).run();
              assertThat(tables()).contains("users");
            });
  }

  @Test
  void a_runner_of_the_application_s_replaces_ours() {
    MigrationRunner own =
        new MigrationRunner(
            MigrationTargets.of(), List.of(), MigrationRunner.class.getClassLoader());
    application
        .withBean(MigrationRunner.class, () -> own)
        .run(
            context ->
                assertThat(context)
                    .getBean(MigrationRunner.class)
                    .isSameAs(own)
                    .satisfies(any -> assertThat(context).doesNotHaveBean(MigrationTargets.class)));
  }

  @Test
  void targets_of_the_application_s_replace_what_the_properties_say() {
    application
        .withPropertyValues("migrations.locations=classpath:db/nowhere")
        .withBean(
            MigrationTargets.class,
            () ->
                MigrationTargets.of(
                    MigrationTarget.of(
                        MigratorSettings.builder().locations("classpath:db/orders").build(),
                        database.dataSource())))
        .run(
            context -> {
              ready(context);
              assertThat(tables()).containsExactly("migration_history", "orders");
            });
  }

  @Test
  void a_lifecycle_of_the_application_s_replaces_ours() {
    application
        .withUserConfiguration(OwnLifecycle.class)
        .run(
            context -> {
              assertThat(context)
                  .hasSingleBean(MigrationLifecycle.class)
                  .hasBean("later")
                  .doesNotHaveBean("migrationLifecycle");
              ready(context);
              assertThat(tables()).isEmpty();
            });
  }

  @Test
  void migration_listeners_hear_in_their_order() {
    application
        .withUserConfiguration(TwoListeners.class)
        .run(
            context -> {
              ready(context);
              assertThat(context.getBean(TwoListeners.class).heard).startsWith("first", "second");
            });
  }

  @Test
  void runs_once_and_only_for_its_own_context() {
    application
        .withUserConfiguration(TwoListeners.class)
        .run(
            context -> {
              List<String> heard = context.getBean(TwoListeners.class).heard;
              application
                  .withParent(context)
                  .run(
                      child -> {
                        ready(child);
                        assertThat(heard).isEmpty();
                      });
              ready(context);
              int count = heard.size();
              ready(context);
              assertThat(heard).hasSize(count);
            });
  }

  // Which database

  @Test
  void the_marked_data_source_comes_before_all_others() {
    try (TestDatabase other = Postgres.create()) {
      application
          .withPropertyValues("migrations.url=jdbc:postgresql://nowhere/none")
          .withBean("other", Marked.class, () -> new Marked(other))
          .withUserConfiguration(MarkedConfiguration.class)
          .run(
              context -> {
                ready(context);
                assertThat(tables()).isEmpty();
                assertThat(tables(other)).contains("users");
              });
    }
  }

  @Test
  void a_url_comes_before_the_application_s_data_source() {
    try (TestDatabase other = Postgres.create()) {
      application
          .withPropertyValues(
              "migrations.url=" + other.jdbcUrl(),
              "migrations.username=" + other.username(),
              "migrations.password=" + other.password())
          .run(
              context -> {
                ready(context);
                assertThat(tables()).isEmpty();
                assertThat(tables(other)).contains("users");
              });
    }
  }

  @Test
  void a_url_needs_no_data_source_of_the_application_s() {
    bare.withPropertyValues("migrations.url=" + database.postgresUrl())
        .run(
            context -> {
              ready(context);
              assertThat(tables()).contains("users");
            });
  }

  @Test
  void a_url_may_have_libpq_s_other_form() {
    bare.withPropertyValues(
            "migrations.url="
                + database.postgresUrl().replace("postgres://", "postgresql://")
                + "?sslmode=disable")
        .run(
            context -> {
              ready(context);
              assertThat(tables()).contains("users");
            });
  }

  @Test
  void a_url_of_no_known_form_is_refused_without_repeating_it() {
    bare.withPropertyValues("migrations.url=mysql://me:secret@db/x")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(MigrationsConfigurationException.class)
                    .hasMessageStartingWith(
                        "[data-source] migrations.url: the database url has an unknown form; give")
                    .hasMessageNotContaining("secret"));
  }

  @Test
  void a_username_alone_migrates_the_application_s_database_as_somebody_else() {
    String owner = Postgres.createRole("owner", "");
    try (TestDatabase owned = Postgres.create(owner)) {
      application
          .withPropertyValues(
              "spring.datasource.url=" + owned.jdbcUrl(),
              "migrations.username=" + owner,
              "migrations.password=" + owner)
          .run(
              context -> {
                ready(context);
                assertThat(
                        owned
                            .jdbc()
                            .sql("select tableowner from pg_tables where tablename = 'users'")
                            .query(String.class)
                            .single())
                    .isEqualTo(owner);
              });
    }
  }

  @Test
  void a_username_does_not_inherit_the_password_of_another() {
    application
        .withPropertyValues("migrations.username=somebody")
        .run(context -> assertThat(simple(dataSources(context).get(0)).getPassword()).isNull());
  }

  @Test
  void a_password_without_a_username_is_refused() {
    application
        .withPropertyValues("migrations.password=secret")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [data-source] migrations.password is set, but no username
                          fix: set migrations.username too\
                        """));
  }

  @Test
  void a_username_needs_a_data_source_that_tells_its_url() {
    bare.withBean(DataSource.class, Secretive::new)
        .withPropertyValues("migrations.username=somebody")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(
                        """
                        [data-source] migrations.username needs the url of the DataSource, which %s does not tell
                          fix: set migrations.url too\
                        """
                            .formatted(Secretive.class.getName())));
  }

  @Test
  void no_database_at_all_is_a_clear_failure() {
    bare.run(
        context ->
            assertThat(context)
                .getFailure()
                .rootCause()
                .hasMessage(
                    """
                    [data-source] there is no DataSource to migrate
                      fix: set spring.datasource.url or migrations.url, or declare a DataSource; to start without migrating, set migrations.enabled=false\
                    """));
  }

  /** So it is beside R2DBC, where Spring Boot makes no data source. */
  @Test
  void a_url_that_became_no_data_source_is_told() {
    bare.withPropertyValues("spring.datasource.url=" + database.jdbcUrl())
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [data-source] there is no DataSource to migrate, although spring.datasource.url is set: Spring Boot makes none beside R2DBC, and none without a connection pool
                          fix: set migrations.url, with migrations.username and migrations.password, or declare a DataSource; to start without migrating, set migrations.enabled=false\
                        """));
  }

  @Test
  void several_data_sources_need_a_mark() {
    bare.withBean("one", DataSource.class, database::dataSource)
        .withBean("two", DataSource.class, database::dataSource)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [data-source] there are several DataSource beans, and none is primary: [one, two]
                          fix: mark one with @MigrationsDataSource or @Primary, or name one for each in migrations.targets.<name>.data-source\
                        """));
  }

  @Test
  void a_database_that_is_not_postgresql_is_refused() {
    bare.withBean(
            DataSource.class,
            () -> new SimpleDriverDataSource(new org.h2.Driver(), "jdbc:h2:mem:slice"))
        .run(
            context ->
                assertThatThrownBy(() -> ready(context))
                    .isInstanceOf(TargetFailedException.class)
                    .hasMessage(
                        """
                        [not-postgresql] the DataSource is of H2, not PostgreSQL
                          fix: give a PostgreSQL DataSource; where another one is meant, in a test say, set migrations.enabled=false\
                        """));
  }

  @Test
  void a_pool_of_one_that_is_in_use_does_not_keep_the_migrations_waiting() {
    application
        .withPropertyValues(
            "spring.datasource.hikari.maximum-pool-size=1",
            "spring.datasource.hikari.connection-timeout=300")
        .run(
            context -> {
              try (var held = context.getBean(DataSource.class).getConnection()) {
                ready(context);
                assertThat(tables()).contains("users");
                assertThat(held.isValid(1)).isTrue();
              }
            });
  }

  @Test
  void a_pool_of_one_lends_its_connection_where_it_cannot_be_passed_by(CapturedOutput output) {
    application
        .withPropertyValues(
            "spring.datasource.hikari.maximum-pool-size=1",
            "spring.datasource.hikari.connection-init-sql=set search_path = app, public")
        .run(
            context -> {
              database.execute("create schema app");
              ready(context);
              assertThat(tables()).contains("users");
              try (var again = context.getBean(DataSource.class).getConnection()) {
                assertThat(again.getSchema()).isEqualTo("app");
              }
              assertThat(output).doesNotContain("broken").doesNotContain("PSQLException");
            });
  }

  // Targets

  @Test
  void targets_run_in_their_order_each_in_its_schema() {
    application
        .withPropertyValues(
            "migrations.targets.a.schema=a",
            "migrations.targets.a.after=c",
            "migrations.targets.b.schema=b",
            "migrations.targets.c.schema=c",
            "migrations.targets.c.locations=classpath:db/orders",
            "migrations.targets.d.schema=d",
            "migrations.targets.d.order=1")
        .run(
            context -> {
              ready(context);
              assertThat(context.getBean(MigrationRunner.class).targets())
                  .containsExactly("d", "b", "c", "a");
              assertThat(tables())
                  .containsExactlyInAnyOrder(
                      "migration_history",
                      "users",
                      "migration_history",
                      "users",
                      "migration_history",
                      "orders",
                      "migration_history",
                      "users");
            });
  }

  @Test
  void a_disabled_target_is_left_alone() {
    application
        .withPropertyValues(
            "migrations.targets.a.schema=a",
            "migrations.targets.b.schema=b",
            "migrations.targets.b.enabled=false")
        .run(
            context ->
                assertThat(context.getBean(MigrationRunner.class).targets()).containsExactly("a"));
  }

  @Test
  void targets_may_name_their_data_source() {
    try (TestDatabase other = Postgres.create()) {
      bare.withBean("first", DataSource.class, database::dataSource)
          .withBean("second", DataSource.class, other::dataSource)
          .withPropertyValues(
              "migrations.targets.users.data-source=first",
              "migrations.targets.orders.data-source=second",
              "migrations.targets.orders.locations=classpath:db/orders")
          .run(
              context -> {
                ready(context);
                assertThat(tables()).contains("users");
                assertThat(tables(other)).contains("orders");
              });
    }
  }

  @Test
  void a_data_source_that_does_not_exist_is_refused_with_the_one_that_was_meant() {
    bare.withBean("ordersDataSource", DataSource.class, database::dataSource)
        .withPropertyValues("migrations.targets.orders.data-source=orderDataSource")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessage(
                        """
                        [data-source] migrations.targets.orders.data-source: there is no DataSource bean 'orderDataSource'; did you mean 'ordersDataSource'?
                          fix: give one of [ordersDataSource]\
                        """));
  }

  @Test
  void a_target_has_a_url_or_a_data_source() {
    application
        .withPropertyValues(
            "migrations.targets.a.url=" + database.jdbcUrl(),
            "migrations.targets.a.data-source=dataSource")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageStartingWith(
                        "[data-source] migrations.targets.a has a url and a data-source"));
  }

  @Test
  void the_url_of_a_target_brings_its_own_credentials() {
    bare.withPropertyValues(
            "migrations.username=inherited",
            "migrations.password=inherited",
            "migrations.targets.a.url=postgres://own:word@localhost/a",
            "migrations.targets.b.url=postgres://localhost/b")
        .run(
            context -> {
              List<DataSource> dataSources = dataSources(context);
              assertThat(simple(dataSources.get(0)).getUsername()).isEqualTo("own");
              assertThat(simple(dataSources.get(0)).getPassword()).isEqualTo("word");
              assertThat(simple(dataSources.get(1)).getUsername()).isEqualTo("inherited");
            });
  }

  @Test
  void two_targets_with_one_history_are_refused() {
    application
        .withPropertyValues(
            "migrations.targets.a.locations=classpath:db/migrations",
            "migrations.targets.b.locations=classpath:db/orders")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .isInstanceOf(MigrationsConfigurationException.class)
                    .hasMessageStartingWith(
                        "[one-history] the targets 'a' and 'b' share the history table"
                            + " migration_history"));
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    application
        .withPropertyValues(
            "migrations.targets.a.schema=",
            "migrations.targets.a.lock.timeout=-1s",
            "migrations.targets.b.to=seven",
            "migrations.targets.c.data-source=nowhere")
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .rootCause()
                    .hasMessageContainingAll(
                        "migrations.targets.a.*: lock.timeout is PT-1S; give zero or more; schema"
                            + " is blank",
                        "migrations.targets.b.*: to: 'seven' is no version",
                        "migrations.targets.c.data-source: there is no DataSource bean 'nowhere'"));
  }

  /** What a test of a context does not do by itself. */
  private static void ready(AssertableApplicationContext tested) {
    ConfigurableApplicationContext context =
        tested.getSourceApplicationContext(ConfigurableApplicationContext.class);
    context.publishEvent(
        new ApplicationReadyEvent(new SpringApplication(), new String[0], context, Duration.ZERO));
  }

  private List<String> tables() {
    return tables(database);
  }

  private static List<String> tables(TestDatabase database) {
    return database
        .jdbc()
        .sql(
            """
            select tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema') order by 1\
            """)
        .query(String.class)
        .list();
  }

  private static List<DataSource> dataSources(ConfigurableApplicationContext context) {
    return context.getBean(MigrationTargets.class).targets().stream()
        .map(MigrationTarget::dataSource)
        .toList();
  }

  private static SimpleDriverDataSource simple(DataSource dataSource) {
    return (SimpleDriverDataSource) dataSource;
  }

  record Marked(TestDatabase database) {}

  @Configuration(proxyBeanMethods = false)
  static class OwnLifecycle {

    @Bean
    MigrationLifecycle later(
        ApplicationContext context, ObjectProvider<MigrationRunner> runner, MigrationGate gate) {
      return new MigrationLifecycle(context, runner::getObject, gate, RunOn.NONE, Duration.ZERO);
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class MarkedConfiguration {

    @Bean(defaultCandidate = false)
    @MigrationsDataSource
    DataSource migrationsDataSource(Marked marked) {
      return marked.database().dataSource();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class TwoListeners {

    final List<String> heard = new ArrayList<>();

    @Bean
    @Order(2)
    MigrationListener second() {
      return event -> heard.add("second");
    }

    @Bean
    @Order(1)
    MigrationListener first() {
      return event -> heard.add("first");
    }
  }

  /** Tells nobody where it connects to. */
  private static final class Secretive extends AbstractDataSource {

    @Override
    public java.sql.Connection getConnection() {
      throw new UnsupportedOperationException();
    }

    @Override
    public java.sql.Connection getConnection(String username, String password) {
      throw new UnsupportedOperationException();
    }
  }
}
