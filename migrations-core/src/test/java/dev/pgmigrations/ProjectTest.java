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

package dev.pgmigrations;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.io.TempDir;

/** What tests with a folder of files beside a fresh database have in common. */
@PostgresTest
abstract class ProjectTest {

  @TempDir Path folder;
  TestDatabase database;
  Project project;

  @BeforeEach
  void project(TestDatabase fresh) {
    database = fresh;
    project = new Project(folder, connections(fresh.dataSource()));
  }

  /** The active row of the history, of which there is one: {@code up done 2/2 1}. */
  String row() {
    return database
        .jdbc()
        .sql(
            "select concat_ws(' ', direction, state, statements_done || '/' || statements_total,"
                + " units) from migration_history where active")
        .query(String.class)
        .single();
  }

  /** Some are also tried with connections that do not unwrap. */
  DataSource connections(DataSource dataSource) {
    return dataSource;
  }
}
