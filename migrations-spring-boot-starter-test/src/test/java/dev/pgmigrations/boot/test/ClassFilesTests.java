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

package dev.pgmigrations.boot.test;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.JavaMigration;
import dev.pgmigrations.migration.Version;
import java.io.IOException;
import java.net.URI;
import java.net.URL;
import java.net.URLClassLoader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.stream.Stream;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.aop.framework.ProxyFactory;
import org.springframework.jdbc.core.simple.JdbcClient;

class ClassFilesTests {

  private static final String MIGRATION =
      """
      package migrations;
      public class Users implements Runnable {
        public void run() { Names[] names = new Names[0]; names.clone(); }
      }
      """;

  private static final String NAMES =
      """
      package migrations;
      class Names { java.util.function.Supplier<String> first() { return () -> Deeper.%s; } }
      """;

  private static final String DEEPER =
      "package migrations; class Deeper { static String a = \"x\"; static String b = \"y\"; }";

  @TempDir private Path folder;

  private SortedMap<String, byte[]> files(String names, String... more) throws Exception {
    Path classes = Files.createTempDirectory(folder, "classes");
    List<String> sources = new ArrayList<>(List.of(MIGRATION, NAMES.formatted(names), DEEPER));
    sources.addAll(List.of(more));
    compile(classes, sources);
    URL[] urls = {classes.toUri().toURL()};
    try (URLClassLoader loader = new URLClassLoader(urls, getClass().getClassLoader())) {
      return ClassFiles.of(loader.loadClass("migrations.Users"));
    }
  }

  private static void compile(Path to, List<String> sources) throws IOException {
    JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
    List<JavaFileObject> files = new ArrayList<>();
    for (String source : sources) {
      String name = source.replaceFirst("(?s).*?class (\\w+).*", "$1");
      files.add(
          new SimpleJavaFileObject(
              URI.create("string:///migrations/" + name + ".java"), JavaFileObject.Kind.SOURCE) {
            @Override
            public CharSequence getCharContent(boolean ignoreErrors) {
              return source;
            }
          });
    }
    assertThat(compiler.getTask(null, null, null, List.of("-d", to.toString()), null, files).call())
        .isTrue();
  }

  @Test
  void all_that_the_code_names_directly_or_not_belongs_to_it() throws Exception {
    assertThat(files("a").keySet())
        .containsExactly("migrations/Deeper", "migrations/Names", "migrations/Users");
  }

  @Test
  void a_changed_helper_is_seen() throws Exception {
    SortedMap<String, byte[]> before = files("a");
    SortedMap<String, byte[]> after = files("b");

    assertThat(after.get("migrations/Users")).isEqualTo(before.get("migrations/Users"));
    assertThat(after.get("migrations/Names")).isNotEqualTo(before.get("migrations/Names"));
  }

  @Test
  void what_the_code_does_not_name_does_not_belong_to_it() throws Exception {
    assertThat(files("a", "package migrations; class Other extends Names {}").keySet())
        .doesNotContain("migrations/Other");
  }

  @Test
  void the_insides_of_libraries_do_not_belong_to_it() {
    assertThat(ClassFiles.of(Seeding.class).keySet())
        .contains("dev/pgmigrations/boot/test/ClassFilesTests$Seeding")
        .noneMatch(name -> name.startsWith("java/") || name.startsWith("org/springframework/"));
  }

  @Test
  void a_proxy_is_seen_through() {
    ProxyFactory factory = new ProxyFactory(new Seeding());
    factory.setProxyTargetClass(true);

    assertThat(ClassFiles.of(factory.getProxy().getClass()).keySet())
        .contains("dev/pgmigrations/boot/test/ClassFilesTests$Seeding");
  }

  @Test
  void what_is_made_in_memory_has_no_files() {
    Stream<Runnable> none = Stream.of(() -> {});

    assertThat(ClassFiles.of(none.findAny().orElseThrow().getClass())).isEmpty();
  }

  /** A migration. */
  static class Seeding implements JavaMigration {

    @Override
    public Version version() {
      return Version.of("1");
    }

    @Override
    public String description() {
      return "seeding";
    }

    @Override
    public void up(JdbcClient jdbc) {
      jdbc.sql("select 1").query(Integer.class).single();
    }
  }
}
