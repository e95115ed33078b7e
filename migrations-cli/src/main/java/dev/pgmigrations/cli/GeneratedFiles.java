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

import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.stream.Stream;

/** Writes files that a command made, and only over those that it made before. */
final class GeneratedFiles {

  private final byte[] mark;

  /** Such files begin with {@code mark}. */
  GeneratedFiles(String mark) {
    this.mark = mark.getBytes(StandardCharsets.UTF_8);
  }

  /**
   * Writes what differs from what is there.
   *
   * @return the files that were written
   * @throws RefusedException if a file is there that was made by somebody else; then nothing is
   *     written
   */
  List<Path> write(Map<Path, String> contents) {
    List<Path> written = new ArrayList<>();
    try {
      for (Path file : contents.keySet()) {
        if (Files.exists(file) && !isOurs(file)) {
          throw new RefusedException(
              Diagnostic.error(
                      "not-generated",
                      "%s is there, and was not made by this command".formatted(file))
                  .kept("everything as it was")
                  .fix("move it away, or have --output lead elsewhere"));
        }
      }
      for (Map.Entry<Path, String> content : contents.entrySet()) {
        if (write(content.getKey(), content.getValue().getBytes(StandardCharsets.UTF_8))) {
          written.add(content.getKey());
        }
      }
    } catch (IOException e) {
      throw failed("written", e);
    }
    return written;
  }

  /** An unchanged file keeps its time, so that nothing is built again for it. */
  private static boolean write(Path file, byte[] content) throws IOException {
    if (Files.exists(file) && Arrays.equals(Files.readAllBytes(file), content)) {
      return false;
    }
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    Files.write(file, content);
    return true;
  }

  /** Files of a folder that the command made once, and not this time. */
  List<Path> leftOver(Path folder, String suffix, Map<Path, String> contents) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    List<Path> all = new ArrayList<>();
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.sorted().toList()) {
        if (file.toString().endsWith(suffix) && !contents.containsKey(file) && isOurs(file)) {
          all.add(file);
        }
      }
    } catch (IOException e) {
      throw failed("read", e);
    }
    return all;
  }

  /** Takes files away. */
  static void delete(List<Path> files) {
    try {
      for (Path file : files) {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw failed("deleted", e);
    }
  }

  private boolean isOurs(Path file) throws IOException {
    if (!Files.isRegularFile(file)) {
      return false;
    }
    try (var in = Files.newInputStream(file)) {
      return Arrays.equals(in.readNBytes(mark.length), mark);
    }
  }

  private static RefusedException failed(String what, IOException error) {
    return new RefusedException(
        Diagnostic.error("file", "a file cannot be %s: %s".formatted(what, error))
            .fix("see that the folder of --output is one, and that you may write there"));
  }
}
