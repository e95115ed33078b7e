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

package dev.pgmigrations.maven;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.File;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.jar.JarOutputStream;
import java.util.stream.Stream;
import java.util.zip.ZipEntry;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The plugin as Maven finds it, called by the goals' names. */
@PostgresTest
@Timeout(180)
class MavenTest {

  private static final @Nullable String ROOT = System.getProperty("project.root");
  private static final String VERSION = System.getProperty("project.version", "");

  private final TestDatabase database;

  @TempDir Path folder;

  MavenTest(TestDatabase database) {
    this.database = database;
  }

  @Test
  void goals_are_called_by_name_and_read_the_project() throws Exception {
    assumeTrue(ROOT != null && !File.separator.equals("\\"), "not started by Maven");
    repository();
    Path project = folder.resolve("project");
    Files.createDirectories(project.resolve("src/main/resources"));
    Files.writeString(
        project.resolve("pom.xml"),
        """
        <project>
          <modelVersion>4.0.0</modelVersion>
          <groupId>com.acme</groupId>
          <artifactId>shop</artifactId>
          <version>1</version>
          <build><plugins><plugin>
            <groupId>dev.pgmigrations</groupId>
            <artifactId>migrations-maven-plugin</artifactId>
            <version>%s</version>
          </plugin></plugins></build>
        </project>
        """
            .formatted(VERSION));
    Files.writeString(
        project.resolve("src/main/resources/application.properties"),
        "spring.application.name=shop");

    assertThat(maven(project, "migrations:create", "-Dname=add shop")).contains("_add_shop.sql");
    assertThat(
            maven(
                project,
                "migrations:migrate",
                "-Dmigrations.url=" + database.postgresUrl(),
                "-Dmigrations.schema=shop"))
        .contains("1 migration done in ");
    assertThat(
            database
                .jdbc()
                .sql("select application from shop.migration_history")
                .query(String.class)
                .single())
        .isEqualTo("shop");
  }

  private String maven(Path project, String... arguments) throws Exception {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(Objects.requireNonNull(ROOT)).resolve("mvnw").toString(),
                "-B",
                "-o",
                "-Dmaven.repo.local=" + folder.resolve("repository"),
                "-Dmaven.repo.local.tail=" + System.getProperty("local.repository")));
    command.addAll(List.of(arguments));
    Process process =
        new ProcessBuilder(command).directory(project.toFile()).redirectErrorStream(true).start();
    try {
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      assertThat(process.waitFor()).as(said).isZero();
      return said;
    } finally {
      process.destroyForcibly();
    }
  }

  /** What would be installed, before the user's repository. */
  private void repository() throws IOException {
    Path root = Path.of(Objects.requireNonNull(ROOT));
    Files.copy(root.resolve("pom.xml"), place("pgmigrations-parent", "pom"));
    for (String module :
        List.of("migrations-core", "migrations-spring-boot-starter", "migrations-maven-plugin")) {
      Files.copy(root.resolve(module).resolve("pom.xml"), place(module, "pom"));
      jar(root.resolve(module).resolve("target").resolve("classes"), place(module, "jar"));
    }
  }

  private Path place(String artifact, String type) throws IOException {
    Path version = folder.resolve("repository/dev/pgmigrations").resolve(artifact).resolve(VERSION);
    return Files.createDirectories(version).resolve(artifact + "-" + VERSION + "." + type);
  }

  private static void jar(Path classes, Path target) throws IOException {
    try (JarOutputStream jar = new JarOutputStream(Files.newOutputStream(target));
        Stream<Path> files = Files.walk(classes)) {
      for (Path path : (Iterable<Path>) files.filter(Files::isRegularFile)::iterator) {
        jar.putNextEntry(new ZipEntry(classes.relativize(path).toString()));
        Files.copy(path, jar);
      }
    }
  }
}
