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

import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.builder.ParentContextApplicationContextInitializer;
import org.springframework.boot.builder.SpringApplicationBuilder;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.event.ContextRefreshedEvent;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;

/** Applications of several contexts: one run, and gates that hold in each. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class HierarchyTest {

  /** Each migration begins when nobody holds this lock. */
  private static final String HELD = "--migrations.init-sql=select pg_advisory_xact_lock(5)";

  private final TestDatabase database;
  private final Browser browser = new Browser();
  private final Map<String, CompletableFuture<Integer>> ports = new ConcurrentHashMap<>();

  HierarchyTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void probes_on_a_port_of_their_own_are_answered_while_the_application_migrates(
      CapturedOutput output) throws Exception {
    SpringApplication app = new SpringApplication(Shop.class);
    app.addListeners(ports());
    CompletableFuture<ConfigurableApplicationContext> context;
    try (Connection held = hold()) {
      assertThat(held.isValid(10)).isTrue();
      context =
          run(() -> app.run(arguments("--server.port=0", "--management.server.port=0", HELD)));
      // Alive it is said to be only a moment after the port is open.
      Eventually.within(Duration.ofSeconds(30))
          .isTrue("it is alive", () -> status("management", "/actuator/health/liveness") == 200);
      assertThat(status("management", "/actuator/health/readiness")).isEqualTo(503);
      assertThat(status("server", "/users")).isEqualTo(503);
      assertThat(context).isNotDone();
    }

    context.get(30, TimeUnit.SECONDS);
    assertThat(get("server", "/users").body()).isEqualTo("0");
    assertThat(get("management", "/actuator/health/readiness").statusCode()).isEqualTo(200);
    context.get().close();
    ranOnce(output);
  }

  @Test
  void a_web_child_of_a_parent_that_migrates_finds_the_schema_and_refuses_nobody(
      CapturedOutput output) throws Exception {
    SpringApplicationBuilder parent =
        new SpringApplicationBuilder(Plain.class).web(WebApplicationType.NONE);

    try (var all =
        new Hierarchy(
            parent
                .child(Shop.class)
                .web(WebApplicationType.SERVLET)
                .listeners(ports())
                .run(arguments("--server.port=0")))) {
      var context = all.lowest();
      assertThat(context.getParent().getBeansOfType(MigrationRunner.class)).hasSize(1);
      assertThat(context.getBeanFactory().containsLocalBean("migrationRunner")).isFalse();
      assertThat(get("server", "/users").body()).isEqualTo("0");
    }
    ranOnce(output);
  }

  @Test
  void a_web_child_of_a_parent_that_does_not_migrates_itself(CapturedOutput output)
      throws Exception {
    SpringApplicationBuilder parent =
        new SpringApplicationBuilder(Nothing.class).web(WebApplicationType.NONE);
    CompletableFuture<ConfigurableApplicationContext> context;
    try (Connection held = hold()) {
      assertThat(held.isValid(10)).isTrue();
      context =
          run(
              () ->
                  parent
                      .child(Shop.class)
                      .web(WebApplicationType.SERVLET)
                      .listeners(ports())
                      .run(arguments("--server.port=0", HELD)));
      assertThat(get("server", "/users").statusCode()).isEqualTo(503);
      assertThat(context).isNotDone();
    }

    context.get(30, TimeUnit.SECONDS);
    assertThat(get("server", "/users").body()).isEqualTo("0");
    new Hierarchy(context.get()).close();
    ranOnce(output);
  }

  @Test
  void siblings_of_one_parent_migrate_once_between_them(CapturedOutput output) {
    SpringApplicationBuilder builder =
        new SpringApplicationBuilder(Plain.class).web(WebApplicationType.NONE);

    SpringApplicationBuilder first = builder.child(Plain.class).web(WebApplicationType.NONE);
    try (var elder = first.run(arguments());
        var all =
            new Hierarchy(
                first
                    .sibling(new Class<?>[] {Plain.class}, arguments())
                    .web(WebApplicationType.NONE)
                    .run(arguments()))) {
      var sibling = all.lowest();
      assertThat(sibling.getParent()).isSameAs(elder.getParent());
      assertThat(sibling.getBean(MigrationRunner.class))
          .isSameAs(sibling.getParent().getBean(MigrationRunner.class));
    }
    ranOnce(output);
  }

  /** As Spring Cloud starts: an application of its own makes the parent of the real one. */
  @Test
  void a_bootstrap_context_neither_migrates_nor_keeps_the_application_from_it(
      CapturedOutput output) {
    SpringApplication app = new SpringApplication(Plain.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.addListeners(
        (ApplicationListener<ApplicationEnvironmentPreparedEvent>)
            event ->
                event
                    .getSpringApplication()
                    .addInitializers(
                        new ParentContextApplicationContextInitializer(
                            new SpringApplicationBuilder(Nothing.class)
                                .web(WebApplicationType.NONE)
                                .run(event.getArgs()))));

    try (var all = new Hierarchy(app.run(arguments()))) {
      var context = all.lowest();
      assertThat(context.getParent()).isNotNull();
      assertThat(context.getParent().getBeansOfType(MigrationRunner.class)).isEmpty();
    }
    ranOnce(output);
  }

  /** As Spring Cloud makes one for each of its clients, after the start; each is refreshed. */
  @Test
  void contexts_made_and_refreshed_below_a_running_application_change_nothing(
      CapturedOutput output) {
    SpringApplication app = new SpringApplication(Plain.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    try (var context = app.run(arguments())) {
      for (int i = 0; i < 2; i++) {
        try (var named = new AnnotationConfigApplicationContext()) {
          named.setParent(context);
          named.register(Plain.class);
          named.refresh();
          assertThat(named.getBean(MigrationRunner.class))
              .isSameAs(context.getBean(MigrationRunner.class));
        }
      }
      context.publishEvent(new ContextRefreshedEvent(context));
      assertThat(context.getBean(MigrationGate.class).isOpen()).isTrue();
    }
    ranOnce(output);
  }

  /** The one below is refreshed while that above has not run yet. */
  @Test
  void schedulers_of_a_context_below_wait_for_the_run_above() throws Exception {
    SpringApplication app = new SpringApplication(Below.class);
    app.setWebApplicationType(WebApplicationType.NONE);

    CompletableFuture<Ticks> ticks = new CompletableFuture<>();
    app.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            event ->
                ticks.complete(
                    event
                        .getApplicationContext()
                        .getBean(Below.class)
                        .refreshed()
                        .getBean(Ticks.class)));
    CompletableFuture<ConfigurableApplicationContext> context;
    try (Connection held = hold()) {
      assertThat(held.isValid(10)).isTrue();
      context = run(() -> app.run(arguments(HELD)));
      CompletableFuture<String> first = ticks.get(30, TimeUnit.SECONDS).first;
      assertThatThrownBy(() -> first.get(4 * Ticks.DELAY, TimeUnit.MILLISECONDS))
          .isInstanceOf(TimeoutException.class);
    }

    context.get(30, TimeUnit.SECONDS);
    assertThat(ticks.get().first.get(20, TimeUnit.SECONDS)).isEqualTo("0");
    context.get().close();
  }

  /** Keeps each migration from beginning until it is closed. */
  private Connection hold() throws SQLException {
    Connection connection = database.dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(5)");
    }
    return connection;
  }

  private static void ranOnce(CapturedOutput output) {
    assertThat(output.getOut())
        .containsOnlyOnce("2 migrations done in ")
        .doesNotContain("Nothing to do");
  }

  private ApplicationListener<WebServerInitializedEvent> ports() {
    return event ->
        port("management".equals(event.getApplicationContext().getServerNamespace())
                ? "management"
                : "server")
            .complete(event.getWebServer().getPort());
  }

  private CompletableFuture<Integer> port(String name) {
    return ports.computeIfAbsent(name, any -> new CompletableFuture<>());
  }

  private int status(String port, String path) {
    try {
      return get(port, path).statusCode();
    } catch (Exception e) {
      throw new AssertionError(e);
    }
  }

  private HttpResponse<String> get(String port, String path) throws Exception {
    return browser.get(port(port).get(30, TimeUnit.SECONDS), path);
  }

  private interface Start {
    ConfigurableApplicationContext start();
  }

  private static CompletableFuture<ConfigurableApplicationContext> run(Start start) {
    CompletableFuture<ConfigurableApplicationContext> context = new CompletableFuture<>();
    Thread thread =
        new Thread(
            () -> {
              try {
                context.complete(start.start());
              } catch (Throwable e) {
                context.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return context;
  }

  private String[] arguments(String... more) {
    return GivenDatabase.arguments(database, more);
  }

  @Configuration(proxyBeanMethods = false)
  static class Nothing {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Plain {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Below {

    private final ConfigurableApplicationContext parent;
    private final AnnotationConfigApplicationContext child =
        new AnnotationConfigApplicationContext();

    Below(ConfigurableApplicationContext parent) {
      this.parent = parent;
    }

    AnnotationConfigApplicationContext refreshed() {
      child.setParent(parent);
      child.register(Ticking.class);
      child.refresh();
      return child;
    }

    @jakarta.annotation.PreDestroy
    void close() {
      child.close();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableScheduling
  static class Ticking {

    @Bean
    Ticks ticks(JdbcClient jdbc) {
      return new Ticks(jdbc);
    }
  }

  static final class Ticks {

    static final long DELAY = 50;

    final CompletableFuture<String> first = new CompletableFuture<>();
    private final JdbcClient jdbc;

    Ticks(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @Scheduled(fixedDelay = DELAY)
    void tick() {
      try {
        first.complete(jdbc.sql("select count(*) from users").query(String.class).single());
      } catch (RuntimeException e) {
        first.complete(e.toString());
      }
    }
  }
}
