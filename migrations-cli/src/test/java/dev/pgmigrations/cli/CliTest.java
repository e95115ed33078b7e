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

import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** A folder and a database for each test. */
@PostgresTest
abstract class CliTest {

  @TempDir Path folder;
  TestDatabase database;
  Cli cli;

  @BeforeEach
  void cli(TestDatabase fresh) {
    database = fresh;
    cli = new Cli(folder).env("DATABASE_URL", fresh.postgresUrl());
  }

  /** Two versions, both with a way back. */
  void twoVersions() {
    cli.file("db/migrations/1_a.sql", "create table a (id int);\n-- DOWN\ndrop table a;\n")
        .file("db/migrations/2_b.sql", "create table b (id int);\n-- DOWN\ndrop table b;\n");
  }

  /** In a process of its own, whose words are heard at once. */
  ChildJvm migrating(String... more) {
    List<String> arguments =
        new ArrayList<>(
            List.of(
                "migrate",
                "--url=" + database.postgresUrl(),
                "--locations=" + folder.resolve("db/migrations")));
    arguments.addAll(List.of(more));
    return ChildJvm.start(Main.class, List.of(), arguments);
  }

  List<String> tables() {
    return database
        .jdbc()
        .sql(
            "select tablename::text from pg_tables where schemaname = 'public'"
                + " and tablename <> 'migration_history' order by 1")
        .query(String.class)
        .list();
  }

  /** As it stands in the header. */
  String place() {
    return "%s:%d/%s/%s"
        .formatted(database.host(), database.port(), database.name(), database.username());
  }
}
