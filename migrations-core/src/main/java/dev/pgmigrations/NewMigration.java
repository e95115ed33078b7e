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
  private static final int SHORTEST_NUMBER = 3;

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
   * Writes {@code <version>_<name>.sql}, and where it is wanted {@code
   * rollback_<version>_<name>.sql}; a file that is there is never overwritten.
   *
   * @return the files
   * @throws SourceException if the name holds no letter or digit
   */
  List<Path> create(MigrationDraft draft) {
    String description = description(draft.name());
    DraftSections sections = DraftSections.of(draft);
    try {
      Files.createDirectories(folder);
      String name = nextVersion(draft.numbering()) + "_" + description + ".sql";
      if (!draft.rollbackFile()) {
        return List.of(write(name, sections.both()));
      }
      return List.of(write(name, sections.up()), write("rollback_" + name, sections.down()));
    } catch (IOException e) {
      throw new SourceException(
          List.of(
              Diagnostic.error("not-written", "%s cannot be written to: %s".formatted(folder, e))
                  .fix("see that this process may write there")),
          e);
    }
  }

  private static String description(String name) {
    String words = name.strip().toLowerCase(Locale.ROOT).replaceAll("[^\\p{L}\\p{N}]+", "_");
    String description = words.replaceAll("^_+|_+$", "");
    if (description.isEmpty()) {
      throw new SourceException(
          List.of(
              Diagnostic.error("name", "a migration needs a name, '%s' is none".formatted(name))
                  .fix("say in a few words what it does: add user note")));
    }
    return description;
  }

  private Path write(String name, String text) throws IOException {
    return Files.writeString(folder.resolve(name), text, StandardOpenOption.CREATE_NEW);
  }

  private String nextVersion(MigrationDraft.Numbering numbering) throws IOException {
    Optional<String> highest = highest();
    String now = TIMESTAMP.format(clock.instant().atOffset(ZoneOffset.UTC));
    boolean hasNumbers = highest.filter(last -> last.length() != TIMESTAMP_LENGTH).isPresent();
    boolean counts =
        numbering == MigrationDraft.Numbering.SEQUENTIAL
            || (numbering == MigrationDraft.Numbering.DETECTED && hasNumbers);
    if (highest.isEmpty()) {
      return counts ? "0".repeat(SHORTEST_NUMBER - 1) + "1" : now;
    }
    boolean isLater = Version.of(highest.get()).compareTo(Version.of(now)) < 0;
    return counts || !isLater ? following(highest.get()) : now;
  }

  private static String following(String last) {
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
