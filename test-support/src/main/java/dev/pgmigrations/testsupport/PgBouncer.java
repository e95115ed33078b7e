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
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** PgBouncer before a database. */
public final class PgBouncer implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofSeconds(20);

  private final Path folder;
  private final TestDatabase database;
  private final int port;
  private final Process process;

  private PgBouncer(Path folder, TestDatabase database, int port, Process process) {
    this.folder = folder;
    this.database = database;
    this.port = port;
    this.process = process;
  }

  /** The program, if it is on the PATH or where Debian puts it. */
  public static Optional<Path> find() {
    String path = System.getenv("PATH");
    return Stream.concat(
            Stream.of((path == null ? "" : path).split(File.pathSeparator)),
            Stream.of("/usr/sbin", "/usr/local/sbin"))
        .map(folder -> Path.of(folder, "pgbouncer"))
        .filter(Files::isExecutable)
        .findFirst();
  }

  /** Starts one in transaction mode; see {@link #before(TestDatabase, String, int)}. */
  public static PgBouncer before(TestDatabase database, int poolSize) {
    return before(database, "transaction", poolSize);
  }

  /**
   * Starts one.
   *
   * @param mode {@code session}, {@code transaction} or {@code statement}
   * @param poolSize how many connections to the server it opens at most
   * @throws IllegalStateException when there is no such program, see {@link #find}
   */
  public static PgBouncer before(TestDatabase database, String mode, int poolSize) {
    Path program =
        find().orElseThrow(() -> new IllegalStateException("pgbouncer is not on the PATH"));
    try {
      Path folder = Files.createTempDirectory("pgmigrations-pgbouncer");
      int port = freePort();
      Path configuration = folder.resolve("pgbouncer.ini");
      Files.writeString(
          configuration,
          """
          [databases]
          %1$s = host=127.0.0.1 port=%2$d dbname=%1$s user=%3$s password=%4$s pool_size=%5$d
          [pgbouncer]
          listen_addr = 127.0.0.1
          listen_port = %6$d
          unix_socket_dir =
          auth_type = any
          pool_mode = %7$s
          ignore_startup_parameters = extra_float_digits
          query_wait_timeout = 20
          """
              .formatted(
                  database.name(),
                  database.port(),
                  database.username(),
                  database.password(),
                  poolSize,
                  port,
                  mode));
      PgBouncer bouncer =
          new PgBouncer(folder, database, port, launch(program, folder, configuration));
      Runtime.getRuntime().addShutdownHook(new Thread(bouncer::close));
      bouncer.awaitConnections();
      return bouncer;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static Process launch(Path program, Path folder, Path configuration) throws IOException {
    List<String> command = new ArrayList<>(List.of(program.toString()));
    if ("root".equals(System.getProperty("user.name"))) {
      // It refuses to be root, and then has to read its folder as somebody else.
      Files.setPosixFilePermissions(folder, PosixFilePermissions.fromString("rwxr-xr-x"));
      command.addAll(List.of("-u", "nobody"));
    }
    command.add(configuration.toString());
    return new ProcessBuilder(command)
        .redirectErrorStream(true)
        .redirectOutput(folder.resolve("log").toFile())
        .start();
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  private void awaitConnections() throws IOException {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        new Socket(InetAddress.getLoopbackAddress(), port).close();
        return;
      } catch (IOException e) {
        if (!process.isAlive() || System.nanoTime() > deadline) {
          throw new IllegalStateException(
              "pgbouncer did not start: " + Files.readString(folder.resolve("log")), e);
        }
        pause();
      }
    }
  }

  private static void pause() {
    try {
      Thread.sleep(20);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  public String jdbcUrl() {
    return "jdbc:postgresql://127.0.0.1:%d/%s".formatted(port, database.name());
  }

  /** As {@link TestDatabase#dataSource()}, but through the pooler. */
  public DataSource dataSource() {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(jdbcUrl());
    dataSource.setUser(database.username());
    dataSource.setPassword(database.password());
    return dataSource;
  }

  @Override
  public void close() {
    process.destroyForcibly();
    try {
      process.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      for (String name : List.of("pgbouncer.ini", "log")) {
        Files.deleteIfExists(folder.resolve(name));
      }
      Files.deleteIfExists(folder);
    } catch (IOException e) {
      System.err.println("Left behind: " + folder + ": " + e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
  }
}
