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

import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.source.MigrationSource;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.EnumSource;

/** In some languages Java writes numbers with other digits, which SQL does not know. */
@PostgresTest
class LocaleTest {

  private final Locale before = Locale.getDefault();
  private Project project;

  @BeforeEach
  void project(TestDatabase database, @TempDir Path folder) {
    project = new Project(folder, database);
    Locale.setDefault(Locale.forLanguageTag("ar-EG"));
  }

  @AfterEach
  void restore() {
    Locale.setDefault(before);
  }

  /** That of a container without LANG, say. */
  @Test
  @EnabledOnOs(OS.LINUX)
  void a_file_name_that_the_locale_does_not_know_is_told() throws InterruptedException {
    project.file("1_für_uns.sql", "create table a ();");

    try (ChildJvm child =
        ChildJvm.start(
            Reading.class,
            List.of(),
            List.of(project.folder().toString()),
            Map.of("LC_ALL", "POSIX"))) {
      assertThat(child.result(Duration.ofMinutes(1)).toString())
          .contains("SourceException: [unreadable] " + project.folder() + "/1_f")
          .contains(": this process knows no file names with such letters, its locale is for ")
          .contains("fix: start it with LC_ALL=C.UTF-8 in its environment, or rename the file");
    }
  }

  /** Looks for files in a process of its own. */
  static final class Reading {

    private Reading() {}

    public static void main(String[] folder) {
      MigrationSource.of(List.of(Location.of("file:" + folder[0]))).files();
    }
  }

  @ParameterizedTest
  @EnumSource(LockStrategy.class)
  void digits_of_another_language_are_no_part_of_sql_or_messages(LockStrategy lock) {
    assertThat("%d".formatted(12)).isNotEqualTo("12");
    project
        .file("1_a.sql", "create table a (); commit; create table b ();")
        .file("2_c.sql", "create index concurrently c on d (d);")
        .file("1.5_d.sql", "-- UP\ncreate table d (d int);\n-- DOWN\ndrop table d;")
        .file("3_e.sql", "-- UP\nselect 1;\n-- VERIFY\nselect true;\n-- DOWN\nselect 2;");
    Migrator migrator = project.migrator(settings -> settings.lockStrategy(lock));

    assertThat(migrator.dryRun(new Goal.Latest())).doesNotContainPattern("\\p{InArabic}");
    assertThat(migrator.migrate().text())
        .contains("4 migrations done in ")
        .doesNotContainPattern("\\p{InArabic}");
    assertThat(migrator.redo(Set.of())).hasSize(2);
    assertThat(migrator.rollback(1).steps()).hasSize(1);
    assertThat(migrator.status().text()).doesNotContainPattern("\\p{InArabic}");
  }
}
