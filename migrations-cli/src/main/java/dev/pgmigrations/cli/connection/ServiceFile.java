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

package dev.pgmigrations.cli.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What {@code pg_service.conf} says of a service. The driver can read it, too, but tells nobody
 * which host it found, and its place is to be what the given environment says.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgservice.html">PostgreSQL, 34.17</a>
 */
final class ServiceFile {

  private final Path home;

  /**
   * Of the user whose folder that is.
   *
   * @param home where {@code .pg_service.conf} may be
   */
  ServiceFile(Path home) {
    this.home = home;
  }

  /**
   * The entries of a service, by libpq's names.
   *
   * @throws ConnectionException if there is no such service
   */
  Variables find(String service, Variables variables) {
    List<Path> files = files(variables);
    for (Path file : files) {
      if (Files.isReadable(file)) {
        Optional<Variables> found = read(file, service);
        if (found.isPresent()) {
          return found.get();
        }
      }
    }
    throw new ConnectionException(
        "there is no service '%s' in %s".formatted(service, files.get(0)),
        "add a section [%s] to it, or correct PGSERVICE".formatted(service));
  }

  private List<Path> files(Variables variables) {
    List<Path> files = new ArrayList<>();
    files.add(
        variables.get("PGSERVICEFILE").map(Path::of).orElse(home.resolve(".pg_service.conf")));
    variables
        .get("PGSYSCONFDIR")
        .ifPresent(folder -> files.add(Path.of(folder, "pg_service.conf")));
    return files;
  }

  private static Optional<Variables> read(Path file, String service) {
    Map<String, String> entries = new HashMap<>();
    boolean found = false;
    boolean inside = false;
    for (String line : lines(file)) {
      String text = line.strip();
      if (text.startsWith("[") && text.endsWith("]")) {
        inside = text.substring(1, text.length() - 1).equals(service);
        found |= inside;
      } else if (inside && !text.startsWith("#")) {
        int equals = text.indexOf('=');
        if (equals > 0) {
          entries.put(text.substring(0, equals).strip(), text.substring(equals + 1).strip());
        }
      }
    }
    return found ? Optional.of(new Variables(entries)) : Optional.empty();
  }

  private static List<String> lines(Path file) {
    try {
      return Files.readAllLines(file);
    } catch (IOException e) {
      throw new ConnectionException(
          "the service file %s cannot be read: %s".formatted(file, e.getMessage()),
          "correct PGSERVICEFILE");
    }
  }
}
