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

import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.autoconfigure.EnableAutoConfiguration;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.annotation.Configuration;

/** Commands on a server that asks for passwords. */
@ExtendWith(OutputCaptureExtension.class)
class WrongPasswordTest {

  private static final String WRONG = "wrong-one";
  private static final String MESSAGE =
      """
      [28P01] no connection to the database: password authentication failed for user "keeper"
        kept: everything as it was
        fix: correct user name and password, and see pg_hba.conf of the server
      """;

  private static OwnServer server;
  private static TestDatabase database;

  @BeforeAll
  static void start() {
    server = OwnServer.startWithPasswords();
    database = server.create();
    server.execute("create role keeper login superuser password 'right'");
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "status",
        "migrate",
        "validate",
        "verify",
        "dry-run",
        "rollback --migrations.rollback.all=true"
      })
  void is_one_message_with_the_fix_and_without_the_password(String command, CapturedOutput output) {
    assertRefused(CommandLine.start(Application.class, pool(command, WRONG)), output);
  }

  @Test
  void a_url_of_the_migrations_own_is_no_other_case(CapturedOutput output) {
    String url =
        "postgres://keeper:%s@%s:%d/%s"
            .formatted(WRONG, database.host(), database.port(), database.name());

    assertRefused(
        CommandLine.start(
            Application.class, List.of("--migrations.command=migrate", "--migrations.url=" + url)),
        output);
  }

  @Test
  void a_process_ends_with_the_exit_code_and_the_message_alone() throws Exception {
    try (ChildJvm child = ChildJvm.start(Whole.class, List.of(), pool("migrate", WRONG))) {
      ChildJvm.Result result = child.result(Duration.ofSeconds(60));

      assertThat(result.exitCode()).as(result.toString()).isEqualTo(1);
      assertThat(String.join("\n", result.lines()) + "\n").isEqualTo(MESSAGE);
    }
  }

  @Test
  void with_the_right_one_it_is_done() {
    CommandLine.Result result = CommandLine.start(Application.class, pool("status", "right"));

    assertThat(result.code()).as(result.toString()).isZero();
  }

  private static void assertRefused(CommandLine.Result result, CapturedOutput output) {
    assertThat(result.code()).as(result.toString()).isEqualTo(1);
    assertThat(result.out()).isEmpty();
    assertThat(result.err()).isEqualToIgnoringNewLines(MESSAGE);
    assertThat(output.getAll()).as("what is logged").isBlank();
  }

  private static List<String> pool(String command, String password) {
    List<String> arguments =
        new ArrayList<>(List.of(("--migrations.command=" + command).split(" ")));
    arguments.add("--spring.datasource.url=" + database.jdbcUrl());
    arguments.add("--spring.datasource.username=keeper");
    arguments.add("--spring.datasource.password=" + password);
    return arguments;
  }

  @Configuration(proxyBeanMethods = false)
  @FewBeans
  static class Application {}

  /** With a web server, JPA and all else there is. */
  @Configuration(proxyBeanMethods = false)
  @EnableAutoConfiguration
  static class Whole {

    public static void main(String[] arguments) {
      SpringApplication.run(Whole.class, arguments);
    }
  }
}
