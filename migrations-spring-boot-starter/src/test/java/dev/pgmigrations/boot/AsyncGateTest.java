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

import dev.pgmigrations.entity.User;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import jakarta.persistence.EntityManagerFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CancellationException;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ApplicationRunner;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.context.event.ApplicationStartedEvent;
import org.springframework.boot.persistence.autoconfigure.EntityScan;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.context.annotation.DependsOn;
import org.springframework.context.annotation.Import;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.scheduling.annotation.Async;
import org.springframework.scheduling.annotation.EnableAsync;
import org.springframework.scheduling.concurrent.ThreadPoolTaskExecutor;
import org.springframework.transaction.annotation.Transactional;

/** Calls of {@code @Async} methods that come before the run is done. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class AsyncGateTest {

  private static final String ON = "--migrations.gate.async.enabled=true";
  private static final String ENDLESS = "--migrations.gate.async.timeout=1h";
  private static final String ONE_THREAD = "--spring.task.execution.pool.core-size=1";

  private final TestDatabase database;

  AsyncGateTest(TestDatabase database) {
    this.database = database;
  }

  @ParameterizedTest
  @ValueSource(strings = {"platform", "virtual"})
  void they_are_held_until_the_run_is_done(String threads) throws Exception {
    try (var context =
        start(Early.class, ON, "--spring.threads.virtual.enabled=" + threads.equals("virtual"))) {
      Calls calls = context.getBean(Calls.class);
      Seen seen = context.getBean(Seen.class);
      assertThat(calls.stage().get(20, TimeUnit.SECONDS)).isEqualTo("0");
      assertThat(calls.future().get(20, TimeUnit.SECONDS)).isEqualTo("0");
      assertThat(calls.future().isDone()).isTrue();
      assertThat(calls.qualified().get(20, TimeUnit.SECONDS)).isEqualTo("0 in own-1");
      assertThat(calls.transactional().get(20, TimeUnit.SECONDS)).isEqualTo("0");
      assertThat(seen.done.await(20, TimeUnit.SECONDS)).isTrue();
      assertThat(seen.users).containsExactly("0");
    }
  }

  @Test
  void they_are_not_unless_asked_for() throws Exception {
    try (var context = start(Impatient.class)) {
      assertThat(context.getBean(Impatient.class).seen).startsWith("BadSqlGrammarException");
    }
  }

  @Test
  void where_nothing_is_pending_they_go_at_once() throws Exception {
    start(Plain.class).close();

    try (var context = start(Impatient.class, ON, "--migrations.gate.async.timeout=60s")) {
      assertThat(context.getBean(Impatient.class).seen).isEqualTo("0");
    }
  }

  @Test
  void nobody_waits_longer_than_said(CapturedOutput output) {
    long start = System.nanoTime();
    try (var context = start(Impatient.class, ON, "--migrations.gate.async.timeout=1s")) {
      assertThat(context.getBean(Impatient.class).seen).startsWith("BadSqlGrammarException");
    }

    assertThat(Duration.ofNanos(System.nanoTime() - start)).isGreaterThan(Duration.ofSeconds(1));
    assertThat(output)
        .containsOnlyOnce(
            "The migrations are not done after 1 s; calls of @Async methods that waited for them go"
                + " on: 1");
  }

  /** The only thread of the executor would be taken by a call that waits. */
  @Test
  void jpa_that_starts_on_the_same_executor_never_waits() {
    try (var context = start(Jpa.class, ON, ENDLESS, ONE_THREAD, "--spring.jpa.bootstrap=async")) {
      assertThat(context.getBean(Calls.class).stage()).succeedsWithin(Duration.ofSeconds(20));
      assertThat(context.getBean(EntityManagerFactory.class).getMetamodel().getEntities())
          .isNotEmpty();
    }
  }

  @Test
  void beans_made_on_the_same_executor_never_wait() {
    try (var context = start(InBackground.class, ON, ENDLESS, ONE_THREAD)) {
      assertThat(context.getBean(Background.class).thread()).startsWith("task-");
      assertThat(context.getBean(Calls.class).stage()).succeedsWithin(Duration.ofSeconds(20));
    }
  }

  @Test
  void after_a_failure_they_never_begin() {
    Calls[] calls = new Calls[1];
    Seen[] seen = new Seen[1];
    SpringApplication app = application(Early.class);
    app.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            event -> {
              calls[0] = event.getApplicationContext().getBean(Calls.class);
              seen[0] = event.getApplicationContext().getBean(Seen.class);
            });

    assertThatThrownBy(() -> app.run(arguments(ON, "--migrations.locations=classpath:db/broken")))
        .isInstanceOf(TargetFailedException.class);

    assertThat(calls[0].stage())
        .failsWithin(Duration.ofSeconds(10))
        .withThrowableThat()
        .havingRootCause()
        .isInstanceOf(CancellationException.class);
    assertThat(calls[0].future().isDone()).isTrue();
    assertThat(seen[0].users).isEmpty();
  }

  @Test
  void a_caller_may_change_its_mind() throws Exception {
    SpringApplication app = application(Early.class);
    app.addListeners(
        (ApplicationListener<ApplicationStartedEvent>)
            event -> {
              Calls calls = event.getApplicationContext().getBean(Calls.class);
              assertThat(calls.future().isDone()).isFalse();
              assertThatThrownBy(() -> calls.future().get(1, TimeUnit.MILLISECONDS))
                  .isInstanceOf(TimeoutException.class);
              calls.future().cancel(true);
            });

    try (var context = app.run(arguments(ON))) {
      Calls calls = context.getBean(Calls.class);
      assertThat(calls.future().isCancelled()).isTrue();
      assertThat(calls.stage().get(20, TimeUnit.SECONDS)).isEqualTo("0");
      assertThat(context.getBean(Seen.class).futures).hasValue(0);
    }
  }

  private static SpringApplication application(Class<?> application) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    return app;
  }

  private ConfigurableApplicationContext start(Class<?> application, String... arguments) {
    return application(application).run(arguments(arguments));
  }

  private String[] arguments(String... more) {
    String[] all =
        Stream.concat(Stream.of("--spring.task.execution.mode=force"), Arrays.stream(more))
            .toArray(String[]::new);
    return GivenDatabase.arguments(database, all);
  }

  static final class Seen {

    final List<String> users = new ArrayList<>();
    final CountDownLatch done = new CountDownLatch(1);
    final AtomicInteger futures = new AtomicInteger();
  }

  static class Work {

    private final JdbcClient jdbc;
    private final Seen seen;

    Work(JdbcClient jdbc, Seen seen) {
      this.jdbc = jdbc;
      this.seen = seen;
    }

    @Async
    public void forget() {
      seen.users.add(count());
      seen.done.countDown();
    }

    @Async
    public CompletableFuture<String> stage() {
      return CompletableFuture.completedFuture(count());
    }

    @Async
    public Future<String> future() {
      seen.futures.incrementAndGet();
      return CompletableFuture.completedFuture(count());
    }

    @Async("own")
    public CompletableFuture<String> qualified() {
      return CompletableFuture.completedFuture(count() + " in " + Thread.currentThread().getName());
    }

    @Async
    @Transactional
    public CompletableFuture<String> transactional() {
      return CompletableFuture.completedFuture(count());
    }

    private String count() {
      try {
        return jdbc.sql("select count(*) from users").query(String.class).single();
      } catch (RuntimeException e) {
        return e.getClass().getSimpleName();
      }
    }
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  @EnableAsync
  static class Plain {

    @Bean
    Seen seen() {
      return new Seen();
    }

    @Bean
    Work work(JdbcClient jdbc, Seen seen) {
      return new Work(jdbc, seen);
    }

    @Bean(defaultCandidate = false)
    ThreadPoolTaskExecutor own() {
      ThreadPoolTaskExecutor executor = new ThreadPoolTaskExecutor();
      executor.setThreadNamePrefix("own-");
      return executor;
    }
  }

  /** Calls while beans are made, before those of Spring Boot are. */
  @Configuration(proxyBeanMethods = false)
  @Import(Plain.class)
  static class Early {

    @Bean
    Calls calls(Work work) {
      work.forget();
      return new Calls(work.stage(), work.future(), work.qualified(), work.transactional());
    }
  }

  record Calls(
      CompletableFuture<String> stage,
      Future<String> future,
      CompletableFuture<String> qualified,
      CompletableFuture<String> transactional) {}

  /** Waits in the main thread for what cannot come before that goes on. */
  @Configuration(proxyBeanMethods = false)
  @Import(Plain.class)
  static class Impatient {

    private String seen = "";

    @Bean
    ApplicationRunner waiting(Work work) {
      return arguments -> seen = work.stage().get(60, TimeUnit.SECONDS);
    }
  }

  @Configuration(proxyBeanMethods = false)
  @Import(Early.class)
  @EntityScan(basePackageClasses = User.class)
  static class Jpa {}

  @Configuration(proxyBeanMethods = false)
  @Import(Early.class)
  static class InBackground {

    @Bean(bootstrap = Bean.Bootstrap.BACKGROUND)
    @DependsOn("calls")
    Background background() {
      return new Background(Thread.currentThread().getName());
    }
  }

  record Background(String thread) {}
}
