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

import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationLifecycle;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationTargets;
import dev.pgmigrations.boot.MigrationsCustomizer;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.entity.User;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.DataSourceTransactionManagerAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcClientAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.jdbc.autoconfigure.JdbcTemplateAutoConfiguration;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.context.ApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.MapPropertySource;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The situations that Spring Boot's own tests of Flyway name and that the other tests here do not:
 * whoever comes from there finds that each of them works.
 */
@PostgresTest
class MigrationsSituationsTest {

  private final TestDatabase database;
  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(AutoConfigurations.of(MigrationsAutoConfiguration.class))
          .withPropertyValues("migrations.run-on=startup");
  private final ApplicationContextRunner application;

  @TempDir Path folder;

  MigrationsSituationsTest(TestDatabase database) {
    this.database = database;
    this.application =
        bare.withConfiguration(
                AutoConfigurations.of(
                    DataSourceAutoConfiguration.class,
                    DataSourceTransactionManagerAutoConfiguration.class,
                    JdbcTemplateAutoConfiguration.class,
                    JdbcClientAutoConfiguration.class))
            .withPropertyValues(GivenDatabase.properties(database));
  }

  // Which database

  @Test
  void connection_details_alone_say_which_database() {
    application
        .withPropertyValues("spring.datasource.url=jdbc:postgresql://nowhere/none")
        .withBean(JdbcConnectionDetails.class, () -> new TestDetails(database))
        .run(context -> assertThat(database.tables()).contains("users"));
  }

  @Test
  void a_url_comes_before_connection_details() {
    try (TestDatabase other = Postgres.create()) {
      application
          .withPropertyValues("migrations.url=" + other.postgresUrl())
          .withBean(JdbcConnectionDetails.class, () -> new TestDetails(database))
          .run(
              context -> {
                assertThat(other.tables()).contains("users");
                assertThat(database.tables()).isEmpty();
              });
    }
  }

  @Test
  void a_user_of_its_own_connects_to_the_url_of_connection_details() {
    String owner = Postgres.createRole("owner", "");
    try (TestDatabase owned = Postgres.create(owner)) {
      application
          .withPropertyValues("migrations.username=" + owner, "migrations.password=" + owner)
          .withBean(JdbcConnectionDetails.class, () -> new TestDetails(owned))
          .run(
              context ->
                  assertThat(
                          owned
                              .jdbc()
                              .sql("select applied_by from migration_history limit 1")
                              .query(String.class)
                              .single())
                      .isEqualTo(owner));
    }
  }

  @Test
  void the_marked_data_source_comes_before_connection_details() {
    try (TestDatabase other = Postgres.create()) {
      application
          .withBean(JdbcConnectionDetails.class, () -> new TestDetails(database))
          .withBean(TestDatabase.class, () -> other)
          .withUserConfiguration(MarkedConfiguration.class)
          .run(
              context -> {
                assertThat(other.tables()).contains("users");
                assertThat(database.tables()).isEmpty();
              });
    }
  }

  @Test
  void the_marked_data_source_alone_is_enough() {
    bare.withBean(TestDatabase.class, () -> database)
        .withUserConfiguration(MarkedConfiguration.class)
        .run(context -> assertThat(database.tables()).contains("users"));
  }

  @Test
  void of_several_data_sources_the_primary_one_is_migrated() {
    try (TestDatabase other = Postgres.create()) {
      bare.withBean("one", DataSource.class, other::dataSource)
          .withBean("two", DataSource.class, database::dataSource, bean -> bean.setPrimary(true))
          .run(
              context -> {
                assertThat(database.tables()).contains("users");
                assertThat(other.tables()).isEmpty();
              });
    }
  }

  @Test
  void of_several_data_sources_the_marked_one_is_migrated() {
    try (TestDatabase other = Postgres.create()) {
      bare.withBean("one", DataSource.class, other::dataSource)
          .withBean("two", DataSource.class, other::dataSource)
          .withBean(TestDatabase.class, () -> database)
          .withUserConfiguration(MarkedConfiguration.class)
          .run(
              context -> {
                assertThat(database.tables()).contains("users");
                assertThat(other.tables()).isEmpty();
              });
    }
  }

  @Test
  void a_pool_named_by_its_type_is_migrated() {
    application
        .withPropertyValues(
            "spring.datasource.type=" + HikariDataSource.class.getName(),
            "spring.datasource.driver-class-name=org.postgresql.Driver")
        .run(context -> assertThat(database.tables()).contains("users"));
  }

  // Which files

