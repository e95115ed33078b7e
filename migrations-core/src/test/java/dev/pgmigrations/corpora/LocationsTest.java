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
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.OutputStream;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.zip.ZipEntry;
import java.util.zip.ZipOutputStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Where files are found, by what name they are known, and what they may include. */
@PostgresTest
class LocationsTest {

  @TempDir Path folder;
  private TestDatabase database;

  @BeforeEach
  void database(TestDatabase fresh) {
    database = fresh;
  }

  private void migrate(ClassLoader classPath, String... locations) {
    new Migrator(
            MigratorSettings.builder().locations(locations).build(),
            database.dataSource(),
            List.of(),
            classPath)
        .migrate();
  }

  /** With nothing on the class path but what these tests put there. */
  private void migrate(String... locations) throws IOException {
    try (URLClassLoader nothing = new URLClassLoader(new URL[0], null)) {
      migrate(nothing, locations);
    }
  }

  /** The files as the history knows them, in the order in which they ran. */
  private List<String> applied() {
    return database
        .jdbc()
        .sql("select replace(script, ?, '') from migration_history order by id")
        .param(folder + "/")
        .query(String.class)
        .list();
  }

  private void file(String name, String content) throws IOException {
    Path file = folder.resolve(name);
    Files.createDirectories(file.getParent());
    Files.writeString(file, content);
  }

  private String shown(Throwable failure) {
    return String.valueOf(failure.getMessage()).replace(folder + "/", "");
  }

  @Nested
  class In_the_file_system {

    @Test
    void folders_below_a_location_belong_to_it() throws IOException {
      file("db/1_a.sql", "create table a ();");
      file("db/2024/01/2_b.sql", "create table b ();");
      file("db/2023/3_c.sql", "create table c ();");

      migrate("file:" + folder.resolve("db"));

      assertThat(applied()).containsExactly("db/1_a.sql", "db/2024/01/2_b.sql", "db/2023/3_c.sql");
    }

    @ParameterizedTest
    @ValueSource(
        strings = {
          "with spaces/in it",
          "Änderungen für Öl",
          "移行",
          "100%25 + more",
          "a#b",
          "what?",
          "a[1]{2}*",
          "ends in dot."
        })
    void a_folder_may_have_any_name(String name) throws IOException {
      file(name + "/1_a.sql", "create table a ();\n\\ir parts/ein Stück.txt\n");
      file(name + "/parts/ein Stück.txt", "create table part ();\n");
      file(name + "/" + name + "/2_größe + 1.sql", "create table b ();");

      migrate("file:" + folder.resolve(name));

      assertThat(applied())
          .containsExactly(name + "/1_a.sql", name + "/" + name + "/2_größe + 1.sql");
    }

    @Test
    void other_files_are_left_alone() throws IOException {
      file("db/1_a.sql", "create table a ();");
      file("db/2_b.SQL", "create table b ();");
      file("db/README.md", "# Migrations");
      file("db/3_c.sql.bak", "nonsense");
      file("db/4_d.sql~", "nonsense");
      file("db/.5_e.sql.swp", "nonsense");
      file("db/sql", "nonsense");

      migrate("file:" + folder.resolve("db"));

      assertThat(applied()).containsExactly("db/1_a.sql", "db/2_b.SQL");
    }

    @Test
    void several_locations_are_one_history() throws IOException {
      file("tables/1_a.sql", "create table a (id int);");
      file("tables/3_c.sql", "create table c (id int);");
      file("views/2_b.sql", "create view b as select id from a;");

      migrate("file:" + folder.resolve("tables"), "filesystem:" + folder.resolve("views") + "/");

      assertThat(applied()).containsExactly("tables/1_a.sql", "views/2_b.sql", "tables/3_c.sql");
    }

    @Test
    void a_file_in_two_locations_is_one_file() throws IOException {
      file("db/1_a.sql", "create table a ();");
      file("db/more/2_b.sql", "create table b ();");
      String outer = "file:" + folder.resolve("db");

      migrate(outer, outer + "/more", outer + "/", "file:" + folder.resolve("db/../db/more"));

      assertThat(applied()).containsExactly("db/1_a.sql", "db/more/2_b.sql");
    }

