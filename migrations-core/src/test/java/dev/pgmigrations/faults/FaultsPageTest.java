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

package dev.pgmigrations.faults;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.regex.MatchResult;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

/** {@code docs/faults.md} names tests that exist, and no test of a fault is missing there. */
class FaultsPageTest {

  private static final Pattern NAMED = Pattern.compile("(\\w+Test)#(\\w+)");

  private static String page() throws IOException {
    return Files.readString(Path.of("..", "docs", "faults.md"));
  }

  @Test
  void each_test_that_is_named_exists() throws IOException {
    List<MatchResult> named = NAMED.matcher(page()).results().toList();

    assertThat(named).hasSizeGreaterThan(10);
    assertThat(named).allMatch(name -> exists(name.group(1), name.group(2)));
  }

  private static boolean exists(String type, String member) {
    return Stream.of("dev.pgmigrations.faults.", "dev.pgmigrations.")
        .anyMatch(
            prefix -> {
              try {
                Class<?> found = Class.forName(prefix + type);
                return Stream.concat(
                        Arrays.stream(found.getDeclaredMethods()).map(m -> m.getName()),
                        Arrays.stream(found.getDeclaredFields()).map(f -> f.getName()))
                    .anyMatch(member::equals);
              } catch (ClassNotFoundException e) {
                return false;
              }
            });
  }

  @Test
  void each_class_of_fault_tests_is_named() throws IOException {
    String page = page();
    try (Stream<Path> classes =
        Files.list(Path.of("src", "test", "java", "dev", "pgmigrations", "faults"))) {
      assertThat(classes.map(file -> file.getFileName().toString().replace(".java", "")))
          .filteredOn(name -> name.endsWith("Test"))
          .filteredOn(name -> !List.of("FaultTest", "FaultsPageTest", "SoakTest").contains(name))
          .allMatch(page::contains);
    }
  }
}
