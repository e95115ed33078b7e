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

package dev.pgmigrations.execute;

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.history.Sql;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One connection that nobody else uses until {@link #close()}. */
public final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private final Connection connection;
  private final JdbcClient jdbc;

  private Database(Connection connection) {
    this.connection = connection;
    this.jdbc = JdbcClient.create(new SingleConnectionDataSource(connection, true));
  }

  /** Loads what the first query needs of Spring JDBC, tens of milliseconds; connects to nothing. */
  public static void loadClasses(DataSource dataSource) {
    JdbcClient.create(dataSource);
  }

  /**
   * What is to be known before something is written.
   *
   * @param serverVersion as {@code server_version_num}
   * @param currentSchema the first of the search path that exists
   * @param role that is logged in
   * @param readOnly a standby, or read only by its settings
   */
  public record Facts(
      int serverVersion, Optional<String> currentSchema, String role, boolean readOnly) {}

  /**
   * Takes a connection.
   *
   * @param role to become at once
   * @throws DatabaseUnavailableException if there is none, or it is no PostgreSQL
   */
  public static Database open(DataSource dataSource, Optional<String> role) {
    try {
      Connection connection = dataSource.getConnection();
      try {
        checkProduct(connection);
        Database database = new Database(connection);
        database.prepare();
        role.ifPresent(database::become);
        return database;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw ConnectionErrors.unavailable(e);
    }
  }

  private static void checkProduct(Connection connection) throws SQLException {
    String product = connection.getMetaData().getDatabaseProductName();
    if (!"PostgreSQL".equals(product)) {
      throw new DatabaseUnavailableException(
          List.of(
              Diagnostic.error(
                      "not-postgresql",
                      "the DataSource is of %s, not PostgreSQL".formatted(product))
                  .fix(
                      "give a PostgreSQL DataSource; where another one is meant, in a test say, set"
                          + " migrations.enabled=false")));
    }
  }

  private void prepare() throws SQLException {
    if (!connection.getAutoCommit()) {
      connection.setAutoCommit(true);
    }
    if (connection.isReadOnly()) {
      connection.setReadOnly(false);
    }
    connection.setNetworkTimeout(Runnable::run, 0);
    if (connection.isWrapperFor(PGConnection.class)) {
      connection.unwrap(PGConnection.class).setPrepareThreshold(0);
    }
  }

  private void become(String role) {
    jdbc.sql("set role " + Sql.identifier(role)).update();
  }

  /** Runs {@code command}; what a query of ours throws becomes a diagnostic. */
  public static <T> T explained(Supplier<T> command) {
    try {
      return command.get();
    } catch (DataAccessException e) {
      throw ConnectionErrors.lost(e);
    }
  }

  /** For our own queries. */
  public JdbcClient jdbc() {
    return jdbc;
  }

  /** For the pipeline. */
  public Connection connection() {
    return connection;
  }

  /** Asks once what is to be known. */
  public Facts facts() {
    return jdbc.sql(
            """
            select pg_catalog.current_setting('server_version_num')::int as version,
              pg_catalog.current_schema() as schema, session_user as role,
              pg_catalog.pg_is_in_recovery()
                or pg_catalog.current_setting('transaction_read_only') = 'on' as read_only\
            """)
        .query(
            (row, number) ->
                new Facts(
                    row.getInt("version"),
                    Optional.ofNullable(row.getString("schema")),
                    Objects.requireNonNull(row.getString("role")),
                    row.getBoolean("read_only")))
        .single();
  }

  /** Whether a schema is there. */
  public boolean hasSchema(String schema) {
    return jdbc.sql("select exists (select from pg_catalog.pg_namespace where nspname = ?)")
        .param(schema)
        .query(Boolean.class)
        .single();
  }

  /** Whether a schema holds a table, a view, a sequence or the like. */
  public boolean hasObjects(String schema) {
    return jdbc.sql(
            """
            select exists (select from pg_catalog.pg_class c
              join pg_catalog.pg_namespace n on n.oid = c.relnamespace
              where n.nspname = ? and c.relkind in ('r', 'p', 'v', 'm', 'f', 'S'))\
            """)
        .param(schema)
        .query(Boolean.class)
        .single();
  }

  /** Tries a setting that a server may not know or a platform not have. */
  public boolean accepts(String setting, String value) {
    try {
      jdbc.sql("select pg_catalog.set_config(?, ?, false)")
          .params(setting, value)
          .query(String.class)
          .single();
      return true;
    } catch (RuntimeException e) {
      log.debug("The server does not take {} = {}", setting, value, e);
      return false;
    }
  }

  /**
   * The pid of its backend; empty where a pool lent the connection, for a second one is not to be
   * taken from there.
   */
  public OptionalInt backend() {
    return connection instanceof PgConnection direct
        ? OptionalInt.of(direct.getBackendPID())
        : OptionalInt.empty();
  }

  /** Asks the server to give up what it is running for this connection; from any thread. */
  public void cancel() {
    try {
      if (connection.isWrapperFor(PGConnection.class)) {
        connection.unwrap(PGConnection.class).cancelQuery();
      }
    } catch (SQLException e) {
      log.debug("The statement could not be cancelled", e);
    }
  }

  /**
   * Ends the connection; one that a pool lent is aborted, for nobody should get it back as it is.
   */
  @Override
  public void close() {
    try {
      if (!(connection instanceof PgConnection)) {
        connection.abort(Runnable::run);
      }
      connection.close();
    } catch (SQLException e) {
      log.debug("The connection was closed with an error", e);
    }
  }
}
