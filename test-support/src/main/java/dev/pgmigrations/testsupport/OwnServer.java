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

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import io.zonky.test.db.postgres.util.LinuxUtils;
import java.io.File;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetAddress;
import java.net.ServerSocket;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.nio.file.attribute.PosixFilePermissions;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicInteger;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.JdbcTemplate;

/**
 * A PostgreSQL cluster of a test's own, from the embedded binaries, that may be crashed, stopped
 * and started again on the same port, whatever the property {@code pg} says. Its data folder is a
 * copy of one that is made once in a JVM.
 */
public final class OwnServer implements AutoCloseable {

  private static final String SUPERUSER = "postgres";
  private static final String DATA = "data";
  private static final String LOG = "log";
  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private static @Nullable Template template;

  private final Path binaries;
  private final Path folder;
  private final int port;
  private final Map<String, String> settings;
  private final AtomicInteger databases = new AtomicInteger();
  private @Nullable Process process;

  private OwnServer(Path binaries, Path folder, int port, Map<String, String> settings) {
    this.binaries = binaries;
    this.folder = folder;
    this.port = port;
    this.settings = settings;
  }

  /** Starts one with settings that do for most tests. */
  public static OwnServer start() {
    return start(Map.of());
  }

  /**
   * Starts one.
   *
   * @param settings of {@code postgresql.conf}, such as {@code autovacuum} and {@code on}
   */
  public static OwnServer start(Map<String, String> settings) {
    try {
      Template known = template();
      Path folder = temporaryFolder();
      copy(known.data(), folder.resolve(DATA));
      return started(known.binaries(), folder, settings);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Starts one that asks everybody but its superuser for a password. */
  public static OwnServer startWithPasswords() {
    try {
      Path rules = temporaryFolder().resolve("pg_hba.conf");
      Files.writeString(
          rules, "host all %s all trust\nhost all all all scram-sha-256\n".formatted(SUPERUSER));
      return start(Map.of("hba_file", rules.toString()));
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /**
   * Starts one of PostgreSQL as it is installed on this machine, with a new data folder.
   *
   * @param binaries where its {@code initdb} and {@code postgres} are
   */
  static OwnServer startInstalled(Path binaries) {
    try {
      Path folder = temporaryFolder();
      List<String> initdb = new ArrayList<>(notRoot());
      initdb.add(binaries.resolve("initdb").toString());
      initdb.addAll(List.of("-D", folder.resolve(DATA).toString(), "-U", SUPERUSER));
      initdb.addAll(List.of("-A", "trust", "-E", "UTF8", "--locale=C", "--no-sync"));
      Path log = folder.resolve(LOG);
      Process process =
          new ProcessBuilder(initdb).redirectErrorStream(true).redirectOutput(log.toFile()).start();
      if (process.waitFor() != 0) {
        throw new IllegalStateException("initdb failed: " + Files.readString(log));
      }
      return started(binaries, folder, Map.of());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  private static OwnServer started(Path binaries, Path folder, Map<String, String> settings)
      throws IOException {
    Map<String, String> all =
        new LinkedHashMap<>(
            Map.of(
                "fsync", "off",
                "full_page_writes", "off",
                "autovacuum", "off",
                "jit", "off",
                "max_connections", "200",
                "shared_buffers", "16MB",
                "listen_addresses", "localhost",
                "unix_socket_directories", ""));
    all.putAll(settings);
    OwnServer server = new OwnServer(binaries, folder, freePort(), all);
    Runtime.getRuntime().addShutdownHook(new Thread(server::close));
    server.restart();
    return server;
  }

  /** What is made once: the binaries unpacked and a data folder initialized. */
  private record Template(Path binaries, Path data) {}

  private static synchronized Template template() throws IOException {
    Template known = template;
    if (known != null) {
      return known;
    }
    Path data = temporaryFolder().resolve("data");
    try (EmbeddedPostgres postgres =
        EmbeddedPostgres.builder()
            .setDataDirectory(data)
            .setCleanDataDirectory(false)
            .setLocaleConfig("locale", "C")
            .setServerConfig("fsync", "off")
            .setPGStartupWait(PATIENCE)
            .start()) {
      Path binaries =
          Path.of(
              new JdbcTemplate(postgres.getPostgresDatabase())
                  .queryForList("select setting from pg_config where name = 'BINDIR'", String.class)
                  .get(0));
      known = new Template(binaries, data);
    }
    template = known;
    return known;
  }

  private static Path temporaryFolder() throws IOException {
    Path made = Files.createTempDirectory("pgmigrations-server");
    Runtime.getRuntime().addShutdownHook(new Thread(() -> delete(made)));
    return made;
  }

  private static int freePort() throws IOException {
    try (ServerSocket socket = new ServerSocket(0, 1, InetAddress.getLoopbackAddress())) {
      return socket.getLocalPort();
    }
  }

  public int port() {
    return port;
  }

  /** An empty database; it goes with the server. */
  public TestDatabase create() {
    String name = "test_" + databases.incrementAndGet();
    server().create(maintenance(), name, "template0", SUPERUSER);
    return new TestDatabase(server(), name, this::maintenance);
  }

  /** A database that is there, under this server's address. */
  public TestDatabase existing(String name) {
    return new TestDatabase(server(), name, this::maintenance);
  }

  /** Runs one statement outside of every test database, in auto-commit. */
  public void execute(String sql) {
    maintenance().execute(sql);
  }

  private JdbcTemplate maintenance() {
    return new JdbcTemplate(server().maintenance());
  }

  private Server server() {
    return new Server("localhost", port, SUPERUSER, SUPERUSER, true);
  }

  private Path data() {
    return folder.resolve(DATA);
  }

  /** Starts it again, on the same port, and waits until it takes connections. */
  public void restart() {
    restart(Map.of());
  }

  /** The same with other settings, for this time. */
  public void restart(Map<String, String> further) {
    launch(further);
    awaitConnections();
  }

  /** Starts it again and waits for nothing. */
  public synchronized void launch(Map<String, String> further) {
    try {
      List<String> command = new ArrayList<>(notRoot());
      command.add(binaries.resolve("postgres").toString());
      command.addAll(List.of("-D", data().toString(), "-p", Integer.toString(port)));
      Map<String, String> all = new LinkedHashMap<>(settings);
      all.putAll(further);
      all.forEach((name, value) -> command.addAll(List.of("-c", name + "=" + value)));
      process =
          new ProcessBuilder(command)
              .redirectErrorStream(true)
              .redirectOutput(ProcessBuilder.Redirect.appendTo(log()))
              .start();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** PostgreSQL refuses to be root. */
  private static List<String> notRoot() {
    return LinuxUtils.isUnshareAvailable() ? List.of("unshare", "-U") : List.of();
  }

  private File log() {
    return folder.resolve(LOG).toFile();
  }

  private void awaitConnections() {
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (true) {
      try {
        server().dataSource("postgres", SUPERUSER, SUPERUSER).getConnection().close();
        return;
      } catch (SQLException e) {
        if (!isRunning() || System.nanoTime() > deadline) {
          throw new IllegalStateException("The server did not start: " + logged(), e);
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

  /** What the server has written into its log. */
  public String logged() {
    try {
      return Files.readString(log().toPath());
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  public synchronized boolean isRunning() {
    return process != null && process.isAlive();
  }

  /** Ends it as {@code pg_ctl stop -m fast} does: sessions are ended, and the disk is in order. */
  public void stop() {
    signal("INT");
  }

  /**
   * Ends it as {@code pg_ctl stop -m immediate} does: nothing is put in order, the next start
   * recovers as after a crash.
   */
  public void stopImmediately() {
    signal("QUIT");
  }

  /** Ends it as a loss of power does: all its processes are killed. */
  public synchronized void kill() {
    Process running = process;
    if (running == null) {
      return;
    }
    // The parent first, for it would tell the others.
    List<ProcessHandle> all = new ArrayList<>(List.of(running.toHandle()));
    running.descendants().forEach(all::add);
    all.forEach(ProcessHandle::destroyForcibly);
    await(running);
    all.forEach(one -> one.onExit().orTimeout(10, TimeUnit.SECONDS).join());
  }

  private synchronized void signal(String name) {
    Process running = process;
    if (running == null || !running.isAlive()) {
      return;
    }
    try {
      new ProcessBuilder("kill", "-" + name, Long.toString(running.pid())).start().waitFor();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
    }
    await(running);
  }

  private void await(Process running) {
    try {
      if (!running.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)) {
        throw new IllegalStateException("The server did not stop: " + logged());
      }
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException(e);
    }
  }

  /**
   * Makes a copy of this one that follows it and is read only. This server is stopped for the
   * moment and needs {@code wal_level=replica}, which is the default.
   */
  public OwnServer standby() {
    try {
      Map<String, String> following = new LinkedHashMap<>(settings);
      following.put(
          "primary_conninfo", "host=localhost port=%d user=%s".formatted(port, SUPERUSER));
      OwnServer standby = new OwnServer(binaries, temporaryFolder(), freePort(), following);
      Runtime.getRuntime().addShutdownHook(new Thread(standby::close));
      stop();
      copy(data(), standby.data());
      Files.createFile(standby.data().resolve("standby.signal"));
      restart();
      standby.restart();
      return standby;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Ends it and deletes its data. Does nothing the second time. */
  @Override
  public synchronized void close() {
    kill();
    delete(folder);
  }

  private static void copy(Path from, Path to) throws IOException {
    Files.walkFileTree(
        from,
        new SimpleFileVisitor<>() {
          @Override
          public FileVisitResult preVisitDirectory(Path folder, BasicFileAttributes attributes)
              throws IOException {
            Files.createDirectory(
                to.resolve(from.relativize(folder).toString()),
                PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rwx------")));
            return FileVisitResult.CONTINUE;
          }

          @Override
          public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
              throws IOException {
            if (!file.endsWith("postmaster.pid")) {
              Files.copy(file, to.resolve(from.relativize(file).toString()));
            }
            return FileVisitResult.CONTINUE;
          }
        });
  }

  private static void delete(Path folder) {
    try {
      if (!Files.exists(folder)) {
        return;
      }
      Files.walkFileTree(
          folder,
          new SimpleFileVisitor<>() {
            @Override
            public FileVisitResult visitFile(Path file, BasicFileAttributes attributes)
                throws IOException {
              Files.deleteIfExists(file);
              return FileVisitResult.CONTINUE;
            }

            @Override
            public FileVisitResult visitFileFailed(Path file, IOException failure) {
              return FileVisitResult.CONTINUE; // somebody else deletes it at the same time
            }

            @Override
            public FileVisitResult postVisitDirectory(Path visited, @Nullable IOException failure)
                throws IOException {
              Files.deleteIfExists(visited);
              return FileVisitResult.CONTINUE;
            }
          });
    } catch (IOException e) {
      System.err.println("Left behind: " + folder + ": " + e);
    }
  }

  @Override
  public String toString() {
    return server().toString();
  }
}
