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

package dev.pgmigrations.boot.command;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.boot.logging.LogLevel;
import org.springframework.boot.logging.LoggingSystem;
import org.springframework.context.annotation.Configuration;

/** A command is quiet, and the process that goes on after it is not. */
@PostgresTest
class LogLevelsTest {

  private static final String OURS = "dev.pgmigrations";
  private static final String MIGRATE = "dev.pgmigrations.migrate";
  private static final String THEIRS = "org.example";

  private final TestDatabase database;
  private final LoggingSystem logging = LoggingSystem.get(getClass().getClassLoader());
  private final LogLevels before = LogLevels.of(getClass().getClassLoader());

  LogLevelsTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void set() {
    logging.setLogLevel(LoggingSystem.ROOT_LOGGER_NAME, LogLevel.INFO);
    logging.setLogLevel(OURS, LogLevel.DEBUG);
    logging.setLogLevel(MIGRATE, null);
    logging.setLogLevel(THEIRS, null);
  }

  @AfterEach
  void unset() {
    before.restore();
  }

  @Test
  void levels_are_as_they_were_after_a_command() {
    CommandLine.Result result =
        new CommandLine(database)
            .run(Application.class, "migrate", "--logging.level." + THEIRS + "=trace");

    assertThat(result.code()).as(result.toString()).isZero();
    assertLevels();
  }

  @Test
  void levels_are_as_they_were_after_an_application_that_does_not_come_to_its_command() {
    CommandLine.Result result =
        CommandLine.start(
            Application.class,
            List.of(
                "--migrations.command=status",
                "--logging.level." + THEIRS + "=trace",
                "--spring.main.lazy-initialization=perhaps"));

    assertThat(result.failure()).isNotNull();
    assertLevels();
  }

  private void assertLevels() {
    assertThat(level(LoggingSystem.ROOT_LOGGER_NAME)).isEqualTo(LogLevel.INFO);
    assertThat(level(OURS)).isEqualTo(LogLevel.DEBUG);
    assertThat(level(MIGRATE)).isNull();
    assertThat(level(THEIRS)).isNull();
  }

  private @Nullable LogLevel level(String logger) {
    return logging.getLoggerConfiguration(logger).getConfiguredLevel();
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class Application {}
}
