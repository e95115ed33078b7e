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
import static org.assertj.core.api.Assertions.assertThatCode;

import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.report.StatusReport;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

@PostgresTest
class StatusTest {

  @TempDir Path folder;

  @Test
  void shows_every_migration_of_files_and_history(TestDatabase database) {
    Project project =
        new Project(folder, database)
            .file("1_a.sql", "create table a ();")
            .file("2_b.sql", "create table b ();")
            .file("3_c.sql", "create table c ();\nvacuum a;")
            .file("R_v.sql", "create view v as select 1 as one;");
    project.migrator().migrate();
    project
        .file("1_a.sql", "create table a (id int);")
        .delete("2_b.sql")
        .file("4_d.sql", "select 1;");

    String text =
        project
            .migrator()
            .status()
            .text()
            .replace(folder + "/", "")
            .replaceAll("\\d{4}-\\d\\d-\\d\\dT\\d\\d:\\d\\d:\\d\\dZ", "2026-11-20T12:00:00Z")
            .replaceAll("on \\d{4}-\\d\\d-\\d\\d", "on 2026-11-20")
            .replaceAll("\\d+ ms", "1 ms");

    assertThat(text)
        .isEqualTo(
            """
            version       description  state    units  applied at            by        took
            1             a            changed  1      2026-11-20T12:00:00Z  postgres  1 ms
            2             b            missing  1      2026-11-20T12:00:00Z  postgres  1 ms
            3             c            applied  2      2026-11-20T12:00:00Z  postgres  1 ms
            4             d            pending
            repeatable v  v            applied  1      2026-11-20T12:00:00Z  postgres  1 ms
            1_a.sql [changed] 1 was applied from a different text (on 2026-11-20)
              fix: restore the applied text, or put the change into a new migration; if the edit is right as it is: accept 1
            [missing] 2 (b) is applied, but its file 2_b.sql is gone
              fix: bring the file back, or undo it: rollback only 2
            """);
  }

  @Test
  void what_is_pending_below_the_latest_is_out_of_order(TestDatabase database) {
    Project project = new Project(folder, database).file("2_b.sql", "select 1;");
    project.migrator().migrate();
    project.file("1_a.sql", "select 1;").file("3_c.sql", "select 1;");

    StatusReport status = project.migrator().status();

    assertThat(status.rows())
        .extracting(row -> row.id() + " " + row.standing().words())
        .containsExactly("1 out of order", "2 applied", "3 pending");
    assertThat(status.pending()).extracting(row -> row.id().key()).containsExactly("1", "3");
  }

  @Test
  void a_report_says_what_was_done(TestDatabase database) {
    Project project = new Project(folder, database).file("1_a.sql", "create table a ();");

    MigrationReport report = project.migrator().migrate();

    assertThat(report.text().replaceAll("\\d+ ms", "1 ms"))
        .isEqualTo("  + 1 a (1 ms)\n1 migration done in 1 ms\n");
    assertThat(project.migrator().migrate().text()).isEqualTo("nothing to do\n");
  }

  @Test
  void pending_versions_are_no_disagreement(TestDatabase database) {
    Project project = new Project(folder, database).file("1_a.sql", "create table a ();");

    assertThatCode(() -> project.migrator().validate()).doesNotThrowAnyException();
    assertThat(database.snapshot().items())
        .noneMatch(item -> item.toString().contains("migration_history"));
  }
}
