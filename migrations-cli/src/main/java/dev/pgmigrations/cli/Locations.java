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

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Pattern;

/** Where the files are: as given, else where they usually are. */
final class Locations {

  private static final List<String> USUAL =
      List.of("src/main/resources/db/migrations", "db/migrations");

  /** Of more than one letter: {@code C:} is a drive. */
  private static final Pattern PREFIXED = Pattern.compile("[a-zA-Z*]{2,}:.*");

  private final Path folder;

  /** Folders are looked for in {@code folder}. */
  Locations(Path folder) {
    this.folder = folder;
  }

  /**
   * Locations of the core, which are never empty.
   *
   * @throws UsageException if none is given and none is found
   */
  List<String> of(List<String> given) {
    if (!given.isEmpty()) {
      return explicit(given);
    }
    return List.of("file:" + usual().orElseThrow(Locations::none));
  }

  /** The same, without a default. */
  List<String> explicit(List<String> given) {
    return given.stream()
        .map(
            location ->
                PREFIXED.matcher(location).matches()
                    ? location
                    : "file:" + folder.resolve(location))
        .toList();
  }

  /** The folder into which a new file goes: the first that is given, else the usual one. */
  Path source(List<String> given) {
    if (given.isEmpty()) {
      return usual().orElseGet(this::madeUp);
    }
    String first = given.get(0);
    if (!PREFIXED.matcher(first).matches()) {
      return folder.resolve(first);
    }
    String prefix = first.substring(0, first.indexOf(':'));
    if (!prefix.equals("file") && !prefix.equals("filesystem")) {
      throw new UsageException(
          "a new file cannot be written to " + first,
          "give the folder: --locations src/main/resources/db/migrations");
    }
    return folder.resolve(first.substring(prefix.length() + 1));
  }

  private Optional<Path> usual() {
    return USUAL.stream().map(folder::resolve).filter(Files::isDirectory).findFirst();
  }

  /** That of a Maven or Gradle project, where this is one. */
  private Path madeUp() {
    return folder.resolve(
        Files.isDirectory(folder.resolve("src/main")) ? USUAL.get(0) : USUAL.get(1));
  }

  private static UsageException none() {
    return new UsageException(
        "there is neither %s nor %s here".formatted(USUAL.get(0), USUAL.get(1)),
        "give --locations, or begin with: create NAME");
  }
}
