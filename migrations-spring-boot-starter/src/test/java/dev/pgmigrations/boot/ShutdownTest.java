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

import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Configuration;

/** Processes that are asked to end in the middle of a run. */
@PostgresTest
@Timeout(120)
class ShutdownTest {

  private static final int EXIT_CODE_OF_SIGTERM = 143;
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private final TestDatabase database;

  ShutdownTest(TestDatabase database) {
    this.database = database;
  }

  @ParameterizedTest
  @CsvSource({"ready,1", "startup,1", "ready,2", "startup,2"})
  void a_short_unit_is_finished(String runOn, int parallel) throws Exception {
    try (ChildJvm child = start(runOn, parallel, 3, "20s")) {
      ChildJvm.Result result = terminated(child);
      assertThat(applied()).as(result.toString()).containsExactly("1");
    }
    goesOn();
  }

  @ParameterizedTest
  @CsvSource({"ready,1", "startup,1", "ready,2", "startup,2"})
  void a_long_one_is_cancelled_and_leaves_nothing(String runOn, int parallel) throws Exception {
    try (ChildJvm child = start(runOn, parallel, 300, "2s")) {
      ChildJvm.Result result = terminated(child);
      assertThat(database.tables()).as(result.toString()).doesNotContain("longs", "more");
    }
    goesOn();
  }

  /** A Kubernetes Job, say. */
  @Test
  void a_command_finishes_its_short_unit_too() throws Exception {
    List<String> arguments = new ArrayList<>(arguments("none", 1, 3, "20s"));
    arguments.add("--migrations.command=migrate");
    try (ChildJvm child = ChildJvm.start(Application.class, List.of(), arguments)) {
      ChildJvm.Result result = terminated(child);
      assertThat(applied()).as(result.toString()).containsExactly("1");
    }
    goesOn();
  }

  @Test
  void an_application_that_is_closed_ends_its_run() throws Exception {
    ConfigurableApplicationContext[] context = new ConfigurableApplicationContext[1];
    SpringApplication app = new SpringApplication(Application.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.addInitializers(made -> context[0] = made);
    CompletableFuture<Object> failure = new CompletableFuture<>();
    Thread start =
        new Thread(
            () -> {
              try {
                failure.complete(app.run(arguments("ready", 1, 300, "1s").toArray(String[]::new)));
              } catch (RuntimeException e) {
                failure.complete(e);
              }
            });
    start.start();
    awaitSleeping();

    context[0].close();

    assertThat(failure.get(30, TimeUnit.SECONDS)).isInstanceOf(TargetFailedException.class);
    assertThat(backends()).isZero();
    goesOn();
  }

  private ChildJvm start(String runOn, int parallel, int seconds, String phase) {
    return ChildJvm.start(Application.class, List.of(), arguments(runOn, parallel, seconds, phase));
  }

  /** Told to stop while it migrates. */
  private ChildJvm.Result terminated(ChildJvm child) throws InterruptedException {
    awaitSleeping();
    child.terminate();

    ChildJvm.Result result = child.result(PATIENCE);
    assertThat(result.exitCode()).as(result.toString()).isEqualTo(EXIT_CODE_OF_SIGTERM);
    assertThat(backends()).isZero();
    return result;
  }

  private void goesOn() {
    SpringApplication app = new SpringApplication(Application.class);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.run(arguments("ready", 1, 0, "1s").toArray(String[]::new)).close();
    assertThat(applied()).containsExactly("1", "2");
  }

  private List<String> arguments(String runOn, int parallel, int seconds, String phase) {
    List<String> all =
        new ArrayList<>(
            List.of(
                "--spring.main.web-application-type=none",
                "--spring.application.name=stopping",
                "--spring.lifecycle.timeout-per-shutdown-phase=" + phase,
                "--migrations.run-on=" + runOn,
                "--migrations.parallel=" + parallel,
                "--migrations.locations=classpath:db/long",
                "--migrations.placeholders.seconds=" + seconds));
    if (parallel > 1) {
      all.add("--migrations.targets.main.schema=public");
      all.add("--migrations.targets.other.schema=other");
      all.add("--migrations.targets.other.locations=classpath:db/orders");
    }
    return List.of(GivenDatabase.arguments(database, all.toArray(String[]::new)));
  }

  private void awaitSleeping() throws InterruptedException {
    long end = System.nanoTime() + PATIENCE.toNanos();
    while (count("wait_event = 'PgSleep'") == 0) {
      assertThat(System.nanoTime() - end).as("it never began").isNegative();
      Thread.sleep(20);
    }
  }

  private long backends() {
    return count("application_name = 'stopping'");
  }

  private long count(String condition) {
    return database
        .jdbc()
        .sql("select count(*) from pg_stat_activity where datname = ? and " + condition)
        .param(database.name())
        .query(Long.class)
        .single();
  }

  private List<String> applied() {
    return database
        .jdbc()
        .sql("select version from public.migration_history where state = 'done' order by id")
        .query(String.class)
        .list();
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {

    public static void main(String[] arguments) {
      SpringApplication.run(Application.class, arguments);
    }
  }
}
