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

package dev.pgmigrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The jar as users have it, in processes of its own. */
@PostgresTest
class JarIT {

  @TempDir Path folder;

  @Test
  void migrates_and_shows_the_status(TestDatabase database) throws Exception {
    file("1_a.sql", "create table a (id int);");

    assertThat(run(database, "status", "--fail-on-pending").exitCode()).isEqualTo(3);
    Output migrated = run(database, "migrate", "--log-file", "run.log");
    assertThat(migrated.exitCode()).as(migrated.toString()).isZero();
    assertThat(migrated.err()).startsWith("migrate on ").hasLineCount(1);
    assertThat(migrated.out()).endsWith("\n").contains("+ 1 a").doesNotContain("\u001b");
    assertThat(Files.readString(folder.resolve("run.log"))).contains("Applied 1 a");
    assertThat(run(database, "status", "--fail-on-pending").exitCode()).isZero();
  }

  @Test
  void answers_with_one_document(TestDatabase database) throws Exception {
    file("1_a.sql", "create table a (id int);");

    Output output = run(database, "migrate", "--json");

    assertThat(output.err()).isEmpty();
    JsonNode document = JsonMapper.builder().build().readTree(output.out());
    assertThat(document.at("/steps/0/id").asString()).isEqualTo("1");
  }

  @Test
  void a_failure_is_said_once_and_ends_with_1(TestDatabase database) throws Exception {
    file("1_ü.sql", "create table ü (id in);");

    Output output = run(database, "migrate");

    assertThat(output.exitCode()).isEqualTo(1);
    assertThat(output.err()).containsOnlyOnce("[42601]").contains("create table ü");
  }

  @Test
  void knows_its_version(TestDatabase database) throws Exception {
    assertThat(run(database, "--version").out()).matches("pgmigrations \\d+\\.\\d+.*\n");
  }

  private void file(String name, String content) throws IOException {
    Files.writeString(
        Files.createDirectories(folder.resolve("db/migrations")).resolve(name), content);
  }

  private record Output(int exitCode, String out, String err) {}

  private Output run(TestDatabase database, String... arguments) throws Exception {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of("-XX:TieredStopAtLevel=1", "-jar", System.getProperty("cli.jar")));
    command.addAll(List.of(arguments));
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).directory(folder.toFile()).redirectError(err.toFile());
    Map<String, String> environment = builder.environment();
    environment.put("DATABASE_URL", database.postgresUrl());
    environment.put("LC_ALL", "C.UTF-8");
    Process process = builder.start();
    process.getOutputStream().close();
    String out = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    return new Output(process.waitFor(), out, Files.readString(err));
  }
}
