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
import dev.pgmigrations.entity.User;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import net.bytebuddy.ByteBuddy;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.beans.factory.support.DefaultListableBeanFactory;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.diagnostics.FailureAnalysis;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.EventListener;
import org.springframework.core.env.Environment;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.mock.env.MockEnvironment;

@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class NotMigratedYetFailureAnalyzerTest {

  private static final String DESCRIPTION =
      """
      The start of the application needs a table that the migrations have not made yet: they run when the application is ready, which is after it.
      """;
  private static final String ACTION =
      """
      Set migrations.run-on=startup to migrate before the beans that use the database. If no migration makes this table, add one.
      """;

  private final TestDatabase database;

  NotMigratedYetFailureAnalyzerTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void a_runner_that_misses_a_table_is_told_to_migrate_at_startup(CapturedOutput output) {
    assertThatThrownBy(() -> start(Runner.class));

    assertThat(output.getAll())
        .contains(DESCRIPTION)
        .contains("ERROR: relation \"users\" does not exist")
        .contains(ACTION);
  }

  @Test
  void a_bean_that_misses_a_table_while_it_is_made_is_told_the_same(CapturedOutput output) {
    assertThatThrownBy(() -> start(Eager.class));

    assertThat(output.getAll()).contains(DESCRIPTION).contains(ACTION);
  }

  @Test
  void who_misses_a_table_after_the_run_is_not_told_so(CapturedOutput output) {
    assertThatThrownBy(() -> start(Late.class));

    assertThat(output.getAll()).doesNotContain(ACTION);
  }

  @Test
  void nor_is_who_migrates_at_another_time(CapturedOutput output) {
    assertThatThrownBy(() -> start(Runner.class, "--migrations.run-on=none"));
    assertThatThrownBy(() -> start(Runner.class, "--migrations.enabled=false"));

    assertThat(output.getAll()).doesNotContain(ACTION);
    assertThat(
            analyze(
                missingTable(), new MockEnvironment().withProperty("migrations.run-on", "startup")))
        .isNull();
  }

  @Test
  void a_migration_that_misses_a_table_is_another_matter(CapturedOutput output) {
    database.execute("create table users (id int)");
    assertThatThrownBy(() -> start(Migrating.class, "--migrations.init-sql=select * from nowhere"));

    assertThat(output.getAll())
        .contains("The database could not be migrated:")
        .contains("[42P01]")
        .doesNotContain(ACTION);
  }

  @Test
  void hibernate_that_misses_a_table_is_told_the_same(CapturedOutput output) {
    assertThatThrownBy(() -> start(Jpa.class, "--spring.jpa.hibernate.ddl-auto=validate"));

    assertThat(output.getAll())
        .contains(DESCRIPTION)
        .contains("Schema validation: missing table [users]")
        .contains(ACTION);
  }

  @Test
  void hibernate_s_validation_is_known_by_its_name() {
    FailureAnalysis analysis =
        analyze(
            new IllegalStateException("entityManagerFactory", missingTable()),
            new MockEnvironment());

    assertThat(analysis.getDescription())
        .isEqualTo(DESCRIPTION + "\n    Schema validation: missing table [users]");
    assertThat(analysis.getAction() + "\n").isEqualTo(ACTION);
  }

  @Test
  void anything_else_is_left_to_others() {
    assertThat(analyze(new IllegalStateException("missing table"), new MockEnvironment())).isNull();
  }

  private static FailureAnalysis analyze(Throwable failure, Environment environment) {
    return new NotMigratedYetFailureAnalyzer(new DefaultListableBeanFactory(), environment)
        .analyze(failure);
  }

  /** Looks as Hibernate's. */
  private static RuntimeException missingTable() {
    try {
      return new ByteBuddy()
          .subclass(RuntimeException.class)
          .name("org.hibernate.tool.schema.spi.SchemaManagementException")
          .make()
          .load(new ClassLoader(null) {})
          .getLoaded()
          .getConstructor(String.class)
          .newInstance("Schema validation: missing table [users]");
    } catch (ReflectiveOperationException e) {
      throw new IllegalStateException(e);
    }
  }

  private void start(Class<?> application, String... more) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.run(GivenDatabase.arguments(database, more)).close();
  }

  private static long users(JdbcClient jdbc) {
    return jdbc.sql("select count(*) from users").query(Long.class).single();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Migrating {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EntityScan(basePackageClasses = User.class)
  static class Jpa {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Runner {

    @Bean
    ApplicationRunner count(JdbcClient jdbc) {
      return arguments -> users(jdbc);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Eager {

    @Bean
    Long count(JdbcClient jdbc) {
      return users(jdbc);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Late {

    private final JdbcClient jdbc;

    Late(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @EventListener(ApplicationReadyEvent.class)
    void ready() {
      jdbc.sql("select count(*) from nowhere").query(Long.class).single();
    }
  }
}
