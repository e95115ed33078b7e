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

package dev.pgmigrations.counts;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.BufferedReader;
import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A run of migrate in a Java process of its own, with this one's class path. */
public final class ChildMigration implements AutoCloseable {

  private final Process process;
  private final BufferedReader output;

  private ChildMigration(Process process) {
    this.process = process;
    this.output = process.inputReader();
  }

  /**
   * What a run said.
   *
   * @param lines everything, for when it failed
   */
  public record Result(int exitCode, List<String> lines) {

    /** The number after a name. */
    public long number(String name) {
      return lines.stream()
          .filter(line -> line.startsWith(name + "="))
          .mapToLong(line -> Long.parseLong(line.substring(name.length() + 1)))
          .findFirst()
          .orElseThrow(() -> new AssertionError("no %s in:%n%s".formatted(name, this)));
    }

    @Override
    public String toString() {
      return lines.stream().collect(Collectors.joining("\n", "", "\nexit code " + exitCode));
    }
  }

  /** Starts the process, which waits for {@link #go} before it connects. */
  public static ChildMigration start(TestDatabase database, Path folder, String... jvmOptions)
      throws IOException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.addAll(List.of(jvmOptions));
    command.add(ChildMigration.class.getName());
    command.addAll(
        List.of(database.jdbcUrl(), database.username(), database.password(), folder.toString()));
    ProcessBuilder builder = new ProcessBuilder(command).redirectErrorStream(true);
    builder.environment().put("CLASSPATH", System.getProperty("java.class.path"));
    return new ChildMigration(builder.start());
  }

  /** Waits until it could begin. */
  public ChildMigration awaitReady() throws IOException {
    for (String line = output.readLine(); line != null; line = output.readLine()) {
      if (line.equals("ready")) {
        return this;
      }
    }
    throw new AssertionError("the child ended before it began");
  }

  /** Lets it begin. */
  public ChildMigration go() throws IOException {
    try (BufferedWriter input = process.outputWriter()) {
      input.write("go\n");
    }
    return this;
  }

  /** Waits for its end. */
  public Result result() throws InterruptedException {
    List<String> lines = output.lines().toList();
    process.waitFor(1, TimeUnit.MINUTES);
    return new Result(process.exitValue(), lines);
  }

  @Override
  public void close() {
    process.destroyForcibly();
  }

  /** The process itself. */
  public static void main(String[] arguments) throws IOException {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(arguments[0]);
    dataSource.setUser(arguments[1]);
    dataSource.setPassword(arguments[2]);
    System.out.println("ready");
    System.in.read();
    migrate(dataSource, arguments[3]);
  }

  private static void migrate(PGSimpleDataSource dataSource, String folder) {
    long start = System.nanoTime();
    long[] connected = {0};
    long[] planned = {0};
    Migrator migrator =
        new Migrator(
            MigratorSettings.builder().locations("file:" + folder).build(),
            new DelegatingDataSource(dataSource) {
              @Override
              public Connection getConnection() throws SQLException {
                Connection connection = super.getConnection();
                connected[0] = System.nanoTime();
                return connection;
              }
            },
            List.of(
                event -> {
                  if (event instanceof MigrationEvent.Planned) {
                    planned[0] = System.nanoTime();
                  }
                }));
    MigrationReport report = migrator.migrate();
    say("steps", report.steps().size());
    say("connected-ms", TimeUnit.NANOSECONDS.toMillis(connected[0] - start));
    say("planned-ms", TimeUnit.NANOSECONDS.toMillis(planned[0] - connected[0]));
    say("took-ms", TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start));
  }

  private static void say(String name, long number) {
    System.out.println(name + "=" + number);
  }
}
