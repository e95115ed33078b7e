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
import java.net.ServerSocket;
import java.nio.file.Files;
import org.junit.jupiter.api.Test;

class ConnectingTest extends CliTest {

  @Test
  void a_server_that_is_not_there_is_a_few_lines() throws IOException {
    twoVersions();
    int port;
    try (ServerSocket socket = new ServerSocket(0)) {
      port = socket.getLocalPort();
    }

    Cli.Result result =
        cli.run("status", "--url", "postgres://me@localhost:%d/app".formatted(port));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .startsWith("status on localhost:%d/app/me (--url)\n".formatted(port))
        .contains("fix:");
    assertThat(result.err().lines().count()).isLessThan(8);
  }

  @Test
  void a_database_that_is_not_there_is_a_few_lines() {
    twoVersions();

    Cli.Result result =
        cli.run("status", "--url", database.postgresUrl().replace(database.name(), "nowhere"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("nowhere").contains("fix:");
  }

  @Test
  void variables_of_libpq_are_enough() {
    twoVersions();
    cli.without("DATABASE_URL")
        .env("PGHOST", database.host())
        .env("PGPORT", Integer.toString(database.port()))
        .env("PGDATABASE", database.name())
        .env("PGUSER", database.username())
        .env("PGPASSWORD", database.password());

    Cli.Result result = cli.run("migrate");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(result.err()).startsWith("migrate on " + place());
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void an_env_file_is_enough() {
    twoVersions();
    cli.without("DATABASE_URL")
        .file(
            ".env",
            """
            # of this project
            export DB_HOST=%s
            DB_PORT=%d   # not the usual one
            DB_NAME='%s'
            DB_USER="%s"
            DB_PASSWORD="%s"
            """
                .formatted(
                    database.host(),
                    database.port(),
                    database.name(),
                    database.username(),
                    database.password()));

    assertThat(cli.run("status").exitCode()).isEqualTo(2);
    assertThat(cli.run("status", "--env-file", ".env").exitCode()).isZero();
  }

  @Test
  void locations_may_be_several_and_of_any_form() {
    cli.file("one/1_a.sql", "create table a ();").file("two/2_b.sql", "create table b ();");

    Cli.Result result = cli.run("migrate", "-l", "one", "--locations", "file:" + folder + "/two");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void the_folder_of_a_java_project_comes_first() {
    twoVersions();
    cli.file("src/main/resources/db/migrations/1_x.sql", "create table x ();");

    cli.run("migrate");

    assertThat(tables()).containsExactly("x");
  }

  @Test
  void schema_history_and_placeholders_are_as_given() {
    cli.file("db/migrations/1_a.sql", "create table ${name} ();");

    Cli.Result result =
        cli.run(
            "migrate",
            "--schema",
            "app",
            "--history-table",
            "public.app_history",
            "--placeholder",
            "name=things");

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(
            database
                .jdbc()
                .sql("select to_regclass('app.things')::text")
                .query(String.class)
                .single())
        .isEqualTo("app.things");
    assertThat(tables()).containsExactly("app_history");
  }

  @Test
  void a_log_file_keeps_what_happened() throws IOException {
    twoVersions();

    cli.run("migrate", "--log-file", "logs/run.log");
    cli.run("status", "--log-file", "logs/run.log");

    assertThat(Files.readString(folder.resolve("logs/run.log")))
        .contains("migrate on " + place(), "Applied 1 a", "Applied 2 b", "status on " + place())
        .doesNotContain(":%s@".formatted(database.password()));
  }
}
