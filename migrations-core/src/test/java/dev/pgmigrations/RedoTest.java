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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.report.MigrationReport;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;

class RedoTest extends ProjectTest {

  @Test
  void the_last_version_is_applied_again_as_its_file_is_now() {
    project
        .file("1_a.sql", "create table a ();\n-- DOWN\ndrop table a;")
        .file("2_b.sql", "create table b ();\n-- DOWN\ndrop table b;");
    project.migrator().migrate();
    project
        .file("2_b.sql", "create table b (id int);\n-- DOWN\ndrop table b;")
        .file("3_c.sql", "create table c ();");

    List<MigrationReport> reports = project.migrator().redo(Set.of());

    assertThat(reports)
        .flatExtracting(MigrationReport::steps)
        .extracting(step -> step.direction().stored() + " " + step.name())
        .containsExactly("down 2 b", "up 2 b");
    assertThat(columns("b")).containsExactly("id");
    assertThat(columns("c")).isEmpty();
  }

  @Test
  void without_anything_applied_nothing_is_applied() {
    project.file("1_a.sql", "create table a ();\n-- DOWN\ndrop table a;");

    assertThat(project.migrator().redo(Set.of()))
        .singleElement()
        .satisfies(report -> assertThat(report.isNothing()).isTrue());
  }

  @Test
  void without_a_way_back_nothing_happens() {
    project.file("1_a.sql", "create table a (id int);");
    project.migrator().migrate();

    assertThatThrownBy(() -> project.migrator().redo(Set.of()))
        .isInstanceOf(PlanRejectedException.class);
    assertThat(columns("a")).containsExactly("id");
  }

  private List<String> columns(String table) {
    return database
        .jdbc()
        .sql("select column_name::text from information_schema.columns where table_name = ?")
        .param(table)
        .query(String.class)
        .list();
  }
}
