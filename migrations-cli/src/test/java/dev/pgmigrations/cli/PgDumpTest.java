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

import dev.pgmigrations.testsupport.InstalledPostgres;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.Psql;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What goes through pg_dump, with that of this machine on a server of its own version. */
class PgDumpTest {

  private static OwnServer server;
  private static Path binaries;

  @TempDir Path folder;
  private TestDatabase database;
  private Cli cli;

  @BeforeAll
  static void start() {
    InstalledPostgres installed =
        InstalledPostgres.find()
            .orElseGet(() -> Assumptions.abort("no PostgreSQL with pg_dump is installed here"));
    binaries = installed.binaries();
    server = installed.start();
  }

  @AfterAll
  static void stop() {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void database() {
    database = server.create();
    cli =
        new Cli(folder)
            .env("DATABASE_URL", database.postgresUrl())
            .env("PATH", binaries.toString());
    cli.file("db/migrations/1_a.sql", "create table a (id int primary key, name text not null);");
    cli.file(
        "db/migrations/2_f.sql",
        "create function f() returns text language sql as $$select 'x\n\\unrestrict me\n'$$;");
  }

  @Test
  void a_migration_dumps_the_database_first_if_anything_is_pending() throws Exception {
    cli.run("migrate", "--to", "1");
    assertThat(cli.run("migrate", "--to", "1", "--backup", "none.sql").exitCode()).isZero();
    assertThat(folder.resolve("none.sql")).doesNotExist();

    assertThat(cli.run("migrate", "--backup", "before.sql").exitCode()).isZero();
    assertThat(Files.readString(folder.resolve("before.sql")))
        .contains("CREATE TABLE public.a")
        .doesNotContain("CREATE FUNCTION");
    assertThat(cli.run("migrate", "--backup", "before.sql").out()).isEqualTo("nothing to do\n");
    cli.file("db/migrations/3_c.sql", "create table c (id int);");
    Cli.Result again = cli.run("migrate", "--backup", "before.sql");
    assertThat(again.exitCode()).isEqualTo(2);
    assertThat(again.err()).contains("before.sql is there already and is not overwritten");
  }

  @Test
  void a_schema_file_is_steady_and_builds_the_schema_again() throws Exception {
    cli.run("migrate");

    Cli.Result written = cli.run("schema", "--output", "schema.sql");

    assertThat(written.exitCode()).as(written.toString()).isZero();
    String text = Files.readString(folder.resolve("schema.sql"));
    assertThat(text)
        .containsPattern(
            "\\A-- Schema of a PostgreSQL \\d+ database, written with pg_dump \\d+ by ")
        .contains("CREATE TABLE public.a", "\\unrestrict me")
        .doesNotContain("migration_history;", "Dumped by", "\n\\restrict", "OWNER TO");
    assertThat(cli.run("schema").out()).isEqualTo(text);
    assertThat(cli.run("schema", "--check", "schema.sql").exitCode()).isZero();
    TestDatabase built = server.create();
    Psql psql = Psql.find().orElseGet(() -> Assumptions.abort("no psql on the PATH"));
    assertThat(
            psql.runFile(built, folder.resolve("schema.sql"), "--set=ON_ERROR_STOP=1").exitCode())
        .isZero();
    assertThat(built.snapshot().differencesFrom(database.snapshot("public.migration_history")))
        .isEmpty();
  }
}