    /** Kubernetes mounts each file as a link to a link to a folder that lies there as well. */
    @Test
    void the_files_of_a_mounted_config_map_are_one_file_each() throws IOException {
      file("config/..2026_11_20/1_a.sql", "create table a ();");
      file("config/..2026_11_20/2_b.sql", "create table b ();");
      Files.createSymbolicLink(folder.resolve("config/..data"), Path.of("..2026_11_20"));
      Files.createSymbolicLink(folder.resolve("config/1_a.sql"), Path.of("..data/1_a.sql"));
      Files.createSymbolicLink(folder.resolve("config/2_b.sql"), Path.of("..data/2_b.sql"));

      migrate("file:" + folder.resolve("config"));

      assertThat(applied()).containsExactly("config/1_a.sql", "config/2_b.sql");
    }

    @Test
    void the_way_back_in_a_folder_of_any_name_belongs_to_its_migration() throws IOException {
      file("Änderungen/1_a.sql", "create table a ();");
      file("Änderungen/für Öl/2_b.sql", "create table b ();");
      file("Änderungen/für Öl/rollback_2.sql", "drop table b;");
      String location = "file:" + folder.resolve("Änderungen");
      migrate(location);

      new Migrator(MigratorSettings.builder().locations(location).build(), database.dataSource())
          .rollback(1);

      assertThat(tables()).containsExactly("a");
    }

    @Test
    void all_locations_that_do_not_exist_are_named() throws IOException {
      file("db/1_a.sql", "create table a ();");

      Throwable failure =
          catchThrowable(
              () ->
                  migrate(
                      "file:" + folder.resolve("db"),
                      "file:" + folder.resolve("nowhere"),
                      "classpath:no/where",
                      "file:" + folder.resolve("db/1_a.sql")));

      assertThat(failure).isInstanceOf(SourceException.class);
      assertThat(shown(failure))
          .isEqualTo(
              """
              [no-location] the location file:nowhere does not exist (nowhere)
                fix: create the folder, or correct the location
              [no-location] the location classpath:no/where does not exist
                fix: create src/main/resources/no/where, or correct the location
              [no-location] the location file:db/1_a.sql does not exist (db/1_a.sql)
                fix: create the folder, or correct the location\
              """);
    }
  }

  @Nested
  class In_the_class_path {

    private final Map<String, String> entries = new LinkedHashMap<>();

    /** Some build tools write an entry for each folder, some do not. */
    private Path jar(String name, boolean withFolders) throws IOException {
      Path jar = folder.resolve(name);
      Set<String> written = new LinkedHashSet<>();
      try (OutputStream out = Files.newOutputStream(jar);
          ZipOutputStream zip = new ZipOutputStream(out)) {
        for (Map.Entry<String, String> entry : entries.entrySet()) {
          for (int slash = entry.getKey().indexOf('/');
              withFolders && slash >= 0;
              slash = entry.getKey().indexOf('/', slash + 1)) {
            String parent = entry.getKey().substring(0, slash + 1);
            if (written.add(parent)) {
              zip.putNextEntry(new ZipEntry(parent));
            }
          }
          zip.putNextEntry(new ZipEntry(entry.getKey()));
          zip.write(entry.getValue().getBytes(StandardCharsets.UTF_8));
        }
      }
      return jar;
    }

    private void migrateOn(List<URL> classPath, String... locations) throws IOException {
      try (URLClassLoader loader = new URLClassLoader(classPath.toArray(URL[]::new), null)) {
        migrate(loader, locations);
      }
    }

    private static URL url(Path path) throws IOException {
      return path.toUri().toURL();
    }

    @ParameterizedTest(name = "with entries for folders: {0}")
    @ValueSource(booleans = {true, false})
    void a_jar_is_a_location(boolean withFolders) throws IOException {
      entries.put("db/migrations/1_a.sql", "create table a ();");
      entries.put("db/migrations/more/2_über uns.sql", "create table b ();");
      entries.put("db/migrations/more/3_c + #.sql", "create table c ();");
      entries.put("db/migrations/README.md", "# Migrations");
      entries.put("db/other/9_z.sql", "nonsense");
      Path jar = jar("a jar.jar", withFolders);

      migrateOn(List.of(url(jar)), "classpath:db/migrations");

      assertThat(applied())
          .containsExactly(
              "db/migrations/1_a.sql",
              "db/migrations/more/2_über uns.sql",
              "db/migrations/more/3_c + #.sql");
    }

