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

import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** On a server that asks for passwords. */
class PasswordTest {

  private static final String PASSWORD = "p:ss\\word";

  private static OwnServer server;
  private static TestDatabase database;

  @TempDir Path folder;
  private Cli cli;

  @BeforeAll
  static void start() {
    server = OwnServer.startWithPasswords();
    database = server.create();
    server.execute("create role keeper login superuser password '%s'".formatted(PASSWORD));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  @BeforeEach
  void cli() {
    cli = new Cli(folder).file("db/migrations/1_a.sql", "select 1;");
  }

  @Test
  void a_wrong_one_is_a_few_lines_without_it() {
    Cli.Result result = cli.env("PGPASSWORD", "wrong-one").run("migrate", "--url", url());

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err())
        .contains("[28P01] no connection to the database: ")
        .contains("password authentication failed for user \"keeper\"")
        .contains("fix:");
    assertThat(result.err().lines().count()).isLessThan(8);
    assertThat(result.out() + result.err()).doesNotContain("wrong-one");
  }

  @Test
  void the_right_one_may_be_in_a_variable() {
    assertThat(cli.env("PGPASSWORD", PASSWORD).run("status", "--url", url()).exitCode()).isZero();
  }

  @Test
  void the_driver_looks_into_pgpass_by_itself() throws IOException {
    Path file = folder.resolve("pgpass");
    Files.writeString(
        file,
        "%s:%d:%s:keeper:p\\:ss\\\\word\n"
            .formatted(database.host(), server.port(), database.name()));
    if (Files.getFileStore(file).supportsFileAttributeView("posix")) {
      Files.setPosixFilePermissions(file, PosixFilePermissions.fromString("rw-------"));
    }

    assertThat(cli.run("status", "--url", url()).exitCode()).isEqualTo(1);
    System.setProperty("org.postgresql.pgpassfile", file.toString());
    try {
      Cli.Result result = cli.run("status", "--url", url());
      assertThat(result.exitCode()).as(result.toString()).isZero();
    } finally {
      System.clearProperty("org.postgresql.pgpassfile");
    }
  }

  private static String url() {
    return "postgres://keeper@%s:%d/%s".formatted(database.host(), server.port(), database.name());
  }
}
