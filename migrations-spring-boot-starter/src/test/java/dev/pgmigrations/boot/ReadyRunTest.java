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

import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.CommandLineRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationReadyEvent;
import org.springframework.boot.hibernate.autoconfigure.HibernateJpaAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationContext;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ApplicationEventMulticaster;
import org.springframework.context.event.SimpleApplicationEventMulticaster;
import org.springframework.core.Ordered;
import org.springframework.core.annotation.Order;
import org.springframework.core.task.SimpleAsyncTaskExecutor;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Whole applications, started as their users start them. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class ReadyRunTest {

  private final TestDatabase database;

  ReadyRunTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void the_schema_is_there_before_other_listeners_hear_that_the_application_is_ready() {
    try (ConfigurableApplicationContext context = start(Application.class)) {
      assertThat(context.getBean(Seen.class).tables)
          .containsExactly("at the start: 0", "when ready: 1");
    }
  }

  @Test
  void the_second_start_has_nothing_to_do(CapturedOutput output) {
    start(Application.class).close();
    int firstStart = output.getOut().length();
    start(Application.class).close();

    String secondStart = output.getOut().substring(firstStart);
    assertThat(output.getOut().substring(0, firstStart)).contains("2 migrations done in ");
    assertThat(secondStart)
        .containsOnlyOnce("Nothing to do, the schema is up to date")
        .doesNotContain("Applied");
  }

  @Test
  void an_application_that_its_runner_ends_says_that_nothing_was_migrated(CapturedOutput output) {
    start(EndsItself.class);

    assertThat(database.tables()).isEmpty();
    assertThat(output)
        .containsOnlyOnce(
            "The application ended before it was ready, so nothing was migrated. To migrate before"
                + " its runners, set migrations.run-on=startup");
  }

  @Test
  void an_application_that_was_ready_ends_without_a_word(CapturedOutput output) {
    start(Application.class).close();
    start(EndsItself.class, "--migrations.run-on=startup");

    assertThat(output).doesNotContain("ended before it was ready");
  }

  @Test
  void a_start_with_nothing_to_do_asks_the_database_once() {
    start(Application.class).close();
    try (CountingProxy proxy = CountingProxy.before(database);
        ConfigurableApplicationContext context =
            start(
                Application.class,
                "--migrations.url=" + proxy.jdbcUrl(),
                "--migrations.username=" + database.username(),
                "--migrations.password=" + database.password())) {
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(context.getBean(MigrationRunner.class).reports())
          .singleElement()
          .satisfies(
              report -> {
                assertThat(report.state()).isEqualTo(TargetReport.State.DONE);
                assertThat(report.migrated().orElseThrow().appliedBefore()).isEqualTo(2);
              });
      context.getBean(MigrationRunner.class).run(); // whoever asks for a run gets one
      assertThat(proxy.connections()).isEqualTo(2);
    }
  }

  @Test
  void a_start_with_nothing_to_do_asks_over_an_idle_connection_of_the_pool() {
    start(Application.class).close();
    try (CountingProxy proxy = CountingProxy.before(database);
        ConfigurableApplicationContext context = start(Application.class, pooled(proxy))) {
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(context.getBean(MigrationRunner.class).reports())
          .extracting(TargetReport::state)
          .containsOnly(TargetReport.State.DONE);
    }
  }

  @Test
  void what_is_pending_is_migrated_past_the_pool() {
    try (CountingProxy proxy = CountingProxy.before(database);
        ConfigurableApplicationContext context = start(Application.class, pooled(proxy))) {
      assertThat(proxy.connections()).isGreaterThan(1);
      assertThat(database.tables()).contains("users");
      assertThat(
              context.getBean(HikariDataSource.class).getHikariPoolMXBean().getTotalConnections())
          .isEqualTo(1);
    }
  }

  @Test
  void a_pool_that_nobody_has_asked_yet_is_left_alone() {
    start(Application.class).close();
    try (CountingProxy proxy = CountingProxy.before(database);
        ConfigurableApplicationContext context = start(Idle.class, pooled(proxy))) {
      assertThat(proxy.connections()).isEqualTo(1);
      assertThat(context.getBean(HikariDataSource.class).isRunning()).isFalse();
    }
  }

  @Test
  void a_connection_that_the_application_has_changed_is_not_asked() {
    start(Application.class).close();
    try (CountingProxy proxy = CountingProxy.before(database);
        ConfigurableApplicationContext context = start(ElsewhereBound.class, pooled(proxy))) {
      assertThat(proxy.connections()).isEqualTo(2);
      assertThat(context.getBean(MigrationRunner.class).reports())
          .extracting(TargetReport::state)
          .containsOnly(TargetReport.State.DONE);
    }
  }

  /** With a pool that connects by {@code proxy}, when it is asked only. */
  private static String[] pooled(CountingProxy proxy) {
    return new String[] {
      "--spring.datasource.hikari.jdbc-url=" + proxy.jdbcUrl(),
      "--spring.datasource.hikari.maximum-pool-size=2",
      "--spring.datasource.hikari.minimum-idle=0",
      "--spring.datasource.hikari.initialization-fail-timeout=-1"
    };
  }

  @Test
  void lazy_initialization_does_not_put_it_off() {
    start(Application.class, "--spring.main.lazy-initialization=true").close();

    assertThat(database.tables()).contains("users");
  }

  @Test
  void events_that_go_to_other_threads_do_not_take_it_along() {
    start(AsynchronousEvents.class).close();

    assertThat(database.tables()).contains("users");
    assertThatThrownBy(
            () -> start(AsynchronousEvents.class, "--migrations.locations=classpath:db/broken"))
        .isInstanceOf(TargetFailedException.class);
  }

  @Test
  void a_child_context_does_not_run_it_again(CapturedOutput output) {
    SpringApplicationBuilder parent =
        new SpringApplicationBuilder(Application.class)
            .web(WebApplicationType.NONE)
            .properties(GivenDatabase.properties(database));
    try (var all =
        new Hierarchy(
            parent
                .child(Child.class)
                .web(WebApplicationType.NONE)
                .properties(GivenDatabase.properties(database))
                .run())) {
      var context = all.lowest();
      assertThat(context.getBean(MigrationRunner.class))
          .isSameAs(context.getParent().getBean(MigrationRunner.class));
      assertThat(output.getOut())
          .containsOnlyOnce("2 migrations done in ")
          .doesNotContain("Nothing to do");
    }
  }

  @Test
  void a_failure_stops_the_application_and_is_told_once(CapturedOutput output) {
    assertThatThrownBy(() -> start(Application.class, "--migrations.locations=classpath:db/broken"))
        .isInstanceOf(TargetFailedException.class);

    assertThat(output.getAll())
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .containsOnlyOnce("syntax error")
        .contains(
            """
            The database could not be migrated:

            db/broken/2_note_text.sql:2:18 [42601] syntax error at or near "text"
              2 |   add colum body text;
                |                  ^
              kept: nothing of 2; 1 is applied

            Action:

            Correct line 2\
            """)
        .doesNotContain("Exception")
        .doesNotContain("\tat ");
  }

  @Test
  void a_property_that_does_not_exist_stops_the_application(CapturedOutput output) {
    assertThatThrownBy(() -> start(Application.class, "--migrations.pasword=secret"));

    assertThat(output.getAll())
        .contains("migrations.pasword")
        .contains("did you mean 'migrations.password'?")
        .doesNotContain("secret");
  }

  @Test
  void a_time_to_run_that_does_not_exist_stops_the_application(CapturedOutput output) {
    assertThatThrownBy(() -> start(Application.class, "--migrations.run-on=sometime"));

    assertThat(output.getAll())
        .contains("Property: migrations.run-on")
        .contains("Value: \"sometime\"")
        .contains("The following values are valid:\n\n    NONE\n    READY\n    STARTUP");
  }

  @Test
  void a_wrong_password_stops_the_application_and_is_not_printed(CapturedOutput output) {
    assertThatThrownBy(
            () ->
                start(
                    Application.class,
                    "--migrations.url=" + database.jdbcUrl(),
                    "--migrations.username=nobody_at_all",
                    "--migrations.password=very-secret"))
        .isInstanceOf(TargetFailedException.class);

    assertThat(output.getAll())
        .contains("no connection to the database")
        .doesNotContain("very-secret");
  }

  @Test
  void the_process_ends_with_exit_code_1() throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-cp", System.getProperty("java.class.path")));
    command.add(Application.class.getName());
    command.addAll(List.of(arguments("--migrations.locations=classpath:db/nowhere")));
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

    assertThat(process.waitFor(60, TimeUnit.SECONDS)).isTrue();
    assertThat(process.exitValue()).as(printed).isEqualTo(1);
    assertThat(printed)
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .contains("db/nowhere")
        .doesNotContain("Exception");
  }

  private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    return app.run(arguments(arguments));
  }

  private String[] arguments(String... more) {
    return GivenDatabase.arguments(database, more);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    public static void main(String[] arguments) {
      SpringApplication.run(Application.class, arguments);
    }

    @Bean
    Seen seen() {
      return new Seen();
    }

    @Bean
    ApplicationListener<ApplicationReadyEvent> early(DataSource dataSource, Seen seen) {
      return new Early(seen, dataSource);
    }

    @Bean
    Object atTheStart(DataSource dataSource, Seen seen) {
      seen.count("at the start", dataSource);
      return new Object();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Child {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class EndsItself {

    @Bean
    CommandLineRunner end(ApplicationContext context) {
      return arguments -> SpringApplication.exit(context);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
  static class Idle {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration(exclude = HibernateJpaAutoConfiguration.class)
  static class ElsewhereBound {

    @Bean
    Object elsewhere(DataSource dataSource) {
      JdbcClient.create(dataSource).sql("set search_path = pg_catalog").update();
      return new Object();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class AsynchronousEvents {

    @Bean
    ApplicationEventMulticaster applicationEventMulticaster() {
      SimpleApplicationEventMulticaster multicaster = new SimpleApplicationEventMulticaster();
      multicaster.setTaskExecutor(new SimpleAsyncTaskExecutor());
      return multicaster;
    }
  }

  static final class Seen {

    final List<String> tables = new ArrayList<>();

    void count(String when, DataSource dataSource) {
      tables.add(
          when
              + ": "
              + JdbcClient.create(dataSource)
                  .sql("select count(*) from pg_tables where tablename = 'users'")
                  .query(Long.class)
                  .single());
    }
  }

  @Order(Ordered.HIGHEST_PRECEDENCE + 100)
  private record Early(Seen seen, DataSource dataSource)
      implements ApplicationListener<ApplicationReadyEvent> {

    @Override
    public void onApplicationEvent(ApplicationReadyEvent event) {
      seen.count("when ready", dataSource);
    }
  }
}