    @Test
    void all_jars_and_folders_of_the_class_path_are_one_location() throws IOException {
      entries.put("db/migrations/1_a.sql", "create table a ();");
      Path one = jar("one.jar", true);
      entries.clear();
      entries.put("db/migrations/2_b.sql", "create table b ();");
      Path two = jar("two.jar", true);
      file("class es/db/migrations/für uns/3_c.sql", "create table c ();");

      migrateOn(
          List.of(url(one), url(folder.resolve("class es")), url(two)),
          "db/migrations",
          "classpath:/db/migrations/",
          "classpath*:db");

      assertThat(applied())
          .containsExactly(
              "db/migrations/1_a.sql", "db/migrations/2_b.sql", "db/migrations/für uns/3_c.sql");
    }

    @Test
    void a_folder_by_its_place_and_on_the_class_path_is_one_folder() throws IOException {
      file("classes/db/migrations/1_a.sql", "create table a ();");
      Path classes = folder.resolve("classes");

      migrateOn(List.of(url(classes)), "classpath:db/migrations", "file:" + classes.resolve("db"));

      assertThat(applied()).containsExactly("db/migrations/1_a.sql");
    }

    @Test
    void a_location_of_no_jar_does_not_exist() throws IOException {
      entries.put("db/migrations/1_a.sql", "create table a ();");
      Path jar = jar("one.jar", false);

      Throwable failure =
          catchThrowable(() -> migrateOn(List.of(url(jar)), "classpath:migrations"));

      assertThat(failure)
          .hasMessage(
              """
              [no-location] the location classpath:migrations does not exist
                fix: create src/main/resources/migrations, or correct the location\
              """);
    }

    /** An executable jar of Spring Boot keeps the classes of the application like this. */
    @Test
    void a_folder_in_a_jar_may_be_on_the_class_path() throws IOException {
      entries.put("BOOT-INF/classes/db/migrations/1_a.sql", "create table a ();");
      entries.put("BOOT-INF/classes/db/migrations/more/2_b.sql", "create table b ();");
      URL classes =
          URI.create("jar:" + jar("app.jar", true).toUri() + "!/BOOT-INF/classes/").toURL();

      migrateOn(List.of(classes), "classpath:db/migrations");

      assertThat(applied()).containsExactly("db/migrations/1_a.sql", "db/migrations/more/2_b.sql");
    }

    @Test
    void two_jars_with_one_version_are_refused_by_name() throws IOException {
      entries.put("db/migrations/1_a.sql", "create table a ();");
      Path one = jar("one.jar", true);
      entries.clear();
      entries.put("db/migrations/1_b.sql", "create table b ();");
      Path two = jar("two.jar", true);

      Throwable failure =
          catchThrowable(() -> migrateOn(List.of(url(one), url(two)), "classpath:db/migrations"));

      assertThat(failure)
          .hasMessage(
              """
              db/migrations/1_b.sql [same-version] two files have version 1: db/migrations/1_a.sql and db/migrations/1_b.sql
                fix: rename one of them\
              """);
    }

    @ParameterizedTest(name = "with seeds: {0}")
    @ValueSource(booleans = {true, false})
    void two_jars_with_one_file_are_named(boolean withSeeds) throws IOException {
      entries.put("db/migrations/1_a.sql", "create table a ();");
      URL one = url(jar("one.jar", true));
      URL two = url(jar("two.jar", true));
      MigratorSettings.Builder settings = MigratorSettings.builder();
      if (withSeeds) {
        settings.seedLocations(List.of("classpath:db"));
      }
      try (URLClassLoader loader = new URLClassLoader(new URL[] {one, two}, null)) {
        Migrator migrator =
            new Migrator(settings.build(), database.dataSource(), List.of(), loader);

        Throwable failure = catchThrowable(migrator::migrate);

        assertThat(failure)
            .isInstanceOf(SourceException.class)
            .hasMessage(
                """
                db/migrations/1_a.sql [same-name] there are two of this file: jar:%s!/db/migrations/1_a.sql and jar:%s!/db/migrations/1_a.sql
                  fix: remove one of them, or the jar that is there twice\
                """
                    .formatted(one, two));
      }
    }

