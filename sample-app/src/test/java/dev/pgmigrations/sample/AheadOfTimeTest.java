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

package dev.pgmigrations.sample;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.springframework.core.io.ClassPathResource;

/**
 * The sample as it was built ahead of time: when it migrates is decided when it starts, though its
 * beans were chosen when it was built.
 */
@PostgresTest
class AheadOfTimeTest {

  private static final String OPEN = "Tomcat started";
  private static final String DONE = "assistant: 6 migrations done";
  private static final String READY = "ReadinessState changed to ACCEPTING_TRAFFIC";

  private final TestDatabase database;

  AheadOfTimeTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void it_migrates_on_ready() throws IOException {
    assertThat(startedWith("ready")).containsSubsequence(OPEN, DONE, READY);
  }

  @Test
  void it_migrates_at_startup() throws IOException {
    platform();

    assertThat(startedWith("startup")).containsSubsequence(DONE, OPEN, READY);
  }

  @Test
  void it_does_not_migrate_when_told_not_to() throws IOException {
    assertThat(startedWith("none")).containsSubsequence(OPEN, READY).doesNotContain(DONE);
    assertThat(
            database
                .jdbc()
                .sql("select to_regclass('learning.users') is null")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  /** As a Kubernetes Job does. */
  @Test
  void a_job_migrates_and_ends_before_the_port_opens() throws Exception {
    platform();
    Process process = start("startup", List.of("-Dspring.context.exit=onRefresh"));
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said).contains(DONE).doesNotContain(OPEN);
    } finally {
      process.destroyForcibly();
    }
  }

  @Test
  void a_command_is_carried_out_by_what_was_built() throws Exception {
    platform();
    Process process =
        start("ready", List.of(), "--migrations.command=migrate", "--migrations.target=chats");
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);

      assertThat(process.waitFor()).as(said).isZero();
      assertThat(said).contains("2 migrations done").doesNotContain(OPEN, "assistant");
    } finally {
      process.destroyForcibly();
    }
  }

  /** At startup the migrations come before the script that makes it for the other times. */
  private void platform() throws IOException {
    database.execute(
        new ClassPathResource("platform/auth.sql").getContentAsString(StandardCharsets.UTF_8));
  }

  private Process start(String runOn, List<String> options, String... arguments)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-Dspring.aot.enabled=true");
    command.addAll(options);
    command.addAll(
        List.of(
            "-cp",
            classPath(),
            SampleApplication.class.getName(),
            "--server.port=0",
            "--migrations.run-on=" + runOn,
            "--logging.level.org.springframework.boot=info",
            "--logging.level.org.springframework.boot.availability=debug",
            "--logging.level.dev.pgmigrations=info"));
    command.addAll(List.of(arguments));
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().put("DATABASE_URL", database.postgresUrl());
    return builder.redirectErrorStream(true).start();
  }

  /** What it says until it is ready, of what is asked for here. */
  private List<String> startedWith(String runOn) throws IOException {
    Process process = start(runOn, List.of());
    try {
      List<String> said =
          CompletableFuture.supplyAsync(() -> read(process)).orTimeout(5, TimeUnit.MINUTES).join();
      assertThat(said).as("built ahead of time").anyMatch(line -> line.contains("AOT-processed"));
      return said.stream()
          .flatMap(line -> Stream.of(OPEN, DONE, READY).filter(line::contains))
          .toList();
    } finally {
      process.destroyForcibly();
    }
  }

  private static List<String> read(Process process) {
    List<String> said = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        said.add(line);
        if (line.contains(READY)) {
          return said;
        }
      }
      throw new IllegalStateException("it ended:\n" + String.join("\n", said));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Without what belongs to tests. */
  private static String classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .filter(entry -> !entry.contains("test-"))
        .collect(Collectors.joining(File.pathSeparator));
  }
}
