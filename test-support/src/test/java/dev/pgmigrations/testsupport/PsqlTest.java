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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.opentest4j.TestAbortedException;

@PostgresTest
class PsqlTest {

  private static final String WITH_DATA =
      """
      create table t (id int, note text);
      copy t (id, note) from stdin;
      1\tone; and a half
      2\t\\N
      \\.
      select 'done';
      """;

  @TempDir Path folder;
  private Psql psql;

  @BeforeEach
  void find() {
    psql = Psql.find().orElseThrow(() -> new TestAbortedException("There is no psql on the PATH"));
  }

  @Test
  void a_script_with_data_is_restored(TestDatabase database) throws IOException {
    database.restore(file(WITH_DATA));

    assertThat(database.jdbc().sql("select note from t where id = 1").query(String.class).single())
        .isEqualTo("one; and a half");
  }

  @Test
  void the_result_has_the_output(TestDatabase database) throws IOException {
    Psql.Result result = psql.runFile(database, file(WITH_DATA), "--tuples-only", "--quiet");

    assertThat(result).isEqualTo(new Psql.Result(0, " done\n\n"));
  }

  @Test
  void a_failure_of_restore_says_what_psql_said(TestDatabase database) {
    assertThatThrownBy(() -> database.restore(file("\\echo begin\nselect wrong;")))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("column \"wrong\" does not exist");
  }

  private Path file(String text) throws IOException {
    return Files.writeString(folder.resolve("script.sql"), text);
  }
}
