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

package dev.pgmigrations.benchmarks.faults;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.util.List;
import liquibase.Liquibase;
import liquibase.database.Database;
import liquibase.database.DatabaseFactory;
import liquibase.database.jvm.JdbcConnection;
import liquibase.resource.DirectoryResourceAccessor;
import org.flywaydb.core.Flyway;
import org.postgresql.ds.PGSimpleDataSource;

/** A tool with its defaults, and how it wants the same migrations written. */
enum FaultTool {
  PGMIGRATIONS(
      "pgmigrations", "select count(*) from migration_history where active and state = 'done'") {
    @Override
    void write(Path folder, int number, String sql, boolean inTransaction) throws IOException {
      Files.writeString(folder.resolve(number + "_step.sql"), sql);
    }

    @Override
    void migrate(PGSimpleDataSource dataSource, Path folder) {
      new Migrator(MigratorSettings.builder().locations("file:" + folder).build(), dataSource)
          .migrate();
    }
  },

  FLYWAY(
      "Flyway",
      "select count(*) from flyway_schema_history where success and version is not null") {
    @Override
    void write(Path folder, int number, String sql, boolean inTransaction) throws IOException {
      Path file = folder.resolve("V%d__step.sql".formatted(number));
      Files.writeString(file, sql);
      if (!inTransaction) {
        Files.writeString(Path.of(file + ".conf"), "executeInTransaction=false\n");
      }
    }

    @Override
    void migrate(PGSimpleDataSource dataSource, Path folder) {
      Flyway.configure()
          .dataSource(dataSource)
          .locations("filesystem:" + folder)
          .baselineOnMigrate(true) // the schema of the gate makes the database look used
          .baselineVersion("0")
          .load()
          .migrate();
    }
  },

  LIQUIBASE("Liquibase", "select count(*) from databasechangelog") {
    @Override
    void write(Path folder, int number, String sql, boolean inTransaction) throws IOException {
      Path file = folder.resolve("changelog.sql");
      String before = Files.exists(file) ? Files.readString(file) : "--liquibase formatted sql\n";
      Files.writeString(
          file,
          before
              + "\n--changeset t:%d%s\n%s\n"
                  .formatted(number, inTransaction ? "" : " runInTransaction:false", sql));
    }

    @Override
    void migrate(PGSimpleDataSource dataSource, Path folder) throws Exception {
      try (Connection connection = dataSource.getConnection()) {
        Database database =
            DatabaseFactory.getInstance()
                .findCorrectDatabaseImplementation(new JdbcConnection(connection));
        try (Liquibase liquibase =
            new Liquibase("changelog.sql", new DirectoryResourceAccessor(folder), database)) {
          liquibase.update("");
        }
      }
    }
  };

  private final String label;
  private final String applied;

  FaultTool(String label, String applied) {
    this.label = label;
    this.applied = applied;
  }

  /** Adds a migration to the folder. */
  abstract void write(Path folder, int number, String sql, boolean inTransaction)
      throws IOException;

  /** How it sends this. */
  String commit() {
    return this == PGMIGRATIONS ? "\0commit\0" : "COMMIT";
  }

  /** Applies what is pending. */
  abstract void migrate(PGSimpleDataSource dataSource, Path folder) throws Exception;

  /** Asks how many its history has. */
  String applied() {
    return applied;
  }

  /** The process that migrates, and may be killed: tool, url, user, password, folder. */
  public static void main(String[] arguments) throws Exception {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setUrl(arguments[1]);
    dataSource.setUser(arguments[2]);
    dataSource.setPassword(arguments[3]);
    System.out.println("ready");
    System.in.read();
    try {
      valueOf(arguments[0]).migrate(dataSource, Path.of(arguments[4]));
      System.out.println("done");
    } catch (Exception e) {
      List<String> lines =
          String.valueOf(e.getMessage())
              .lines()
              .map(String::strip)
              .filter(l -> !l.isEmpty())
              .toList();
      System.out.println("failed=" + String.join(" ", lines));
      System.exit(1);
    }
    System.exit(0);
  }

  @Override
  public String toString() {
    return label;
  }
}
