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
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;

/** The {@code pg_dump} of this machine. */
final class PgDump {

  /** libpq's names of what an url may say about encryption, by the driver's. */
  private static final List<String> SAME_IN_LIBPQ =
      List.of("sslmode", "sslrootcert", "sslcert", "sslkey");

  private static final Pattern VERSION = Pattern.compile("\\) (\\d+)");

  /**
   * How a run ended.
   *
   * @param said on both streams
   */
  record Ended(boolean well, String said) {}

  private final Surroundings surroundings;
  private final Path program;

  private PgDump(Surroundings surroundings, Path program) {
    this.surroundings = surroundings;
    this.program = program;
  }

  /** The first on the PATH. */
  static Optional<PgDump> find(Surroundings surroundings) {
    String path = surroundings.environment().getOrDefault("PATH", "");
    return Pattern.compile(Pattern.quote(File.pathSeparator))
        .splitAsStream(path)
        .filter(folder -> !folder.isEmpty())
        .flatMap(folder -> Stream.of(Path.of(folder, "pg_dump"), Path.of(folder, "pg_dump.exe")))
        .filter(Files::isExecutable)
        .findFirst()
        .map(program -> new PgDump(surroundings, program));
  }

  /** Its major version, for instance 18; 0 if it does not tell. It reads servers up to its own. */
  int majorVersion() {
    Matcher version = VERSION.matcher(run(List.of("--version"), Map.of()).said());
    return version.find() ? Integer.parseInt(version.group(1)) : 0;
  }

  /** Runs it on a database. The password is not among the arguments. */
  Ended run(DatabaseAddress address, List<String> arguments) {
    List<String> all = new ArrayList<>(List.of("--no-password"));
    all.addAll(arguments);
    all.add("--dbname=" + libpqUrl(address));
    return run(
        all, address.password().map(password -> Map.of("PGPASSWORD", password)).orElse(Map.of()));
  }

  private Ended run(List<String> arguments, Map<String, String> further) {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    command.addAll(arguments);
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    Map<String, String> environment = builder.environment();
    environment.clear();
    environment.putAll(surroundings.environment());
    environment.remove("PGSERVICE");
    environment.putAll(further);
    try {
      Process process = builder.start();
      process.getOutputStream().close();
      String said = new String(process.getInputStream().readAllBytes(), StandardCharsets.UTF_8);
      return new Ended(process.waitFor() == 0, said.strip());
    } catch (IOException e) {
      return new Ended(false, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      return new Ended(false, "interrupted");
    }
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
