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

package dev.pgmigrations.corpora;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import dev.pgmigrations.testsupport.WrappedDataSource;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** The real histories of other projects end here where they ended there. */
@PostgresTest
class CorpusMigrateTest {

  /** How statements reach the server. */
  enum Way {
    PIPELINE,
    ONE_BY_ONE;

    DataSource to(TestDatabase database) {
      return this == PIPELINE
          ? database.dataSource()
          : new WrappedDataSource(database.dataSource());
    }
  }

  @TempDir Path folder;

  static Stream<Arguments> histories() {
    return Stream.of(
            "flyway-marquez",
            "pairs-svix",
            "diesel-crates-io",
            "pgmigrations-supabase-storage",
            "dbmate-cloak",
            "goose-nais-api",
            "dump-chinook",
            "mybatis-picthor")
        .flatMap(name -> Stream.of(Way.values()).map(way -> Arguments.of(name, way)));
  }

  @ParameterizedTest(name = "{0} {1}")
  @MethodSource("histories")
  void a_history_ends_in_its_schema_and_rows_and_then_there_is_nothing_to_do(
      String name, Way way, TestDatabase database, TestDatabase empty) {
    assumeTrue(
        Postgres.majorVersion() >= 15 || !name.equals("goose-nais-api"),
        "NULLS NOT DISTINCT came with PostgreSQL 15");
    CorpusProject project = CorpusProject.of(name, folder, database, way.to(database));

    MigrationReport first = project.migrator().migrate();
    MigrationReport second = project.migrator().migrate();

    assertThat(first.steps()).hasSameSizeAs(project.corpus().steps());
    assertThat(first.warnings()).isEmpty();
    assertThat(project.snapshot().differencesFrom(project.expected(empty))).isEqualTo(List.of());
    assertThat(project.rows()).isEqualTo(project.corpus().expectedRows());
    assertThat(second.isNothing()).isTrue();
    assertThat(second.warnings()).isEmpty();
  }
}
