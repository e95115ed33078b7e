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

import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;

/** A folder of the file system. Links are followed, as those of a mounted config map have to be. */
record Folder(Location location) {

  /** All files below it; empty if there is no such folder. */
  Optional<List<FoundFile>> files() throws IOException {
    Path folder = Path.of(location.path());
    if (!Files.isDirectory(folder)) {
      return Optional.empty();
    }
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return Optional.of(
          paths
              .filter(path -> FoundFile.isSql(path.getFileName().toString()))
              .filter(Files::isRegularFile)
              .map(path -> file(folder, path))
              .toList());
    } catch (UncheckedIOException e) {
      throw e.getCause();
    }
  }

  private FoundFile file(Path folder, Path file) {
    String below = folder.relativize(file).toString().replace(File.separatorChar, '/');
    return new FoundFile(
        location.path() + "/" + below,
        new FileSystemResource(file),
        new FileSystemResource(location.path() + "/"),
        location.path());
  }
}
