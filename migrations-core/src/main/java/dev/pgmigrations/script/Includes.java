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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import java.util.List;

/** Finds the text that {@code \i} or {@code \ir} names. */
@FunctionalInterface
public interface Includes {

  /** There is nothing to include from. */
  Includes NONE =
      (from, path, relative, at) -> {
        throw new SourceException(
            List.of(
                Diagnostic.error("include", "'%s' cannot be included here".formatted(path))
                    .at(from, at)
                    .fix("put its statements into this file")));
      };

  /**
   * The text to read in place of the command.
   *
   * @param from the text that holds the command
   * @param path as it is written there
   * @param relative whether it counts from the place of {@code from} ({@code \ir}) instead of the
   *     location ({@code \i})
   * @param at the command
   * @throws SourceException if there is no such text
   */
  SourceText include(SourceText from, String path, boolean relative, Position at);
}
