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

package dev.pgmigrations.source;

import dev.pgmigrations.diagnostic.SourceText;
import java.util.Collection;
import java.util.List;
import java.util.Optional;

/** Where the files come from. */
public interface MigrationSource {

  /**
   * All {@code .sql} files, folders below included, in the order of their names.
   *
   * @throws dev.pgmigrations.diagnostic.SourceException if a location does not exist or cannot be
   *     read; it names all of them
   */
  List<SourceFile> files();

  /**
   * The file that {@code from} includes.
   *
   * @param path as it stands after {@code \i} or {@code \ir}
   * @param relative true for {@code \ir}: seen from the folder of {@code from}; else from the
   *     location's root
   */
  Optional<SourceText> included(SourceText from, String path, boolean relative);

  /** Where it looks, for messages. */
  String description();

  /** Files of the class path and the file system, in all of {@code locations}. */
  static MigrationSource of(Collection<Location> locations) {
    return new ResourceSource(
        List.copyOf(locations), Thread.currentThread().getContextClassLoader());
  }

  /** The same with the class path of {@code classLoader}. */
  static MigrationSource of(Collection<Location> locations, ClassLoader classLoader) {
    return new ResourceSource(List.copyOf(locations), classLoader);
  }

  /** Texts in memory; their names are their paths. */
  static MigrationSource ofTexts(Collection<SourceText> texts) {
    return new TextSource(List.copyOf(texts));
  }
}
