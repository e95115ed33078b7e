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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.script.Includes;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;

/** A script of the file system, with what it includes from the folders around it. */
record ScriptFile(Path path) {

  /**
   * The script.
   *
   * @throws SourceException if there is no such file
   */
  Migration migration() {
    if (!Files.isRegularFile(path)) {
      throw new SourceException(
          List.of(
              Diagnostic.error("no-script", "there is no file " + path).fix("correct its name")));
    }
    Includes includes =
        (from, name, relative, at) -> {
          Path folder =
              Optional.ofNullable((relative ? Path.of(from.name()) : path).getParent())
                  .orElse(Path.of(""));
          Path file = folder.resolve(name);
          if (!Files.isRegularFile(file)) {
            throw new ScriptSyntaxException(
                List.of(
                    Diagnostic.error("no-include", "there is no file '%s'".formatted(name))
                        .at(from, at)
                        .fix(
                            "\\ir is seen from the folder of this file, \\i from that of the"
                                + " script")));
          }
          return text(file);
        };
    return Migration.script(text(path), includes);
  }

  private static SourceText text(Path file) {
    return SourceText.of(file.toString().replace('\\', '/'), () -> Files.newInputStream(file));
  }
}
