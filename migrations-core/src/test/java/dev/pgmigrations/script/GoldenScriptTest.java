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

package dev.pgmigrations.script;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/**
 * What each {@code NN_name.sql} becomes is written in the {@code .golden} beside it; {@code
 * -Dgolden.update=true} writes it anew.
 */
class GoldenScriptTest {

  private static final Path FOLDER = Path.of("src/test/resources/script");

  @ParameterizedTest(name = "{0}")
  @MethodSource("names")
  void a_script_becomes_what_is_golden(String name) throws IOException {
    String actual = describe(read(name));
    Path golden = FOLDER.resolve(name.replace(".sql", ".golden"));
    if (Boolean.getBoolean("golden.update")) {
      Files.writeString(golden, actual);
    }
    assertThat(actual).isEqualTo(Files.readString(golden));
  }

  static Stream<String> names() throws IOException {
    try (Stream<Path> files = Files.list(FOLDER)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(name -> name.matches("\\d+_.*\\.sql"))
          .sorted()
          .toList()
          .stream();
    }
  }

  private static SourceText read(String name) {
    return SourceText.of(name, () -> Files.newInputStream(FOLDER.resolve(name)));
  }

  private static String describe(SourceText source) {
    try {
      return ScriptText.of(Script.parse(source, (from, path, relative, at) -> read(path)));
    } catch (ScriptSyntaxException e) {
      return e.getMessage() + "\n";
    }
  }
}
