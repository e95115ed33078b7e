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

package dev.pgmigrations.cli;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;

/** {@code tsc}, as npm has it; kept among what is built, so that it is loaded once. */
final class TypeScriptCompiler {

  private static final String VERSION = "5.9.3";
  private static final Path FOLDER = Path.of("target", "typescript-" + VERSION).toAbsolutePath();
  private static final Path TSC = FOLDER.resolve("node_modules/typescript/bin/tsc");

  private TypeScriptCompiler() {}

  /** Skips the test where there is no npm, or none that finds the compiler. */
  static void needed() throws Exception {
    assumeThat(found("npm") && found("node")).as("npm and node are on the PATH").isTrue();
    if (!Files.exists(TSC)) {
      Files.createDirectories(FOLDER);
      String output =
          run(FOLDER, "npm", "install", "--no-save", "--prefix", ".", "typescript@" + VERSION);
      assumeThat(TSC).as("npm installs TypeScript: %s", output).exists();
    }
  }

  private static boolean found(String program) throws Exception {
    try {
      run(Path.of("").toAbsolutePath(), program, "--version");
      return true;
    } catch (IOException e) {
      return false;
    }
  }

  /** What the strictest of settings say about files; empty where they say nothing. */
  static String problems(Path folder, List<String> files) throws Exception {
    List<String> command = new ArrayList<>();
    command.addAll(List.of("node", TSC.toString(), "--strict", "--noEmit", "--target", "es2022"));
    command.addAll(List.of("--lib", "es2022", "--isolatedModules"));
    command.addAll(files);
    return run(folder, command.toArray(String[]::new));
  }

  private static String run(Path folder, String... command) throws Exception {
    Path output = Files.createTempFile("tsc", ".txt");
    Process process =
        new ProcessBuilder(command)
            .directory(folder.toFile())
            .redirectErrorStream(true)
            .redirectOutput(output.toFile())
            .start();
    process.getOutputStream().close();
    boolean ended = process.waitFor(100, TimeUnit.SECONDS);
    process.destroyForcibly();
    String text = Files.readString(output);
    Files.delete(output);
    assertThat(ended).as("%s ends: %s", List.of(command), text).isTrue();
    return text;
  }
}
