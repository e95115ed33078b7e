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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.apache.maven.plugin.MojoFailureException;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The goals on a project that was never compiled. */
@PostgresTest
class GoalsTest {

  private final TestDatabase database;

  @TempDir Path folder;

  GoalsTest(TestDatabase database) {
    this.database = database;
  }

  @BeforeEach
  void project() throws IOException {
    Path resources = folder.resolve("src/main/resources");
    Files.createDirectories(resources.resolve("db/changes"));
    Files.createDirectories(resources.resolve("META-INF"));
    Files.writeString(
        resources.resolve("db/changes/1_users.sql"),
        """
        create table users (id int);
        -- DOWN
        drop table users;
        """);
    Files.writeString(
        resources.resolve("application.yml"),
        """
        migrations:
          locations: classpath:db/changes
        spring:
          datasource:
            url: %s
            username: %s
            password: "%s"
        """
            .formatted(database.jdbcUrl(), database.username(), database.password()));
    Files.writeString(
        resources.resolve("META-INF/spring.factories"),
        "org.springframework.boot.EnvironmentPostProcessor=com.acme.NotCompiled");
  }

  private <T extends CommandMojo> T goal(T goal) {
    goal.basedir = folder.toFile();
    return goal;
  }

  @Test
  void migrate_and_rollback_work_with_the_configuration_of_the_project() throws Exception {
    goal(new StatusMojo()).execute();
    goal(new DryRunMojo()).execute();
    assertThat(database.tables()).isEmpty();

    goal(new MigrateMojo()).execute();
    assertThat(database.tables()).containsExactly("migration_history", "users");
    goal(new ValidateMojo()).execute();
    goal(new VerifyMojo()).execute();

    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new Project(folder)
            .run(
                List.of("--migrations.command=rollback", "--migrations.rollback.steps=1"),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);
    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8)).startsWith("  - 1 users (");
    assertThat(database.tables()).containsExactly("migration_history");
  }

  @Test
  void the_sample_s_targets_are_all_found() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    int code =
        new Project(Path.of("..", "sample-app"))
            .run(
                List.of(
                    "--migrations.command=status",
                    "--spring.datasource.url=" + database.jdbcUrl(),
                    "--spring.datasource.username=" + database.username(),
                    "--spring.datasource.password=" + database.password()),
                new PrintStream(out, true, StandardCharsets.UTF_8),
                System.err);

    assertThat(code).isZero();
    assertThat(out.toString(StandardCharsets.UTF_8).lines())
        .containsSubsequence("learning", "chats", "counsel", "chatbot", "assistant");
  }

  @Test
  void what_fails_fails_the_build() {
    assertThatThrownBy(() -> goal(new RollbackMojo()).execute())
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("migrations:rollback ended with exit code 2; what is wrong is told above");
  }

  @Test
  void another_database_may_be_given() {
    StatusMojo status = goal(new StatusMojo());
    status.url = "postgres://me:secret@localhost:1/none";

    assertThatThrownBy(status::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessage("migrations:status ended with exit code 1; what is wrong is told above");
  }

  @Test
  void create_writes_a_file() throws Exception {
    CreateMojo create = new CreateMojo();
    create.folder = folder.resolve("src/main/resources/db/changes").toFile();
    create.name = "add note";
    create.execute();

    try (Stream<Path> files = Files.list(create.folder.toPath())) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .containsExactlyInAnyOrder("1_users.sql", "2_add_note.sql");
    }
    create.name = "!";
    assertThatThrownBy(create::execute)
        .isInstanceOf(MojoFailureException.class)
        .hasMessageContaining("a migration needs a name");
  }
}
