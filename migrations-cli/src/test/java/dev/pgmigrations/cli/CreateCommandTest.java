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

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class CreateCommandTest {

  @TempDir Path folder;
  private Cli cli;

  @BeforeEach
  void cli() {
    cli = new Cli(folder);
  }

  @Test
  void prints_the_path_of_the_new_file() {
    Cli.Result result = cli.run("create", "add", "user", "note");

    assertThat(result.exitCode()).isZero();
    assertThat(result.err()).isEmpty();
    assertThat(result.out()).matches("db/migrations/\\d{14}_add_user_note\\.sql\n");
    assertThat(folder.resolve(result.out().strip())).hasContent("-- UP\n\n-- DOWN\n\n");
  }

  @Test
  void goes_into_the_resources_of_a_java_project() throws IOException {
    Files.createDirectories(folder.resolve("src/main"));

    assertThat(cli.run("create", "a", "--sequential").out())
        .isEqualTo("src/main/resources/db/migrations/001_a.sql\n");
    assertThat(cli.run("create", "b").out())
        .isEqualTo("src/main/resources/db/migrations/002_b.sql\n");
    assertThat(cli.run("create", "b", "--timestamp").out()).contains("migrations/20");
  }

  @Test
  void writes_tables_and_a_rollback_file() throws IOException {
    cli.file("db/templates/notes.sql", "create table notes (text text);\n");

    Cli.Result result =
        cli.run(
            "create",
            "two",
            "-l",
            "db/migrations",
            "-t",
            "users",
            "--table",
            "notes",
            "--rollback-file",
            "--sequential");

    assertThat(result.out())
        .isEqualTo("db/migrations/001_two.sql\ndb/migrations/rollback_001_two.sql\n");
    assertThat(Files.readString(folder.resolve("db/migrations/001_two.sql")))
        .contains("create table users (", "create table notes (text text);");
    assertThat(folder.resolve("db/migrations/rollback_001_two.sql"))
        .hasContent("drop table notes;\ndrop table users;\n");
  }

  @Test
  void takes_the_statements_of_a_file() {
    cli.file("views.sql", "create view v as select 1 as one;\n");

    Cli.Result result = cli.run("create", "views", "--sequential", "--from-sql", "views.sql");

    assertThat(folder.resolve(result.out().strip()))
        .hasContent("-- UP\ncreate view v as select 1 as one;\n\n-- DOWN\n\n");
  }

  @Test
  void is_a_document_on_request() {
    assertThat(
            cli.run("create", "a", "--sequential", "--json").document().at("/files/0").asString())
        .endsWith("db/migrations/001_a.sql");
  }

  @Test
  void wrong_usage_writes_nothing() {
    assertThat(cli.run("create").exitCode()).isEqualTo(2);
    assertThat(cli.run("create", "a", "--sequential", "--timestamp").exitCode()).isEqualTo(2);
    assertThat(cli.run("create", "!?").exitCode()).isEqualTo(1);
    assertThat(cli.run("create", "a", "-l", "classpath:db/migrations").exitCode()).isEqualTo(2);
    assertThat(cli.run("create", "a", "--from-sql", "none.sql").exitCode()).isEqualTo(1);
    assertThat(folder).isEmptyDirectory();
  }
}
