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

import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.net.Socket;
import java.net.http.HttpResponse;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.boot.web.server.context.WebServerInitializedEvent;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.EnableScheduling;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.scheduling.concurrent.ThreadPoolTaskScheduler;

/** What an application answers and does while it migrates; over real HTTP. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(120)
class GateTest {

  private static final String BODY =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"The database is being migrated; try again in a moment.\"}";

  private final TestDatabase database;
  private final Browser browser = new Browser();

  GateTest(TestDatabase database) {
    this.database = database;
  }

  /** An application that is starting. */
  private record Starting(
      CompletableFuture<Integer> port, CompletableFuture<ConfigurableApplicationContext> context) {}

  private Starting start(WebApplicationType type, Class<?> application, String... arguments) {
    Starting starting = new Starting(new CompletableFuture<>(), new CompletableFuture<>());
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(type);
    app.addListeners(
        (ApplicationListener<WebServerInitializedEvent>)
            event -> {
              if (event.getApplicationContext().getServerNamespace() == null) {
                starting.port.complete(event.getWebServer().getPort());
              }
            });
    List<String> all =
        new ArrayList<>(
            List.of(
                "--server.port=0",
                "--management.endpoint.health.probes.add-additional-paths=true"));
    all.addAll(List.of(arguments));
    Thread thread =
        new Thread(
            () -> {
              try {
                starting.context.complete(
                    app.run(GivenDatabase.arguments(database, all.toArray(String[]::new))));
              } catch (Throwable e) {
                starting.context.completeExceptionally(e);
                starting.port.completeExceptionally(e);
              }
            });
    thread.setDaemon(true);
    thread.start();
    return starting;
  }

  private HttpResponse<String> get(Starting starting, String path) throws Exception {
    return browser.get(starting.port.get(30, TimeUnit.SECONDS), path);
  }

  /** Keeps the migration from ending, however slow this machine is, until it is closed. */
  private Connection hold() throws SQLException {
    Connection connection = database.dataSource().getConnection();
    try (Statement statement = connection.createStatement()) {
      statement.execute("select pg_advisory_lock(5)");
    }
    return connection;
  }

  private void awaitRunning() throws InterruptedException {
    while (database
            .jdbc()
            .sql(
                "select count(*) from pg_stat_activity where datname = ?"
                    + " and state = 'active' and wait_event in ('PgSleep', 'advisory')")
            .param(database.name())
            .query(Long.class)
            .single()
        == 0) {
      Thread.sleep(20);
    }
  }

  @ParameterizedTest
  @EnumSource(names = {"SERVLET", "REACTIVE"})
  void requests_are_refused_and_probes_answered_until_the_run_is_done(WebApplicationType type)
      throws Exception {
    Connection held = hold();
    Starting starting =
        start(
            type,
            Shop.class,
            "--migrations.locations=classpath:db/slow",
            "--migrations.gate.allow=/version,/public/**");
    try {
      assertThat(get(starting, "/users").statusCode()).isEqualTo(503);
      awaitRunning();
      assertGated(starting, type);
    } finally {
      held.close();
    }

    try (ConfigurableApplicationContext context = starting.context.get(30, TimeUnit.SECONDS)) {
      assertThat(context.isRunning()).isTrue();
      assertThat(get(starting, "/users").body()).isEqualTo("0");
      assertThat(get(starting, "/actuator/health/readiness").statusCode()).isEqualTo(200);
    }
  }

  /** Kept, it would stop for ever with Reactor Netty 1.3.7 as soon as a third request comes. */
  @Test
  void a_connection_ends_with_a_refusal_that_follows_the_answer_to_a_probe() throws Exception {
    Connection held = hold();
    Starting starting =
        start(WebApplicationType.REACTIVE, Shop.class, "--migrations.locations=classpath:db/slow");
    try (Socket socket = new Socket("localhost", starting.port.get(30, TimeUnit.SECONDS))) {
      awaitRunning();
      socket.setSoTimeout(10_000);
      for (String path : List.of("/actuator/health/liveness", "/users")) {
        socket
            .getOutputStream()
            .write("GET %s HTTP/1.1\r\nHost: localhost\r\n\r\n".formatted(path).getBytes(US_ASCII));
      }

      String answers = new String(socket.getInputStream().readAllBytes(), US_ASCII);

      assertThat(answers).startsWith("HTTP/1.1 200 ").contains("HTTP/1.1 503 ").endsWith(BODY);
    } finally {
      held.close();
    }
    starting.context.get(30, TimeUnit.SECONDS).close();
  }

  private void assertGated(Starting starting, WebApplicationType type) throws Exception {
    HttpResponse<String> refused = get(starting, "/users");
    assertThat(refused.statusCode()).isEqualTo(503);
    assertThat(refused.body()).isEqualTo(BODY);
    assertThat(refused.headers().map())
        .containsEntry("retry-after", List.of("5"))
        .containsEntry("content-type", List.of("application/problem+json"))
        .containsEntry("cache-control", List.of("no-store"));
    assertThat(get(starting, "/actuator/health/liveness").statusCode()).isEqualTo(200);
    assertThat(get(starting, "/livez").statusCode()).isEqualTo(200);
    HttpResponse<String> readiness = get(starting, "/actuator/health/readiness");
    assertThat(readiness.statusCode()).isEqualTo(503);
    assertThat(readiness.body()).contains("OUT_OF_SERVICE");
    assertThat(get(starting, "/readyz").body()).contains("OUT_OF_SERVICE");
    assertThat(get(starting, "/version").body()).isEqualTo("1");
    assertThat(get(starting, "/versions").statusCode()).isEqualTo(503);
    // Netty hands dots on as they are, and then no page has that path.
    assertThat(get(starting, "/public/../users").statusCode())
        .isEqualTo(type == WebApplicationType.SERVLET ? 503 : 404);
    assertThat(starting.context).isNotDone();
  }

  @Test
  void where_it_is_switched_off_requests_are_answered() throws Exception {
    Connection held = hold();
    Starting starting =
        start(
            WebApplicationType.SERVLET,
            Shop.class,
            "--migrations.locations=classpath:db/slow",
            "--migrations.gate.http.enabled=false");
    try {
      assertThat(get(starting, "/version").body()).isEqualTo("1");
      assertThat(starting.context).isNotDone();
    } finally {
      held.close();
    }
    starting.context.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void probes_pass_below_the_paths_of_the_application() throws Exception {
    Connection held = hold();
    Starting starting =
        start(
            WebApplicationType.SERVLET,
            Shop.class,
            "--migrations.locations=classpath:db/slow",
            "--server.servlet.context-path=/shop",
            "--spring.mvc.servlet.path=/api");
    try {
      assertThat(get(starting, "/shop/api/users").statusCode()).isEqualTo(503);
      awaitRunning();
      assertThat(get(starting, "/shop/api/actuator/health/liveness").statusCode()).isEqualTo(200);
    } finally {
      held.close();
    }
    starting.context.get(30, TimeUnit.SECONDS).close();
  }

  @ParameterizedTest
  @ValueSource(classes = {Shop.class, Endless.class})
  void an_application_whose_schema_is_current_never_refuses(Class<?> application) throws Exception {
    migrate();

    Starting starting = start(WebApplicationType.SERVLET, application);

    assertThat(get(starting, "/users").body()).isEqualTo("0");
    Endless.END.countDown();
    starting.context.get(30, TimeUnit.SECONDS).close();
  }

  @Test
  void who_uses_the_database_too_early_is_named_once(CapturedOutput output) throws Exception {
    start(WebApplicationType.NONE, Importing.class).context.get(30, TimeUnit.SECONDS).close();

    assertThat(output.getOut())
        .containsOnlyOnce(
            "2 migrations are pending: 1 users, 2 user email. They are applied when the application"
                + " is ready; what uses the database before finds the old schema: ApplicationRunner"
                + " importOrders")
        .contains("set migrations.run-on=startup");
    int first = output.getOut().length();

    start(WebApplicationType.NONE, Importing.class).context.get(30, TimeUnit.SECONDS).close();
    assertThat(output.getOut().substring(first)).doesNotContain("importOrders");
  }

  @Test
  void a_peek_that_gets_no_answer_holds_nobody_up() {
    MigrationGate gate = new MigrationGate(false);
    CountDownLatch never = new CountDownLatch(1);
    MigrationPeek peek =
        new MigrationPeek(
            () -> {
              return new MigrationRunner(
                  MigrationTargets.of(
                      MigrationTarget.of(
                          MigratorSettings.builder().locations("classpath:db/migrations").build(),
                          new org.springframework.jdbc.datasource.AbstractDataSource() {
                            @Override
                            public java.sql.Connection getConnection() {
                              try {
                                never.await();
                              } catch (InterruptedException e) {
                                Thread.currentThread().interrupt();
                              }
                              throw new IllegalStateException("too late");
                            }

                            @Override
                            public java.sql.Connection getConnection(String user, String password) {
                              return getConnection();
                            }
                          })),
                  List.of(),
                  GateTest.class.getClassLoader());
            },
            gate,
            List::of,
            Duration.ofMillis(100));

    long start = System.nanoTime();
    peek.begin();

    assertThat(gate.isOpenSoon()).isFalse();
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(5));
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual", "own"})
  void scheduled_methods_wait_for_the_run(String kind) throws Exception {
    Class<?> application = kind.equals("own") ? OwnScheduler.class : Ticking.class;
    Ticks.COUNT.set(0);
    Connection held = hold();
    Starting starting =
        start(
            WebApplicationType.NONE,
            application,
            "--migrations.locations=classpath:db/slow",
            "--spring.threads.virtual.enabled=" + kind.equals("virtual"));
    try {
      awaitRunning();
      // Some of its ticks would be due.
      TimeUnit.MILLISECONDS.sleep(200);
      assertThat(Ticks.COUNT).hasValue(0);
    } finally {
      held.close();
    }

    try (ConfigurableApplicationContext context = starting.context.get(30, TimeUnit.SECONDS)) {
      Ticks ticks = context.getBean(Ticks.class);
      long end = System.nanoTime() + TimeUnit.SECONDS.toNanos(10);
      while (ticks.users.size() < 3 && System.nanoTime() < end) {
        Thread.sleep(20);
      }
      assertThat(ticks.users)
          .containsOnlyKeys("fixed rate", "fixed delay", "once")
          .allSatisfy((name, users) -> assertThat(users).isEqualTo("0"));
    }
  }

  @Test
  void scheduled_methods_do_not_wait_where_that_is_switched_off() throws Exception {
    Ticks.COUNT.set(0);
    Connection held = hold();
    Starting starting =
        start(
            WebApplicationType.NONE,
            Ticking.class,
            "--migrations.locations=classpath:db/slow",
            "--migrations.gate.scheduling.enabled=false");
    try {
      awaitRunning();
      // Three methods: one of them began again, and so is done.
      Eventually.within(Duration.ofSeconds(30)).isTrue("ticks", () -> Ticks.COUNT.get() > 3);
    } finally {
      held.close();
    }

    try (ConfigurableApplicationContext context = starting.context.get(30, TimeUnit.SECONDS)) {
      assertThat(context.getBean(Ticks.class).users.values())
          .anySatisfy(users -> assertThat(users).contains("BadSqlGrammar"));
    }
  }

  @ParameterizedTest
  @ValueSource(strings = {"false", "true"})
  void after_a_failure_what_was_held_never_runs(String awaitTermination) throws Exception {
    Ticks.COUNT.set(0);
    Starting starting =
        start(
            WebApplicationType.NONE,
            Ticking.class,
            "--migrations.locations=classpath:db/broken",
            "--spring.task.scheduling.shutdown.await-termination=" + awaitTermination,
            "--spring.task.scheduling.shutdown.await-termination-period=30s");

    long start = System.nanoTime();
    assertThatThrownBy(() -> starting.context.get(20, TimeUnit.SECONDS))
        .hasCauseInstanceOf(TargetFailedException.class);
    assertThat(Duration.ofNanos(System.nanoTime() - start)).isLessThan(Duration.ofSeconds(20));
    assertThat(Ticks.COUNT).hasValue(0);
  }

  private void migrate() {
    new Migrator(
            MigratorSettings.builder().locations("classpath:db/migrations").build(),
            database.dataSource())
        .migrate();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Endless {

    static final CountDownLatch END = new CountDownLatch(1);

    @Bean
    Pages pages(JdbcClient jdbc) {
      return new Pages(jdbc);
    }

    @Bean
    ApplicationRunner endless() {
      return arguments -> END.await();
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Importing {

    @Bean
    ApplicationRunner importOrders() {
      return arguments -> {};
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

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableScheduling
  static class OwnScheduler {

    @Bean
    ThreadPoolTaskScheduler taskScheduler() {
      ThreadPoolTaskScheduler scheduler = new ThreadPoolTaskScheduler();
      scheduler.setPoolSize(2);
      return scheduler;
    }

    @Bean
    Ticks ticks(JdbcClient jdbc) {
      return new Ticks(jdbc);
    }
  }

  static final class Ticks {

    static final AtomicInteger COUNT = new AtomicInteger();

    private final JdbcClient jdbc;
    private final Map<String, String> users = new ConcurrentHashMap<>();

    Ticks(JdbcClient jdbc) {
      this.jdbc = jdbc;
    }

    @Scheduled(fixedRate = 50)
    void rate() {
      tick("fixed rate");
    }

    @Scheduled(fixedDelay = 50)
    void delay() {
      tick("fixed delay");
    }

    @Scheduled(initialDelay = 0)
    void once() {
      tick("once");
    }

    private void tick(String name) {
      COUNT.incrementAndGet();
      try {
        users.putIfAbsent(
            name, jdbc.sql("select count(*) from users").query(String.class).single());
      } catch (RuntimeException e) {
        users.putIfAbsent(name, e.toString());
      }
    }
  }
}
