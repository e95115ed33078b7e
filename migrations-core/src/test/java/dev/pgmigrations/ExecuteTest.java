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

import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.report.MigrationReport;
import java.io.IOException;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.jar.JarEntry;
import java.util.jar.JarOutputStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.core.io.ClassPathResource;

class ExecuteTest extends ProjectTest {

  @TempDir Path scripts;

  @Test
  void a_script_runs_without_a_history() throws IOException {
    MigrationReport report =
        project
            .migrator()
            .execute(script("daily.sql", "create table a (id int);\ninsert into a values (1);"));

    assertThat(report.steps())
        .singleElement()
        .satisfies(step -> assertThat(step.name()).isEqualTo("script daily.sql"));
    assertThat(database.tables()).containsExactly("a");
  }

  @Test
  void what_refuses_a_transaction_runs_alone() throws IOException {
    MigrationReport report =
        project
            .migrator()
            .execute(
                script(
                    "daily.sql",
                    """
                    create table a (id int);
                    create index concurrently i on a (id);
                    vacuum analyze a;
                    create table b ();
                    """));

    assertThat(report.steps().get(0).units()).isEqualTo(4);
    assertThat(database.tables()).containsExactly("a", "b");
  }

  @Test
  void one_transaction_is_kept_or_not() throws IOException {
    Path file = script("daily.sql", "create table a ();\nselect 1 / 0;");

    assertThatThrownBy(() -> project.migrator().execute(file))
        .isInstanceOf(MigrationFailedException.class)
        .hasMessageContaining("daily.sql:2:1 [22012] division by zero")
        .hasMessageContaining("kept: nothing of script daily.sql")
        .hasMessageContaining("fix: correct line 2 and run it again");
    assertThat(database.tables()).isEmpty();
  }

  @Test
  void units_that_are_finished_are_kept() throws IOException {
    Path file = script("daily.sql", "create table a ();\ncommit;\nselect 1 / 0;");

    assertThatThrownBy(() -> project.migrator().execute(file))
        .hasMessageContaining("kept: the first 1 of 2 statements of script daily.sql");
    assertThat(database.tables()).containsExactly("a");
  }

  @Test
  void it_goes_beside_a_history_and_sees_its_schema_and_placeholders() throws IOException {
    project.file("1_a.sql", "create table a ();");
    Migrator migrator =
        project.migrator(
            settings -> settings.schema("app").placeholders(java.util.Map.of("name", "b")));
    migrator.migrate();

    migrator.execute(script("daily.sql", "drop table a;\ncreate table ${name} ();"));

    assertThat(
            database
                .jdbc()
                .sql("select tablename::text from pg_tables where schemaname = 'app' order by 1")
                .query(String.class)
                .list())
        .containsExactly("b", "migration_history");
    assertThat(migrator.status().pending()).isEmpty();
  }

  @Test
  void it_includes_from_around_it() throws IOException {
    script("more/b.sql", "create table b ();\n\\ir c.sql\n");
    script("more/c.sql", "create table c ();");

    project.migrator().execute(script("daily.sql", "create table a ();\n\\i more/b.sql\n"));

    assertThat(database.tables()).containsExactly("a", "b", "c");
  }

  @Test
  void a_script_of_the_class_path_includes_from_around_it(@TempDir Path jar) throws Exception {
    try (JarOutputStream out = new JarOutputStream(Files.newOutputStream(jar.resolve("a.jar")))) {
      entry(out, "jobs/daily.sql", "create table a ();\n\\ir more/b.sql\n");
      entry(out, "jobs/more/b.sql", "create table b ();");
    }
    URL[] urls = {jar.resolve("a.jar").toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, null)) {
      project.migrator().execute(new ClassPathResource("jobs/daily.sql", loader));

      assertThat(database.tables()).containsExactly("a", "b");
      assertThatThrownBy(
              () -> project.migrator().execute(new ClassPathResource("jobs/none.sql", loader)))
          .hasMessageContaining("[no-script] there is no file jobs/none.sql");
    }
  }

  private static void entry(JarOutputStream out, String name, String text) throws IOException {
    out.putNextEntry(new JarEntry(name));
    out.write(text.getBytes(StandardCharsets.UTF_8));
    out.closeEntry();
  }

  @Test
  void a_script_that_is_not_there_is_refused() {
    assertThatThrownBy(() -> project.migrator().execute(scripts.resolve("none.sql")))
        .isInstanceOf(SourceException.class)
        .hasMessageContaining("[no-script] there is no file");
  }

  private Path script(String name, String text) throws IOException {
    Path file = scripts.resolve(name);
    Files.createDirectories(file.getParent());
    return Files.writeString(file, text);
  }
}