  @Test
  void several_locations_are_one_list_whichever_way_they_are_given() throws IOException {
    write("3_note.sql", "create table note (id int);");
    for (List<String> given :
        List.of(
            List.of("migrations.locations=classpath:db/migrations,file:" + folder),
            List.of(
                "migrations.locations[0]=classpath:db/migrations",
                "migrations.locations[1]=file:" + folder))) {
      try (TestDatabase other = Postgres.create()) {
        application
            .withPropertyValues("spring.datasource.url=" + other.jdbcUrl())
            .withPropertyValues(given.toArray(String[]::new))
            .run(context -> assertThat(other.tables()).contains("users", "note"));
      }
    }
  }

  @Test
  void a_location_without_a_prefix_is_of_the_class_path() {
    application
        .withPropertyValues("migrations.locations=db/orders")
        .run(context -> assertThat(database.tables()).contains("orders").doesNotContain("users"));
  }

  @Test
  void a_location_that_is_missing_is_named_though_others_are_there() {
    application
        .withPropertyValues("migrations.locations=classpath:db/migrations,classpath:db/nowhere")
        .run(
            context ->
                assertThat(context).getFailure().hasStackTraceContaining("classpath:db/nowhere"));
  }

  @Test
  void no_file_at_all_fails_unless_that_is_allowed() throws IOException {
    Path empty = Files.createDirectory(folder.resolve("empty"));
    application
        .withPropertyValues("migrations.locations=file:" + empty)
        .run(
            context ->
                assertThat(context)
                    .getFailure()
                    .hasStackTraceContaining(TargetFailedException.class.getName()));
    application
        .withPropertyValues("migrations.locations=file:" + empty, "migrations.empty=warn")
        .run(context -> assertThat(context).hasNotFailed());
  }

  @Test
  void files_come_from_the_class_loader_of_the_context() throws IOException {
    Path dir = Files.createDirectories(folder.resolve("db/elsewhere"));
    Files.writeString(dir.resolve("1_elsewhere.sql"), "create table elsewhere (id int);");
    try (URLClassLoader own =
        new URLClassLoader(new URL[] {folder.toUri().toURL()}, getClass().getClassLoader())) {
      application
          .withClassLoader(own)
          .withPropertyValues("migrations.locations=classpath:db/elsewhere")
          .run(context -> assertThat(database.tables()).contains("elsewhere"));
    }
  }

  @Test
  void the_file_of_an_applied_version_may_go_where_that_is_allowed() throws IOException {
    write("1_note.sql", "create table note (id int);");
    write("2_more.sql", "alter table note add text text;");
    ApplicationContextRunner own =
        application.withPropertyValues("migrations.locations=file:" + folder);
    own.run(context -> assertThat(context).hasNotFailed());
    Files.delete(folder.resolve("1_note.sql"));

    own.run(context -> assertThat(context).getFailure().hasStackTraceContaining("missing"));
    own.withPropertyValues("migrations.missing=warn")
        .run(context -> assertThat(context).hasNotFailed());
  }

  // Schema, statements and baseline

  @Test
  void the_schema_is_made_and_holds_tables_and_history() {
    application
        .withPropertyValues("migrations.schema=app")
        .run(
            context ->
                assertThat(
                        database
                            .jdbc()
                            .sql("select tablename from pg_tables where schemaname = 'app'")
                            .query(String.class)
                            .list())
                    .containsExactlyInAnyOrder("users", "migration_history"));
  }

  @Test
  void statements_for_the_start_come_first_on_every_kind_of_connection() throws IOException {
    write("1_note.sql", "create table note as select current_setting('app.said') as said;");
    for (String url : List.of("", "migrations.url=" + database.postgresUrl())) {
      application
          .withPropertyValues(
              "migrations.locations=file:" + folder,
              "migrations.init-sql=set app.said = 'hello'",
              "migrations.history-table=history_" + url.length(),
              url)
          .run(
              context -> {
                assertThat(
                        database.jdbc().sql("select said from note").query(String.class).single())
                    .isEqualTo("hello");
                database.execute("drop table note");
              });
    }
  }

