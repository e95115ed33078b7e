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

import java.util.Locale;
import java.util.Set;

/**
 * Where migration files are: a folder of the class path, nested jars included, or of the file
 * system. Folders below it belong to it.
 *
 * @param kind class path or file system
 * @param path without a slash at its end, and in a class path without one at its start
 */
public record Location(Kind kind, String path) {

  /** Which tree the path belongs to. */
  public enum Kind {
    CLASSPATH,
    FILESYSTEM
  }

  private static final Set<String> CLASSPATH_PREFIXES = Set.of("classpath", "classpath*");
  private static final Set<String> FILE_PREFIXES = Set.of("file", "filesystem");

  public Location {
    if (path.isBlank() || path.equals("/")) {
      throw new IllegalArgumentException("a location needs a folder, such as db/migrations");
    }
    path = path.endsWith("/") ? path.substring(0, path.length() - 1) : path;
    if (kind == Kind.CLASSPATH && path.startsWith("/")) {
      path = path.substring(1);
    }
  }

  /**
   * Reads {@code classpath:db/migrations}, {@code file:/srv/migrations}, {@code
   * filesystem:db/migrations}, or {@code db/migrations}, which is of the class path.
   *
   * @throws IllegalArgumentException for another prefix or an empty path
   */
  public static Location of(String text) {
    String trimmed = text.strip();
    int colon = trimmed.indexOf(':');
    if (colon <= 1) { // none, or the drive letter of a Windows path
      return new Location(
          colon == 1 ? Kind.FILESYSTEM : Kind.CLASSPATH, trimmed.replace('\\', '/'));
    }
    String prefix = trimmed.substring(0, colon).toLowerCase(Locale.ROOT);
    String path = trimmed.substring(colon + 1);
    if (CLASSPATH_PREFIXES.contains(prefix)) {
      return new Location(Kind.CLASSPATH, path);
    }
    if (FILE_PREFIXES.contains(prefix)) {
      return new Location(Kind.FILESYSTEM, path.startsWith("//") ? path.substring(2) : path);
    }
    throw new IllegalArgumentException(
        "the location '%s' has an unknown prefix; use classpath: or file:".formatted(trimmed));
  }

  /** As its user would write it, with the prefix. */
  @Override
  public String toString() {
    return (kind == Kind.CLASSPATH ? "classpath:" : "file:") + path;
  }
}
