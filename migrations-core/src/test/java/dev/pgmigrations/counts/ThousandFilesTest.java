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

package dev.pgmigrations.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class ThousandFilesTest {

  @TempDir Path folder;

  @Test
  void a_thousand_applied_files_are_found_to_be_applied(TestDatabase database) throws Exception {
    files();
    new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(), database.dataSource())
        .migrate();

    for (int i = 1; i <= 3; i++) {
      ChildJvm.Result result;
      try (ChildMigration child = ChildMigration.start(database, folder)) {
        result = child.awaitReady().go().result();
      }
      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.number("steps")).isZero();
      System.out.printf(
          "1,000 files, nothing pending, cold JVM: connected after %d ms, plan found %d ms later%n",
          result.number("connected-ms"), result.number("planned-ms"));
    }
  }

  private void files() throws IOException {
    for (int i = 1; i <= 1000; i++) {
      Files.writeString(
          folder.resolve("%04d_table_%d.sql".formatted(i, i)),
          """
          -- What an order of kind %1$d is, and who may see it.
          -- UP
          create table t%1$d (
            id bigint generated always as identity primary key,
            name text not null check (name <> ''),
            note text,
            created_at timestamptz not null default now()
          );

          comment on table t%1$d is 'Orders of kind %1$d; one row for each.';

          create index t%1$d_name on t%1$d (name, created_at desc);

          create function f%1$d(p bigint) returns text language sql stable as $$
            select name from t%1$d where id = p
          $$;

          -- DOWN
          drop function f%1$d(bigint);
          drop table t%1$d;
          """
              .formatted(i));
    }
  }
}
