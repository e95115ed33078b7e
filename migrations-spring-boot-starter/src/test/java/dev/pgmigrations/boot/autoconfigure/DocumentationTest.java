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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.TestFactory;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.boot.context.properties.bind.BindHandler;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.context.properties.bind.handler.NoUnboundElementsBindHandler;
import org.springframework.boot.context.properties.source.MapConfigurationPropertySource;
import org.springframework.boot.env.YamlPropertySourceLoader;
import org.springframework.core.env.EnumerablePropertySource;
import org.springframework.core.env.PropertySource;
import org.springframework.core.io.ByteArrayResource;

/** What the README and the recipes tell people to write. */
@PostgresTest
class DocumentationTest {

  private static final List<Path> PAGES =
      List.of(Path.of("..", "README.md"), Path.of("..", "docs", "recipes.md"));

  /** A fenced block, indented or not. */
  private static final Pattern BLOCK = Pattern.compile("(?ms)^( *)```(\\w+)\\n(.*?)^ *```$");

  private static final Pattern VARIABLE =
      Pattern.compile("name: (MIGRATIONS_\\w+), value: \"?([^\"} ]+)");

  /** Of another module, the one for tests. */
  private static final String FOR_TESTS = "migrations.test.";

  @TempDir Path folder;

  @TestFactory
  Stream<DynamicTest> yaml_is_bound_as_it_stands() {
    List<String> blocks = blocks("yaml");
    assertThat(blocks).hasSizeGreaterThan(8);
    return Stream.iterate(0, i -> i < blocks.size(), i -> i + 1)
        .map(
            i ->
                DynamicTest.dynamicTest(
                    blocks.get(i).lines().findFirst().orElseThrow() + " #" + i,
                    () -> bind(blocks.get(i))));
  }

  private static void bind(String yaml) throws IOException {
    Map<String, Object> values = new HashMap<>();
    for (PropertySource<?> source :
        new YamlPropertySourceLoader()
            .load("doc", new ByteArrayResource(yaml.getBytes(StandardCharsets.UTF_8)))) {
      for (String name : ((EnumerablePropertySource<?>) source).getPropertyNames()) {
        if (name.startsWith("migrations.") && !name.startsWith(FOR_TESTS)) {
          values.put(name, source.getProperty(name).toString().replaceAll("\\$\\{.*}", "secret"));
        }
      }
    }
    Matcher variable = VARIABLE.matcher(yaml);
    while (variable.find()) {
      values.put(MigrationsMetadataTest.propertyOf(variable.group(1)), variable.group(2));
    }
    if (!values.isEmpty()) {
      new Binder(new MapConfigurationPropertySource(values))
          .bind(
              "migrations",
              Bindable.of(MigrationsProperties.class),
              new NoUnboundElementsBindHandler(BindHandler.DEFAULT, source -> true))
          .get();
    }
  }

  @Test
  void links_between_the_pages_lead_somewhere() throws IOException {
    Pattern link = Pattern.compile("]\\((?!https?:)([^)#]*)(?:#([\\w-]+))?\\)");
    for (Path page : PAGES) {
      Matcher links = link.matcher(Files.readString(page));
      while (links.find()) {
        Path target =
            links.group(1).isEmpty() ? page : page.resolveSibling(links.group(1)).normalize();
        assertThat(target).as("%s in %s", links.group(), page).exists();
        if (links.group(2) != null) {
          assertThat(anchors(target)).as("%s in %s", links.group(), page).contains(links.group(2));
        }
      }
    }
  }

  private static List<String> anchors(Path page) throws IOException {
    return Files.readAllLines(page).stream()
        .filter(line -> line.startsWith("#"))
        .map(
            line ->
                line.replaceFirst("^#+ ", "")
                    .toLowerCase(Locale.ROOT)
                    .replaceAll("[^\\w -]", "")
                    .replace(' ', '-'))
        .toList();
  }

  static List<String> blocks(String language) {
    List<String> blocks = new ArrayList<>();
    for (Path page : PAGES) {
      Matcher matcher = BLOCK.matcher(read(page));
      while (matcher.find()) {
        if (matcher.group(2).equals(language)) {
          blocks.add(matcher.group(3).indent(-matcher.group(1).length()));
        }
      }
    }
    return blocks;
  }

  private static String read(Path page) {
    try {
      return Files.readString(page);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Coming from Flyway. */
  @Test
  void flyway_s_files_are_renamed_and_what_came_after_its_last_version_is_applied()
      throws IOException, InterruptedException {
    Path old = Files.createDirectories(folder.resolve("src/main/resources/db/migration"));
    Files.writeString(old.resolve("V1__create_users.sql"), "create table users (id int);");
    Files.writeString(old.resolve("V2_1__add name.sql"), "alter table users add name text;");
    Files.writeString(old.resolve("V10__notes.sql"), "create table notes (id int);");
    Files.writeString(old.resolve("R__names.sql"), "create or replace view names as table users;");

    Files.writeString(old.resolve("U10__notes.sql"), "drop table notes;");
    Path below = Files.createDirectories(old.resolve("v3 later"));
    Files.writeString(below.resolve("V11__a__b.sql"), "create table b (id int);");
    Files.writeString(below.resolve("R__more.sql"), "create or replace view more as table users;");

    run("git", "init", "-q", ".");
    run("git", "add", ".");
    run("sh", "-e", "-c", blocks("sh").stream().filter(b -> b.contains("R__")).findFirst().get());

    Path now = folder.resolve("src/main/resources/db/migrations");
    try (Stream<Path> files = Files.walk(now).filter(Files::isRegularFile)) {
      assertThat(files.map(f -> now.relativize(f).toString()))
          .containsExactlyInAnyOrder(
              "1_create_users.sql",
              "2.1_add name.sql",
              "10_notes.sql",
              "rollback_10_notes.sql",
              "R_names.sql",
              "v3 later/11_a__b.sql",
              "v3 later/R_more.sql");
    }
  }

  private void run(String... command) throws IOException, InterruptedException {
    Process process;
    try {
      process =
          new ProcessBuilder(command).directory(folder.toFile()).redirectErrorStream(true).start();
    } catch (IOException e) {
      assumeTrue(false, "there is no " + command[0] + " here");
      return;
    }
    String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
    assertThat(process.waitFor()).as(said).isZero();
  }

  @Test
  void a_database_that_flyway_migrated_goes_on_after_the_baseline(TestDatabase database)
      throws IOException {
    database.execute(
        """
        create table flyway_schema_history (installed_rank int, version text);
        create table users (id int, name text);\
        """);
    Files.writeString(folder.resolve("1_create_users.sql"), "create table users (id int);");
    Files.writeString(folder.resolve("2.1_add_name.sql"), "alter table users add name text;");
    Files.writeString(folder.resolve("10_notes.sql"), "create table notes (id int);");
    Files.writeString(
        folder.resolve("R_names.sql"), "create or replace view names as table users;");

    var report =
        new Migrator(
                MigratorSettings.builder().locations("file:" + folder).baseline("2.1").build(),
                database.dataSource())
            .migrate();

    assertThat(report.summary()).startsWith("3 migrations done");
    assertThat(database.jdbc().sql("select count(*) from notes, names").query(Long.class).single())
        .isZero();
    assertThat(
            database
                .jdbc()
                .sql("select to_regclass('flyway_schema_history')")
                .query()
                .singleValue())
        .isNotNull();
  }
}
