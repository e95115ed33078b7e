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
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.migration.FileRole;
import dev.pgmigrations.migration.NativeFormat;
import dev.pgmigrations.migration.Version;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.math.BigInteger;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.InstantSource;
import java.time.ZoneOffset;
import java.time.format.DateTimeFormatter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;

/**
 * Writes a new migration file with its sections ready; needs no database.
 *
 * <p>The version is the next number where the folder has numbers, and the time in UTC where it has
 * timestamps or nothing.
 */
final class NewMigration {

  private static final DateTimeFormatter TIMESTAMP = DateTimeFormatter.ofPattern("uuuuMMddHHmmss");
  private static final int TIMESTAMP_LENGTH = 14;
  private static final String TEXT =
      """
      -- UP

      -- DOWN

      """;

  private final Path folder;
  private final InstantSource clock;

  /** Files in {@code folder}, which is made if absent. */
  NewMigration(Path folder) {
    this(folder, InstantSource.system());
  }

  NewMigration(Path folder, InstantSource clock) {
    this.folder = folder;
    this.clock = clock;
  }

  /**
   * Writes {@code <version>_<name>.sql}; a file that is there is never overwritten.
   *
   * @param name words, such as {@code add user note}
   * @return the file
   * @throws SourceException if the name holds no letter or digit
   */
  Path create(String name) {
    String words = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    String description = words.replaceAll("^_+|_+$", "");
    if (description.isEmpty()) {
      throw new SourceException(
          List.of(
              Diagnostic.error("name", "a migration needs a name, '%s' is none".formatted(name))
                  .fix("say in a few words what it does: add user note")));
    }
    try {
      Files.createDirectories(folder);
      Path file = folder.resolve(nextVersion() + "_" + description + ".sql");
      return Files.writeString(file, TEXT, StandardOpenOption.CREATE_NEW);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private String nextVersion() throws IOException {
    Optional<String> highest = highest();
    String now = TIMESTAMP.format(clock.instant().atOffset(ZoneOffset.UTC));
    if (highest.isEmpty()) {
      return now;
    }
    String last = highest.get();
    if (last.length() == TIMESTAMP_LENGTH && Version.of(last).compareTo(Version.of(now)) < 0) {
      return now;
    }
    String next = new BigInteger(last).add(BigInteger.ONE).toString();
    return "0".repeat(Math.max(0, last.length() - next.length())) + next;
  }

  /** The first number of the highest version, as it is written. */
  private Optional<String> highest() throws IOException {
    NativeFormat format = new NativeFormat();
    try (Stream<Path> files = Files.walk(folder)) {
      return files
          .map(file -> file.getFileName().toString())
          .filter(
              file ->
                  format
                      .roleOf(file)
                      .filter(role -> role instanceof FileRole.Versioned)
                      .isPresent())
          .map(file -> file.replaceFirst("[._].*", ""))
          .max((a, b) -> Version.of(a).compareTo(Version.of(b)));
    }
  }
}
