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

package dev.pgmigrations.bulk;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.counts.ChildMigration;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Files far larger than what a small container gives a Java process. */
@PostgresTest
class BulkTest {

  private static final int ROWS = 1 << 20;
  private static final int BYTES_A_ROW = 100;

  @TempDir Path folder;

  @Test
  void a_hundred_megabytes_of_inserts_need_no_more_than_256_of_heap(TestDatabase database)
      throws Exception {
    try (Writer file = Files.newBufferedWriter(folder.resolve("1_inserts.sql"))) {
      file.write("create table note (id int, body text);\n");
      for (int i = 1; i <= ROWS; i++) {
        line(file, "insert into note values (%d, '".formatted(i), "');");
      }
    }

    migrate(database);
  }

  @Test
  void a_hundred_megabytes_of_copy_need_no_more_than_256_of_heap(TestDatabase database)
      throws Exception {
    try (Writer file = Files.newBufferedWriter(folder.resolve("1_copy.sql"))) {
      file.write("create table note (id int, body text);\ncopy note from stdin;\n");
      for (int i = 1; i <= ROWS; i++) {
        line(file, i + "\t", "");
      }
      file.write("\\.\n");
    }

    migrate(database);
  }

  private static void line(Writer file, String start, String end) throws IOException {
    file.write(start);
    file.write("x".repeat(BYTES_A_ROW - start.length() - end.length() - 1));
    file.write(end);
    file.write('\n');
  }

  private void migrate(TestDatabase database) throws Exception {
    ChildJvm.Result result;
    try (ChildMigration child = ChildMigration.start(database, folder, "-Xmx256m")) {
      result = child.awaitReady().go().result();
    }

    assertThat(result.exitCode()).as(result.toString()).isZero();
    assertThat(
            database
                .jdbc()
                .sql("select count(*) || ' ' || sum(id) from note")
                .query(String.class)
                .single())
        .isEqualTo(ROWS + " " + (long) ROWS * (ROWS + 1) / 2);
    System.out.printf("100 MB with -Xmx256m: %d ms%n", result.number("took-ms"));
  }
}