  @Test
  void a_baseline_is_a_text_or_a_number() throws IOException {
    write("1_old.sql", "create table old (id int);");
    write("2_new.sql", "create table new (id int);");
    for (Object baseline : List.of("1", 1, "001", 1.0)) {
      try (TestDatabase other = Postgres.create()) {
        other.execute("create table old (id int)");
        application
            .withPropertyValues(
                "spring.datasource.url=" + other.jdbcUrl(), "migrations.locations=file:" + folder)
            .withInitializer(
                context ->
                    context
                        .getEnvironment()
                        .getPropertySources()
                        .addFirst(
                            new MapPropertySource(
                                "given", java.util.Map.of("migrations.baseline", baseline))))
            .run(
                context ->
                    assertThat(other.tables())
                        .as("%s", baseline)
                        .containsExactly("migration_history", "new", "old"));
      }
    }
  }

  // Beans of the application's, with JPA and JdbcClient

  @Test
  void jpa_and_jdbc_users_wait_for_a_runner_of_the_application_s() {
    application
        .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
        .withUserConfiguration(Entities.class, OwnRunner.class, Early.class)
        .withPropertyValues("spring.jpa.hibernate.ddl-auto=validate")
        .run(
            context -> {
              assertThat(context).hasSingleBean(EntityManagerFactory.class);
              assertThat(context).getBean("users").isEqualTo(0L);
            });
  }

  @Test
  void they_wait_for_an_initializer_of_the_application_s() {
    application
        .withConfiguration(AutoConfigurations.of(HibernateJpaAutoConfiguration.class))
        .withUserConfiguration(Entities.class, OwnInitializer.class, Early.class)
        .withPropertyValues("spring.jpa.hibernate.ddl-auto=validate", "migrations.run-on=none")
        .run(
            context -> {
              assertThat(context)
                  .hasSingleBean(MigrationLifecycle.class)
                  .hasSingleBean(EntityManagerFactory.class);
              assertThat(context).getBean("users").isEqualTo(0L);
            });
  }

  @Test
  void a_customizer_sees_what_beans_have_added() {
    List<String> seen = new ArrayList<>();
    application
        .withBean("three", JavaMigration.class, Three::new)
        .withBean(
            MigrationsCustomizer.class,
            () ->
                (target, settings) ->
                    settings.build().javaMigrations().forEach(m -> seen.add(m.description())))
        .run(context -> assertThat(seen).containsExactly("three"));
  }

  @Test
  void who_wants_to_migrate_by_hand_gets_a_migrator_without_a_run() {
    application
        .withPropertyValues("migrations.run-on=none")
        .run(
            context -> {
              assertThat(database.tables()).isEmpty();
              context.getBean(MigrationRunner.class).migrator().migrate(Version.of("1"));
              assertThat(database.tables()).contains("users");
            });
  }

  @Test
  void applied_migrations_can_be_recorded_without_running() {
    application
        .withPropertyValues("migrations.run-on=none")
        .run(
            context -> {
              var migrator = context.getBean(MigrationRunner.class).migrator();
              migrator.markDone(Version.of("1"));
              assertThat(database.tables()).containsExactly("migration_history");
            });
  }

  @Test
  void a_role_that_does_not_exist_is_named() {
    application
        .withPropertyValues("migrations.role=nobody_has_this")
        .run(
            context -> assertThat(context).getFailure().hasStackTraceContaining("nobody_has_this"));
  }

  private void write(String name, String sql) throws IOException {
    Files.writeString(folder.resolve(name), sql);
  }

  @Configuration(proxyBeanMethods = false)
  static class MarkedConfiguration {

    @Bean(defaultCandidate = false)
    @MigrationsDataSource
    DataSource migrationsDataSource(TestDatabase database) {
      return database.dataSource();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EntityScan(basePackageClasses = User.class)
  static class Entities {}

  @Configuration(proxyBeanMethods = false)
  static class Early {

    @Bean
    Long users(JdbcClient jdbc, EntityManagerFactory entities) {
      return jdbc.sql("select count(*) from users").query(Long.class).single();
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnRunner {

    @Bean
    MigrationRunner ownRunner(DataSource dataSource) {
      return new MigrationRunner(
          MigrationTargets.of(
              MigrationTarget.of(dev.pgmigrations.MigratorSettings.defaults(), dataSource)),
          List.of(),
          MigrationsSituationsTest.class.getClassLoader());
    }
  }

  @Configuration(proxyBeanMethods = false)
  static class OwnInitializer {

    @Bean
    MigrationLifecycle ownInitializer(
        ApplicationContext context, ObjectProvider<MigrationRunner> runner, MigrationGate gate) {
      return new MigrationLifecycle(context, runner::getObject, gate, RunOn.STARTUP, Duration.ZERO);
    }
  }

  static final class Three implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("3");
    }

    @Override
    public String description() {
      return "three";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("create table three (id int)").update();
    }
  }
}
