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

package dev.pgmigrations.testsupport;

import java.io.File;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.Comparator;
import java.util.Optional;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/**
 * The PostgreSQL of this machine, for tests of its programs: {@code pg_dump} reads no server that
 * is newer than itself, and the embedded server may be.
 */
public final class InstalledPostgres {

  /**
   * Where Debian keeps them, a folder for each version; {@code pg_dump} on its PATH is a script.
   */
  private static final Path DEBIAN = Path.of("/usr/lib/postgresql");

  private final Path binaries;

  private InstalledPostgres(Path binaries) {
    this.binaries = binaries;
  }

  /** The newest that has a server and {@code pg_dump}. */
  public static Optional<InstalledPostgres> find() {
    return Stream.concat(debian(), path())
        .filter(
            folder ->
                Stream.of("pg_dump", "initdb", "postgres")
                    .allMatch(program -> Files.isExecutable(folder.resolve(program))))
        .findFirst()
        .map(InstalledPostgres::new);
  }

  /** The newest first. */
  private static Stream<Path> debian() {
    String[] versions = DEBIAN.toFile().list();
    return versions == null
        ? Stream.of()
        : Arrays.stream(versions)
            .sorted(
                Comparator.comparingInt(String::length)
                    .thenComparing(Comparator.naturalOrder())
                    .reversed())
            .map(version -> DEBIAN.resolve(version).resolve("bin"));
  }

  private static Stream<Path> path() {
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(System.getenv().getOrDefault("PATH", ""))
        .filter(folder -> !folder.isEmpty())
        .map(Path::of);
  }

  /** The folder of its programs. */
  public Path binaries() {
    return binaries;
  }

  /** A new, empty server of it. */
  public OwnServer start() {
    return OwnServer.startInstalled(binaries);
  }
}
