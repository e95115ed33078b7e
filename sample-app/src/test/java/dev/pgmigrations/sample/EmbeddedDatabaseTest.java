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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.BufferedReader;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.SpringApplication;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.context.ConfigurableApplicationContext;

/** The application as a user starts it: with its own server, or with a given url. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class EmbeddedDatabaseTest {

  @TempDir static Path shared;

  @Test
  void the_data_stays_and_the_second_start_has_nothing_to_do(
      @TempDir Path directory, CapturedOutput output) {
    Path data = directory.resolve("postgres");
    try (ConfigurableApplicationContext first = start(data, "")) {
      assertThat(migrated(first)).noneMatch(MigrationReport::isNothing);
    }
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
    int seen = output.length();
    try (ConfigurableApplicationContext second = start(data, "")) {
      assertThat(migrated(second)).allMatch(MigrationReport::isNothing);
    }
    assertThat(output.subSequence(seen, output.length()).toString())
        .contains(
            Stream.of("learning", "chats", "counsel", "chatbot", "assistant")
                .map(target -> target + ": Nothing to do")
                .toList());
  }

  /** What migrating and seeding did in each target. */
  private static List<MigrationReport> migrated(ConfigurableApplicationContext application) {
    List<TargetReport> targets = application.getBean(MigrationRunner.class).reports();
    assertThat(targets).hasSize(5);
    return targets.stream()
        .flatMap(target -> Stream.concat(target.migrated().stream(), target.seeded().stream()))
        .toList();
  }

  @Test
  void a_server_that_a_killed_run_left_is_replaced() throws Exception {
    Path data = shared.resolve("postgres");
    Process run = inAnotherProcess(data);
    try (BufferedReader lines = run.inputReader(StandardCharsets.UTF_8)) {
      List<String> read = new ArrayList<>();
      for (String line = lines.readLine(); line != null; line = lines.readLine()) {
        read.add(line);
        if (line.contains("PostgreSQL runs on port")) {
          break;
        }
      }
      assertThat(read).as("output").last().asString().contains("PostgreSQL runs on port");
    } finally {
      run.destroyForcibly().waitFor();
    }
    ProcessHandle left = ProcessHandle.of(pid(data)).orElseThrow();
    assertThat(left.isAlive()).isTrue();
    try (EmbeddedDatabase database = EmbeddedDatabase.start(data)) {
      assertThat(left.isAlive()).isFalse();
      assertThat(database.getJdbcUrl()).startsWith("jdbc:postgresql://localhost:");
    }
  }

  private static Process inAnotherProcess(Path data) throws IOException {
    return new ProcessBuilder(
            Path.of(System.getProperty("java.home"), "bin", "java").toString(),
            "-cp",
            System.getProperty("java.class.path"),
            SampleApplication.class.getName(),
            "--server.port=0",
            "--DATABASE_URL=",
            "--spring.datasource.url=",
            "--sample.data-directory=" + data)
        .redirectErrorStream(true)
        .start();
  }

  private static long pid(Path data) throws IOException {
    return Long.parseLong(Files.readAllLines(data.resolve("postmaster.pid")).get(0).strip());
  }

  @Test
  void a_file_that_names_somebody_elses_process_does_no_harm() throws IOException {
    Path data = shared.resolve("postgres");
    EmbeddedDatabase.start(data).close();
    Files.writeString(
        data.resolve("postmaster.pid"),
        "%d\n%s\n1795175253\n5432\n/tmp\nlocalhost\n"
            .formatted(ProcessHandle.current().pid(), data));
    EmbeddedDatabase.start(data).close();
    assertThat(data.resolve("postmaster.pid")).doesNotExist();
  }

  @Test
  void data_in_use_is_left_alone() throws IOException {
    Path data = shared.resolve("postgres");
    try (EmbeddedDatabase running = EmbeddedDatabase.start(data)) {
      assertThatThrownBy(() -> EmbeddedDatabase.start(data))
          .isInstanceOfSatisfying(
              FailureAnalyzedException.class,
              e ->
                  assertThat(e.analysis().getDescription())
                      .isEqualTo(
                          "The data in %s is in use: the sample is running already."
                              .formatted(data)));
      assertThat(ProcessHandle.of(pid(data))).isPresent();
      assertThat(running.getUsername()).isEqualTo("postgres");
    }
  }

  @Test
  void data_of_another_major_version_is_told(@TempDir Path data) throws IOException {
    Files.writeString(data.resolve("PG_VERSION"), "13\n");
    assertThatThrownBy(() -> EmbeddedDatabase.start(data))
        .isInstanceOfSatisfying(
            FailureAnalyzedException.class,
            e ->
                assertThat(e.analysis().getDescription())
                    .matches("The data in .* is of PostgreSQL 13, this is PostgreSQL \\d+\\."));
  }

  @Test
  void a_folder_that_cannot_be_made_is_told(@TempDir Path directory) throws IOException {
    Path file = Files.createFile(directory.resolve("file"));
    assertThatThrownBy(() -> EmbeddedDatabase.start(file.resolve("postgres")))
        .isInstanceOfSatisfying(
            FailureAnalyzedException.class,
            e ->
                assertThat(e.analysis().getDescription())
                    .startsWith("The embedded PostgreSQL did not start with its data in " + file));
  }

  @Test
  void with_a_database_url_no_server_is_started(TestDatabase database, @TempDir Path directory) {
    Path data = directory.resolve("postgres");
    try (ConfigurableApplicationContext application =
        start(data, database.postgresUrl() + "?sslmode=prefer")) {
      assertThat(migrated(application)).noneMatch(MigrationReport::isNothing);
    }
    assertThat(data).doesNotExist();
    assertThat(Asker.counts(database.jdbc(), "learning.users")).isEqualTo("0");
  }

  @Test
  void a_database_url_of_another_form_is_told_without_its_password(
      @TempDir Path directory, CapturedOutput output) {
    assertThatThrownBy(() -> start(directory, "mysql://ada:secret@localhost/shop"))
        .rootCause()
        .hasMessageContaining("the database url has an unknown form");
    assertThat(output).contains("DATABASE_URL cannot be used").doesNotContain("secret");
  }

  @Test
  void a_database_that_lets_nobody_in_is_told_without_the_password(
      TestDatabase database, @TempDir Path directory, CapturedOutput output) {
    String url =
        "postgres://ada:secret@%s:%d/no_such_database".formatted(database.host(), database.port());
    assertThatThrownBy(() -> start(directory, url)).isInstanceOf(Exception.class);
    assertThat(output)
        .contains("There is no connection to the database: ", "Look at DATABASE_URL")
        .doesNotContain("secret", "\tat ");
  }

  private static ConfigurableApplicationContext start(Path data, String databaseUrl) {
    return SpringApplication.run(
        SampleApplication.class,
        "--server.port=0",
        "--sample.data-directory=" + data,
        "--spring.datasource.url=",
        "--DATABASE_URL=" + databaseUrl);
  }
}
