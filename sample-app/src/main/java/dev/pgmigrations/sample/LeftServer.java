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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.diagnostics.FailureAnalyzedException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DriverManagerDataSource;

/**
 * What a run that was killed leaves in a data directory: a server that still runs, or a file that
 * names a process which has long been another one. PostgreSQL starts with neither.
 *
 * <p>Only for who holds the lock of the directory: then nobody else needs that server.
 */
final class LeftServer {

  private static final Logger log = LoggerFactory.getLogger(LeftServer.class);

  private final Path directory;
  private final Path pidFile;

  LeftServer(Path directory) {
    this.directory = directory;
    this.pidFile = directory.resolve("postmaster.pid");
  }

  /** Makes room for a new server. */
  void stop() {
    List<String> lines = lines();
    Optional<ProcessHandle> process =
        lines.isEmpty() ? Optional.empty() : ProcessHandle.of(Long.parseLong(lines.get(0).strip()));
    // Of a process that is gone, or is somebody else's, PostgreSQL takes care itself.
    process
        .filter(p -> p.info().command().isPresent())
        .ifPresent(
            p -> {
              if (isPostgres(p)) {
                stop(p, lines.get(3).strip());
              } else {
                delete();
              }
            });
  }

  private static boolean isPostgres(ProcessHandle process) {
    String command = process.info().command().orElse("");
    return command.endsWith("postgres") || command.endsWith("postgres.exe");
  }

  private void stop(ProcessHandle process, String port) {
    log.info("Stopping the PostgreSQL of a run that was killed, process {}", process.pid());
    if (isOurs(port)) {
      process.destroy();
    }
    try {
      process.onExit().get(20, TimeUnit.SECONDS);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new IllegalStateException("Interrupted while a server stopped", e);
    } catch (ExecutionException | TimeoutException e) {
      throw new FailureAnalyzedException(
          "%s names process %s, a PostgreSQL that does not stop.".formatted(pidFile, process.pid()),
          "Stop that process if it serves this folder; else delete the file.",
          e);
    }
  }

  /** Asks the server whose data it has, and ends the connections that it would wait for. */
  private boolean isOurs(String port) {
    String url =
        "jdbc:postgresql://localhost:%s/postgres?connectTimeout=5&socketTimeout=5".formatted(port);
    JdbcClient jdbc = JdbcClient.create(new DriverManagerDataSource(url, "postgres", ""));
    try {
      String data = jdbc.sql("show data_directory").query(String.class).single();
      if (!Files.isSameFile(Path.of(data), directory)) {
        return false;
      }
      jdbc.sql(
              """
              select pg_terminate_backend(pid) from pg_stat_activity
              where backend_type = 'client backend' and pid <> pg_backend_pid()
              """)
          .query()
          .listOfRows();
      return true;
    } catch (DataAccessException | IOException e) {
      log.debug("Process on port {} does not answer", port, e);
      return false;
    }
  }

  private List<String> lines() {
    try {
      return Files.exists(pidFile) ? Files.readAllLines(pidFile) : List.of();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void delete() {
    try {
      Files.delete(pidFile);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
