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

import dev.pgmigrations.cli.connection.DatabaseAddress;
import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.File;
import java.io.IOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** Dumps the whole database through {@code pg_dump}, so that a run can be undone as a whole. */
final class Backup {

  /** libpq's names of what an url may say about encryption, by the driver's. */
  private static final List<String> SAME_IN_LIBPQ =
      List.of("sslmode", "sslrootcert", "sslcert", "sslkey");

  private final Surroundings surroundings;
  private final DatabaseWork work;

  Backup(Surroundings surroundings, DatabaseWork work) {
    this.surroundings = surroundings;
    this.work = work;
  }

  /**
   * Writes the dump; nothing is migrated if it cannot be written.
   *
   * @throws UsageException if there is no {@code pg_dump}, or the file is there already
   * @throws DatabaseUnavailableException with what {@code pg_dump} said
   */
  void write(Path name) {
    Path file = surroundings.folder().resolve(name);
    if (Files.exists(file)) {
      throw new UsageException(
          "%s is there already and is not overwritten".formatted(name), "name another file");
    }
    Path program = program().orElseThrow(Backup::none);
    List<String> command = new ArrayList<>(List.of(program.toString(), "--no-password"));
    command.add("--format=" + (name.toString().endsWith(".sql") ? "plain" : "custom"));
    command.add("--file=" + file.toAbsolutePath());
    command.add("--dbname=" + libpqUrl(work.address()));
    run(command);
  }

  private void run(List<String> command) {
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(surroundings.environment());
    environment.remove("PGSERVICE");
    work.address().password().ifPresent(password -> environment.put("PGPASSWORD", password));
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      if (process.waitFor() != 0) {
        throw failed(said.strip());
      }
    } catch (IOException e) {
      throw failed(String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw failed("interrupted");
    }
  }

  private static DatabaseUnavailableException failed(String said) {
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error("backup", "the backup failed: " + said)
                .kept("everything as it was; nothing was migrated")
                .fix("correct what pg_dump says, or migrate without --backup")));
  }

  private static UsageException none() {
    return new UsageException(
        "there is no pg_dump on the PATH, so there can be no backup",
        "install PostgreSQL's client, or migrate without --backup");
  }

  private Optional<Path> program() {
    String path = surroundings.environment().getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> Stream.of(Path.of(folder, "pg_dump"), Path.of(folder, "pg_dump.exe")))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Without the password, which would stand in the list of processes. */
  static String libpqUrl(DatabaseAddress address) {
    StringJoiner parameters = new StringJoiner("&", "?", "").setEmptyValue("");
    for (String name : SAME_IN_LIBPQ) {
      address.url().parameter(name).ifPresent(value -> parameters.add(name + "=" + encoded(value)));
    }
    return "postgresql://%s@%s/%s%s"
        .formatted(
            encoded(address.user()), address.host(), encoded(address.database()), parameters);
  }

  private static String encoded(String text) {
    return URLEncoder.encode(text, StandardCharsets.UTF_8).replace("+", "%20");
  }
}
