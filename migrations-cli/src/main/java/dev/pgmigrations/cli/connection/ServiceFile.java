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
import java.util.Set;

/**
 * What {@code pg_service.conf} says of a service. The driver can read it, too, but tells nobody
 * which host it found, and its place is to be what the given environment says.
 *
 * @see <a href="https://www.postgresql.org/docs/current/libpq-pgservice.html">PostgreSQL, 34.17</a>
 */
final class ServiceFile {

  /** The parameters of libpq 18 and those it once had: it refuses a file with any other. */
  private static final Set<String> PARAMETERS =
      Set.of(
          ("application_name authtype channel_binding client_encoding connect_timeout dbname"
                  + " fallback_application_name gssdelegation gssencmode gsslib host hostaddr"
                  + " keepalives keepalives_count keepalives_idle keepalives_interval krbsrvname"
                  + " load_balance_hosts max_protocol_version min_protocol_version oauth_client_id"
                  + " oauth_client_secret oauth_issuer oauth_scope options passfile password port"
                  + " replication require_auth requirepeer requiressl scram_client_key"
                  + " scram_server_key service ssl_max_protocol_version ssl_min_protocol_version"
                  + " sslcert sslcertmode sslcompression sslcrl sslcrldir sslkey sslkeylogfile"
                  + " sslmode sslnegotiation sslpassword sslrootcert sslsni target_session_attrs"
                  + " tcp_user_timeout tty user")
              .split(" "));

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
    List<Path> there = files.stream().filter(Files::isReadable).toList();
    for (Path file : there) {
      Optional<Variables> found = read(file, service);
      if (found.isPresent()) {
        return found.get();
      }
    }
    throw there.isEmpty() ? noFile(service, files.get(0)) : noService(service, there.get(0));
  }

  private static ConnectionException noFile(String service, Path file) {
    return new ConnectionException(
        "there is no service file %s, and PGSERVICE is '%s'".formatted(file, service),
        "write it, name another with PGSERVICEFILE, or unset PGSERVICE");
  }

  private static ConnectionException noService(String service, Path file) {
    return new ConnectionException(
        "there is no service '%s' in %s".formatted(service, file),
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
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String text = lines.get(i).strip();
      if (text.startsWith("[") && text.endsWith("]")) {
        inside = text.substring(1, text.length() - 1).equals(service);
        found |= inside;
      } else if (inside && !text.isEmpty() && !text.startsWith("#")) {
        int equals = text.indexOf('=');
        String name = equals < 0 ? "" : text.substring(0, equals).strip();
        if (!PARAMETERS.contains(name)) {
          throw noParameter(name, file, i + 1);
        }
        entries.put(name, text.substring(equals + 1).strip());
      }
    }
    return found ? Optional.of(new Variables(entries)) : Optional.empty();
  }

  /** Were it passed over, a misspelt host would lead to another server. */
  private static ConnectionException noParameter(String name, Path file, int line) {
    return new ConnectionException(
        name.isEmpty()
            ? "%s:%s is no name=value".formatted(file, line)
            : "%s:%s: '%s' is no connection parameter".formatted(file, line, name),
        "correct the line");
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
