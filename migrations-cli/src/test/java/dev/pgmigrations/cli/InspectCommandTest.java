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

import java.sql.Connection;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import tools.jackson.databind.JsonNode;

class InspectCommandTest extends CliTest {

  @Test
  void shows_sizes_use_and_connections() throws Exception {
    database.execute(
        "create table a (id int primary key, b int); create index unused on a (b);"
            + " insert into a select g, g from generate_series(1, 1000) g");
    database.jdbc().sql("analyze a").update();

    try (Connection other = database.dataSource().getConnection()) {
      assertThat(other.isValid(5)).isTrue();
      Cli.Result result = cli.run("inspect");

      assertThat(result.exitCode()).as(result.toString()).isZero();
      assertThat(result.out())
          .containsPattern("public\\.a +about 1000 +\\d+ kB +\\d+ kB\n")
          .containsPattern("public\\.unused +public\\.a +\\d+ kB +0 +never used\n")
          .containsPattern("public\\.a_pkey +public\\.a +\\d+ kB +0\n")
          .containsPattern("idle +1 +\\d+ s\n");
    }
  }

  @Test
  void is_one_document_on_request() {
    database.execute("create table a (id int primary key)");

    JsonNode document = cli.run("inspect", "--json", "--limit", "1").document();

    assertThat(document.propertyNames())
        .containsExactly("command", "exitCode", "database", "tables", "indexes", "connections");
    assertThat(document.at("/tables/0/name").asString()).isEqualTo("public.a");
    assertThat(document.at("/indexes/0/enforces").asBoolean()).isTrue();
  }

  @Test
  void a_database_that_is_not_there_is_a_few_lines() {
    Cli.Result result =
        cli.run("inspect", "--url", database.postgresUrl().replace(database.name(), "nowhere"));

    assertThat(result.exitCode()).isEqualTo(1);
    assertThat(result.err()).contains("nowhere").contains("fix:");
    assertThat(result.err().lines().count()).isLessThan(8);
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1.0 kB",
    "8192, 8.0 kB",
    "16384, 16 kB",
    "1610612736, 1.5 GB"
  })
  void sizes_are_rounded(long bytes, String text) {
    assertThat(InspectAnswer.size(bytes)).isEqualTo(text);
  }
}
