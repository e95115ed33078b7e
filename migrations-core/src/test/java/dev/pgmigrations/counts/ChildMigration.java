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
import dev.pgmigrations.event.MigrationListener;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** A run of migrate in a Java process of its own, with this one's class path. */
public final class ChildMigration implements AutoCloseable {

  private static final Duration PATIENCE = Duration.ofMinutes(10);

  private final ChildJvm jvm;

  private ChildMigration(ChildJvm jvm) {
    this.jvm = jvm;
  }

  /** Starts the process, which waits for {@link #go} before it connects. */
  public static ChildMigration start(TestDatabase database, Path folder, String... jvmOptions) {
    return start(database, database.jdbcUrl(), folder, Map.of(), List.of(jvmOptions));
  }

  /**
   * The same.
   *
   * @param url another way to the database, through a proxy say
   * @param settings {@code runners}: how many threads migrate at once, each with a migrator of its
   *     own; {@code application}: their name
   */
  public static ChildMigration start(
      TestDatabase database,
      String url,
      Path folder,
      Map<String, String> settings,
      List<String> jvmOptions) {
    Map<String, String> all = new LinkedHashMap<>(settings);
    all.put("url", url);
    all.put("user", database.username());
    all.put("password", database.password());
    all.put("folder", folder.toString());
    return new ChildMigration(
        ChildJvm.start(
            ChildMigration.class,
            jvmOptions,
            all.entrySet().stream().map(e -> e.getKey() + "=" + e.getValue()).toList()));
  }

  /** Waits until it could begin. */
  public ChildMigration awaitReady() throws InterruptedException {
    jvm.await("ready"::equals, PATIENCE);
    return this;
  }

  /** Lets it begin. */
  public ChildMigration go() {
    jvm.say("go");
    return this;
  }

  /** The process, to be killed say. */
  public ChildJvm jvm() {
    return jvm;
  }

  /** Waits for its end. */
  public ChildJvm.Result result() throws InterruptedException {
    return jvm.result(PATIENCE);
  }

  @Override
  public void close() {
    jvm.close();
  }

  /** The process itself. */
  public static void main(String[] arguments) throws Exception {
    Map<String, String> settings = new LinkedHashMap<>();
    for (String argument : arguments) {
      String[] parts = argument.split("=", 2);
      settings.put(parts[0], parts[1]);
    }
    System.out.println("ready");
    System.in.read();
    int runners = Integer.parseInt(settings.getOrDefault("runners", "1"));
    if (runners == 1) {
      migrate(settings);
    } else {
      several(runners, settings);
    }
  }

  private static void several(int runners, Map<String, String> settings) throws Exception {
    ExecutorService threads = Executors.newFixedThreadPool(runners);
    List<Future<Integer>> started = new ArrayList<>();
    for (int i = 0; i < runners; i++) {
      started.add(threads.submit(() -> migrator(settings, List.of()).migrate().steps().size()));
    }
    int steps = 0;
    for (Future<Integer> one : started) {
      steps += one.get();
    }
    threads.shutdown();
    say("steps", steps);
  }

  private static PGSimpleDataSource dataSource(Map<String, String> settings) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(settings.get("url"));
    dataSource.setUser(settings.get("user"));
    dataSource.setPassword(settings.get("password"));
    return dataSource;
  }

  private static Migrator migrator(
      Map<String, String> settings, List<MigrationListener> listeners) {
    return new Migrator(built(settings), dataSource(settings), listeners);
  }

  private static MigratorSettings built(Map<String, String> settings) {
    return MigratorSettings.builder()
        .locations("file:" + settings.get("folder"))
        .application(settings.getOrDefault("application", "pgmigrations"))
        .build();
  }

  private static void migrate(Map<String, String> settings) {
    long start = System.nanoTime();
    long[] connected = {0};
    long[] planned = {0};
    Migrator migrator =
        new Migrator(
            built(settings),
            new DelegatingDataSource(dataSource(settings)) {
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
