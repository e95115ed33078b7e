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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.event.MigrationEvent;
import java.util.List;
import org.junit.jupiter.api.Test;

class LongStatementTest extends ProjectTest {

  @Test
  void the_statement_of_a_pipeline_that_runs_long_is_told_with_its_line() {
    project.file(
        "1_slow.sql", "create table t (a int);\nselect 1;\nselect pg_sleep(2.2);\nselect 2;\n");

    project.migrator().migrate();

    List<MigrationEvent> told =
        project.events().stream()
            .filter(MigrationEvent.StatementRunning.class::isInstance)
            .toList();
    assertThat(told)
        .isNotEmpty()
        .allSatisfy(
            event ->
                assertThat(((MigrationEvent.StatementRunning) event).place())
                    .endsWith("1_slow.sql:3:1"));
    assertThat(project.events().indexOf(told.get(told.size() - 1)))
        .isLessThan(
            project.events().stream()
                .map(Object::getClass)
                .toList()
                .indexOf(MigrationEvent.StepFinished.class));
  }

  @Test
  void nobody_is_told_of_what_is_quick_and_no_second_session_is_opened() {
    project.file("1_quick.sql", "create table sessions as select * from pg_stat_activity;\n");

    project.migrator().migrate();

    assertThat(project.events()).noneMatch(MigrationEvent.StatementRunning.class::isInstance);
    assertThat(
            database
                .jdbc()
                .sql("select count(*) from sessions where application_name like '% watch'")
                .query(Integer.class)
                .single())
        .isZero();
  }
}
