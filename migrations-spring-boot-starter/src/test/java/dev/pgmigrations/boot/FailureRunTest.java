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

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.diagnostic.LockTimeoutException;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.ExitCodeEvent;
import org.springframework.boot.ExitCodeExceptionMapper;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.WebApplicationType;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.jdbc.core.simple.JdbcClient;

/** How whole applications fail: what is printed, the exit code, and that nothing stays open. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
@Timeout(90)
class FailureRunTest {

  private final TestDatabase database;
  private ConfigurableApplicationContext context;

  FailureRunTest(TestDatabase database) {
    this.database = database;
  }

  @ParameterizedTest
  @ValueSource(strings = {"ready", "startup"})
  void a_lock_that_is_not_obtained_says_who_has_it(String runOn, CapturedOutput output)
      throws Exception {
    CountDownLatch begun = new CountDownLatch(1);
    CountDownLatch end = new CountDownLatch(1);
    Thread other = new Thread(() -> migrateUntil(begun, end), "other-run");
    other.start();
    try {
      assertThat(begun.await(30, TimeUnit.SECONDS)).isTrue();

      assertThatThrownBy(
              () ->
                  start(
                      Application.class,
                      "--migrations.lock.timeout=0",
                      "--migrations.run-on=" + runOn))
          .hasStackTraceContaining(LockTimeoutException.class.getName());
    } finally {
      end.countDown();
      other.join();
    }

    isToldOnce(output);
    assertThat(analysis(output))
        .containsPattern(
            """
            Description:

            The database could not be migrated:

            \\[lock-timeout] another runner holds the lock of public\\.migration_history after 0 s of waiting: [^
            ]*other run[^
            ]*
              kept: everything as it was

            Action:

            [^
            ]+
            """);
  }

  @Test
  void a_rejected_plan_says_what_does_not_fit(CapturedOutput output) {
    start(Application.class).close();
    database.execute(
        "update migration_history set text_hash = '1:00', token_hash = '1:00' where version = '2'");

    assertThatThrownBy(() -> start(Application.class)).isInstanceOf(TargetFailedException.class);

    isToldOnce(output);
    assertThat(analysis(output))
        .startsWith("Description:\n\nThe database could not be migrated:\n\n")
        .contains("[changed] 2 was applied from a different text (on ")
        .contains("\nAction:\n\nRestore the applied text");
  }

  @Test
  void no_file_says_where_it_looked(CapturedOutput output) {
    assertThatThrownBy(
            () -> start(Application.class, "--migrations.locations=classpath:db/nowhere"))
        .isInstanceOf(TargetFailedException.class);

    isToldOnce(output);
    assertThat(analysis(output)).contains("classpath:db/nowhere").contains("\nAction:\n\n");
  }

  @Test
  void the_exit_code_is_the_application_s_to_choose() {
    List<Integer> codes = new ArrayList<>();
    SpringApplication app = application(WithExitCode.class);
    app.addListeners((ApplicationListener<ExitCodeEvent>) event -> codes.add(event.getExitCode()));

    assertThatThrownBy(() -> app.run(arguments("--migrations.locations=classpath:db/broken")))
        .isInstanceOf(TargetFailedException.class);

    assertThat(codes).containsExactly(42);
    assertThat(context.isActive()).isFalse();
  }

  /** From what is printed between the rules around it. */
  private static String analysis(CapturedOutput output) {
    String text = output.getAll().replace("\r", "");
    return text.substring(text.indexOf("Description:"));
  }

  private void isToldOnce(CapturedOutput output) {
    assertThat(context.isActive()).isFalse();
    assertThat(output.getAll())
        .containsOnlyOnce("APPLICATION FAILED TO START")
        .containsOnlyOnce("Description:")
        .doesNotContain("\tat dev.pgmigrations"); // a pool of another test may complain meanwhile
    assertThat(
            database
                .jdbc()
                .sql(
                    """
                    select count(*) from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                      and application_name = 'failing'\
                    """)
                .query(Long.class)
                .single())
        .isZero();
  }

  private void migrateUntil(CountDownLatch begun, CountDownLatch end) {
    new Migrator(
            MigratorSettings.builder()
                .locations("classpath:db/migrations")
                .application("other run")
                .javaMigrations(List.of(new Waiting(begun, end)))
                .build(),
            database.dataSource(),
            List.of(),
            FailureRunTest.class.getClassLoader())
        .migrate();
  }

  private record Waiting(CountDownLatch begun, CountDownLatch end) implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("0");
    }

    @Override
    public String description() {
      return "wait";
    }

    @Override
    public void up(JdbcClient jdbc) {
      begun.countDown();
      try {
        end.await(60, TimeUnit.SECONDS);
      } catch (InterruptedException e) {
        Thread.currentThread().interrupt();
      }
    }
  }

  private SpringApplication application(Class<?> application) {
    SpringApplication app = new SpringApplication(application);
    app.setWebApplicationType(WebApplicationType.NONE);
    app.addInitializers(made -> context = made);
    return app;
  }

  private ConfigurableApplicationContext start(Class<?> application, String... more) {
    return application(application).run(arguments(more));
  }

  private String[] arguments(String... more) {
    String[] all =
        Stream.concat(Stream.of("--spring.application.name=failing"), Arrays.stream(more))
            .toArray(String[]::new);
    return GivenDatabase.arguments(database, all);
  }

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Application {}

  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class WithExitCode {

    @Bean
    ExitCodeExceptionMapper exitCodes() {
      return failure -> failure instanceof TargetFailedException ? 42 : 1;
    }
  }
}
