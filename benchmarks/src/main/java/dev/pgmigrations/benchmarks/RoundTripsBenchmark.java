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

package dev.pgmigrations.benchmarks;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.LinkedHashMap;
import java.util.Map;
import javax.sql.DataSource;
import org.flywaydb.core.Flyway;

/**
 * How often a tool waits for the server, counted by a proxy: to migrate an empty database, and when
 * nothing is to be done. What connecting costs is left out.
 */
final class RoundTripsBenchmark {

  private static final int FEW = 10;
  private static final int MANY = 50;

  private final Map<String, Way> ways = new LinkedHashMap<>();

  private RoundTripsBenchmark() {
    ways.put("bare JDBC", RoundTripsBenchmark::jdbc);
    ways.put("pgmigrations", RoundTripsBenchmark::pgmigrations);
    ways.put("Flyway", RoundTripsBenchmark::flyway);
  }

  /** How to migrate with so many files of a folder. */
  private interface Way {
    void migrate(DataSource database, Path folder, int files) throws SQLException, IOException;
  }

  /** Counts are always the same, however often it runs. */
  static void run(int runs) throws Exception {
    RoundTripsBenchmark benchmark = new RoundTripsBenchmark();
    System.out.printf(
        "%-20s %16s %16s %16s %16s%n",
        "round trips", FEW + " migrations", MANY + " migrations", "each", "nothing to do");
    for (var way : benchmark.ways.entrySet()) {
      int[] few = count(way.getValue(), FEW);
      int[] many = count(way.getValue(), MANY);
      System.out.printf(
          "%-20s %16d %16d %16.1f %16d%n",
          way.getKey(), few[0], many[0], (many[0] - few[0]) / (double) (MANY - FEW), many[1]);
    }
  }

  /** Of the first run, and of the second. */
  private static int[] count(Way way, int files) throws SQLException, IOException {
    Path folder = Files.createTempDirectory("round-trips");
    for (int i = 1; i <= files; i++) {
      String sql =
          """
          create table t%1$d (id bigint generated always as identity primary key, name text not null);
          create index on t%1$d (name);
          """
              .formatted(i);
      Files.writeString(folder.resolve("%d_table.sql".formatted(i)), sql);
    }
    try (TestDatabase database = Postgres.create();
        CountingProxy proxy = CountingProxy.before(database)) {
      proxy.dataSource().getConnection().close();
      int connecting = proxy.roundTrips();
      int[] counts = new int[2];
      for (int run = 0; run < counts.length; run++) {
        proxy.reset();
        way.migrate(proxy.dataSource(), folder, files);
        counts[run] = proxy.roundTrips() - proxy.connections() * connecting;
      }
      return counts;
    }
  }

  /** One transaction a file, which is the least that is safe; what is applied is not recorded. */
  private static void jdbc(DataSource database, Path folder, int files)
      throws SQLException, IOException {
    try (Connection connection = database.getConnection();
        Statement statement = connection.createStatement()) {
      if (isDone(statement)) {
        return;
      }
      connection.setAutoCommit(false);
      for (int i = 1; i <= files; i++) {
        statement.execute(Files.readString(folder.resolve(i + "_table.sql")));
        connection.commit();
      }
    }
  }

  private static boolean isDone(Statement statement) throws SQLException {
    try (ResultSet answer = statement.executeQuery("select to_regclass('t1') is not null")) {
      return answer.next() && answer.getBoolean(1);
    }
  }

  private static void pgmigrations(DataSource database, Path folder, int files) {
    new Migrator(MigratorSettings.builder().locations("file:" + folder).build(), database)
        .migrate();
  }

  /** The same files: it is told how their names are built. */
  private static void flyway(DataSource database, Path folder, int files) {
    Flyway.configure()
        .dataSource(database)
        .locations("filesystem:" + folder)
        .sqlMigrationPrefix("")
        .sqlMigrationSeparator("_")
        .load()
        .migrate();
  }
}
