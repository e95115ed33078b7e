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
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.jdbc.core.simple.JdbcClient;

@PostgresTest
class JavaMigrationTest {

  record Fill(String sql) implements JavaMigration.Reversible {

    @Override
    public Version version() {
      return Version.of("2");
    }

    @Override
    public String description() {
      return "fill";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("insert into a values (?)").param(1).update();
      jdbc.sql(sql).query(Integer.class).single();
    }

    @Override
    public void down(JdbcClient jdbc) {
      jdbc.sql("delete from a").update();
    }
  }

  @TempDir Path folder;

  private static long count(TestDatabase database) {
    return database.jdbc().sql("select count(*) from a").query(Long.class).single();
  }

  private Migrator migrator(TestDatabase database, JavaMigration code) {
    return new Project(folder, database)
        .file("1_a.sql", "-- UP\ncreate table a (id int);\n-- DOWN\ndrop table a;\n")
        .file("3_b.sql", "-- UP\nalter table a add b int;\n-- DOWN\nalter table a drop b;\n")
        .migrator(s -> s.javaMigrations(List.of(code)));
  }

  @Test
  void runs_among_the_files_and_is_undone(TestDatabase database) {
    Migrator migrator = migrator(database, new Fill("select 1"));

    assertThat(migrator.migrate().steps())
        .extracting(s -> s.id().key())
        .containsExactly("1", "2", "3");
    assertThat(migrator.migrate().isNothing()).isTrue();
    assertThat(count(database)).isEqualTo(1);
    migrator.rollback(new Goal.RollbackTo(Version.of("1"), Set.of()));

    assertThat(count(database)).isZero();
    assertThat(migrator.status().pending()).hasSize(2);
  }

  @Test
  void an_exception_undoes_it_and_says_where(TestDatabase database) {
    Migrator migrator = migrator(database, new Fill("select 1 / 0"));

    assertThat(catchThrowable(migrator::migrate))
        .hasMessage(
            """
            dev.pgmigrations.JavaMigrationTest$Fill [22012] division by zero
              kept: nothing of 2; 1 is applied
              fix: correct the class and run migrate again""");
    assertThat(count(database)).isZero();
  }

  @Test
  void a_printed_run_stops_at_code(TestDatabase database) {
    assertThat(migrator(database, new Fill("select 1")).dryRun(new Goal.Latest()))
        .contains(
            "2 is the Java class dev.pgmigrations.JavaMigrationTest$Fill, which psql cannot run");
  }
}