    @ParameterizedTest(name = "with entries for folders: {0}")
    @ValueSource(booleans = {true, false})
    void a_file_in_a_jar_includes_others(boolean withFolders) throws IOException {
      entries.put(
          "db/migrations/more/1_a.sql",
          """
          \\ir parts/near.txt
          \\i more/parts/from_root.txt
          \\ir ../../shared/outside.txt
          """);
      entries.put("db/migrations/more/parts/near.txt", "create table near ();\n\\ir nearer.txt\n");
      entries.put("db/migrations/more/parts/nearer.txt", "create table nearer ();");
      entries.put("db/migrations/more/parts/from_root.txt", "create table from_root ();");
      entries.put("db/shared/outside.txt", "create table outside ();");

      migrateOn(List.of(url(jar("one.jar", withFolders))), "classpath:db/migrations");

      assertThat(tables()).containsExactly("from_root", "near", "nearer", "outside");
    }
  }

  private List<String> tables() {
    return database
        .jdbc()
        .sql(
            """
            select relname::text from pg_class
            where relkind = 'r' and relnamespace = 'public'::regnamespace
              and relname <> 'migration_history'
            order by relname\
            """)
        .query(String.class)
        .list();
  }

  @Nested
  class Includes {

    @Test
    void ir_is_seen_from_the_file_and_i_from_the_root_of_the_location() throws IOException {
      file(
          "db/more/1_a.sql",
          """
          create table a ();
          \\ir parts/near.txt
          \\i more/parts/from_root.txt
          \\ir '../../shared/with space.txt'
          \\include_relative parts/long_name.txt
          create table z ();
          """);
      file("db/more/parts/near.txt", "create table near ();\n\\ir nearer.txt");
      file("db/more/parts/nearer.txt", "create table nearer ()");
      file("db/more/parts/from_root.txt", "create table from_root ();");
      file("db/more/parts/long_name.txt", "create table long_name ();");
      file("shared/with space.txt", "create table outside ();");

      migrate("file:" + folder.resolve("db"));

      assertThat(tables())
          .containsExactly("a", "from_root", "long_name", "near", "nearer", "outside", "z");
    }

    @Test
    void an_absent_file_is_shown_where_it_is_included() throws IOException {
      file("db/1_a.sql", "create table a ();\n\\ir parts/absent.txt\n");

      Throwable failure = catchThrowable(() -> migrate("file:" + folder.resolve("db")));

      assertThat(shown(failure))
          .isEqualTo(
              """
              db/1_a.sql:2:1 [no-include] there is no file 'parts/absent.txt'
                2 | \\ir parts/absent.txt
                  | ^
                fix: \\ir is seen from the folder of this file, \\i from the root of the location\
              """);
    }

    @Test
    void a_failing_statement_is_shown_in_the_file_it_stands_in() throws IOException {
      file("db/1_a.sql", "create table a ();\n\\ir parts/part.txt\n");
      file("db/parts/part.txt", "create table b ();\nselect 1,\n  nonsense;\n");

      Throwable failure = catchThrowable(() -> migrate("file:" + folder.resolve("db")));

      assertThat(shown(failure))
          .isEqualTo(
              """
              db/parts/part.txt:3:3 [42703] column "nonsense" does not exist
                3 |   nonsense;
                  |   ^
                kept: nothing of 1
                fix: correct line 3 and run migrate again\
              """);
    }

    @Test
    void a_changed_included_file_is_a_changed_migration() throws IOException {
      file("db/1_a.sql", "\\ir parts/part.txt\n");
      file("db/parts/part.txt", "create table b ();");
      migrate("file:" + folder.resolve("db"));

      file("db/parts/part.txt", "create table c ();");

      assertThat(catchThrowable(() -> migrate("file:" + folder.resolve("db"))))
          .hasMessageContaining("[changed] 1 was applied from a different text");
    }

    @Test
    void files_that_include_each_other_are_refused() throws IOException {
      file("db/1_a.sql", "\\ir parts/b.txt\n");
      file("db/parts/b.txt", "create table b ();\n\\ir ../1_a.sql\n");

      Throwable failure = catchThrowable(() -> migrate("file:" + folder.resolve("db")));

      assertThat(shown(failure))
          .isEqualTo(
              """
              db/parts/b.txt:2:1 [include-cycle] db/1_a.sql includes itself
                2 | \\ir ../1_a.sql
                  | ^
                fix: remove one of the includes: db/1_a.sql > db/parts/b.txt > db/1_a.sql\
              """);
    }
  }
}
