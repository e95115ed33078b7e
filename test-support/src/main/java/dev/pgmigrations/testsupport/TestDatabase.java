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

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.ds.PGSimpleDataSource;
import org.postgresql.jdbc.PreferQueryMode;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.StatementCallback;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** A database of its own on a real server, dropped on close. */
public final class TestDatabase implements AutoCloseable {

  /** What only psql understands: data in the script, and its own commands. */
  private static final Pattern NEEDS_PSQL =
      Pattern.compile(
          "^(copy\\s[^;]*\\sfrom\\s+stdin\\b|\\\\)", Pattern.CASE_INSENSITIVE | Pattern.MULTILINE);

  private final Server server;
  private final String name;
  private final Supplier<JdbcTemplate> maintenance;
  private @Nullable SingleConnectionDataSource watching;

  /**
   * A database that is there.
   *
   * @param maintenance another database of the server, to drop this one from
   */
  TestDatabase(Server server, String name, Supplier<JdbcTemplate> maintenance) {
    this.server = server;
    this.name = name;
    this.maintenance = maintenance;
  }

  public String name() {
    return name;
  }

  public String host() {
    return server.host();
  }

  public int port() {
    return server.port();
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return server.jdbcUrl(name);
  }

  /** A superuser. */
  public String username() {
    return server.superuser();
  }

  public String password() {
    return server.password();
  }

  /** {@code postgres://user:password@host:port/database}. */
  public String postgresUrl() {
    return server.postgresUrl(name);
  }

  /** Opens a new physical connection each time. */
  public DataSource dataSource() {
    return dataSource(username(), password());
  }

  /** As another role, for instance one of {@link Postgres#createRole}. */
  public DataSource dataSource(String user, String userPassword) {
    return server.dataSource(name, user, userPassword);
  }

  /** The names of the tables in schema {@code public}, in order. */
  public List<String> tables() {
    return jdbc()
        .sql("select tablename::text from pg_tables where schemaname = 'public' order by 1")
        .query(String.class)
        .list();
  }

  /** Whether there is a relation of this name, written as in SQL. */
  public boolean exists(String relation) {
    return jdbc()
        .sql("select to_regclass(?) is not null")
        .param(relation)
        .query(Boolean.class)
        .single();
  }

  /** On {@link #dataSource()}: a connection for each call, in auto-commit. */
  public JdbcClient jdbc() {
    return JdbcClient.create(dataSource());
  }

  /**
   * Everything that is in this database now.
   *
   * @param ignoredRelations tables, views or sequences to leave out with all that hangs on them,
   *     for instance {@code public.migration_history}
   */
  public CatalogSnapshot snapshot(String... ignoredRelations) {
    return CatalogSnapshot.of(JdbcClient.create(catalogs()), List.of(ignoredRelations));
  }

  /**
   * The same, over one connection that stays until this is closed, and with one plan: for those who
   * look many times, and mind no other session in their database.
   */
  public synchronized CatalogSnapshot snapshotAgain(String... ignoredRelations) {
    SingleConnectionDataSource open = watching;
    if (open == null) {
      PGSimpleDataSource catalogs = catalogs();
      catalogs.setPrepareThreshold(1);
      catalogs.setOptions(catalogs.getOptions() + " -c plan_cache_mode=force_generic_plan");
      open = new SingleConnectionDataSource(DataSourceUtils.getConnection(catalogs), true);
      watching = open;
    }
    return CatalogSnapshot.of(JdbcClient.create(open), List.of(ignoredRelations));
  }

  private PGSimpleDataSource catalogs() {
    PGSimpleDataSource catalogs = server.dataSource(name, username(), password());
    catalogs.setOptions(
        "-c jit=off"); // It takes the query for an expensive one and compiles it for seconds.
    return catalogs;
  }

  /**
   * Runs a script as one message of the simple protocol, which is one transaction unless the script
   * says otherwise. Nothing is replaced or split on the way. What refuses a transaction block has
   * to come alone.
   */
  public void execute(String sql) {
    PGSimpleDataSource simple = server.dataSource(name, username(), password());
    simple.setPreferQueryMode(PreferQueryMode.SIMPLE);
    StatementCallback<Boolean> script =
        statement -> {
          statement.setEscapeProcessing(false);
          return statement.execute(sql);
        };
    new JdbcTemplate(simple).execute(script);
  }

  /**
   * Runs a file as pg_dump writes it. A file with {@code COPY … FROM stdin} or with psql's own
   * commands takes psql.
   *
   * @throws IllegalStateException when the file needs psql and there is none, or when psql fails
   */
  public void restore(Path sqlFile) {
    String sql = read(sqlFile);
    if (!NEEDS_PSQL.matcher(sql).find()) {
      execute(sql);
      return;
    }
    Psql psql =
        Psql.find()
            .orElseThrow(
                () -> new IllegalStateException("%s needs psql on the PATH".formatted(sqlFile)));
    Psql.Result result = psql.runFile(this, sqlFile, "--quiet", "--set=ON_ERROR_STOP=1");
    if (result.exitCode() != 0) {
      throw new IllegalStateException("psql: " + result.output());
    }
  }

  /** A second database with the same content. Nobody may be connected to this one. */
  public TestDatabase copy() {
    return Postgres.createFrom(name, username());
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Drops the database, with whoever is still connected. Does nothing the second time. */
  @Override
  public synchronized void close() {
    SingleConnectionDataSource open = watching;
    if (open != null) {
      open.close();
      watching = null;
    }
    maintenance.get().execute("drop database if exists %s with (force)".formatted(name));
  }

  @Override
  public String toString() {
    return jdbcUrl();
  }
}
