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
import dev.pgmigrations.diagnostic.PoolerException;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.lock.LockStrategy;
import java.net.SocketTimeoutException;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.postgresql.PGConnection;
import org.postgresql.jdbc.PgConnection;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.core.NestedExceptionUtils;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/** One connection that nobody else uses until {@link #close()}. */
public final class Database implements AutoCloseable {

  private static final Logger log = LoggerFactory.getLogger(Database.class);

  private final DataSource dataSource;
  private final Connection connection;
  private final Optional<String> role;
  private final LockStrategy strategy;
  private final boolean lent;
  private final JdbcClient jdbc;

  private Database(
      DataSource dataSource,
      Connection connection,
      Optional<String> role,
      LockStrategy strategy,
      boolean lent) {
    this.dataSource = dataSource;
    this.connection = connection;
    this.role = role;
    this.strategy = strategy;
    this.lent = lent;
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
   * @param standby a server that only follows another one
   * @param readOnly a standby, or read only by its settings
   * @param backend the process of the server that answered
   * @param newestObject the highest number of a relation, a type or a function
   */
  public record Facts(
      int serverVersion,
      Optional<String> currentSchema,
      String role,
      boolean standby,
      boolean readOnly,
      int backend,
      long newestObject) {}

  /**
   * Takes a connection.
   *
   * @param role to become at once
   * @param strategy with a lock of a transaction nothing is set for the session, which may be
   *     shared
   * @throws DatabaseUnavailableException if there is none, or it is no PostgreSQL
   */
  public static Database open(DataSource dataSource, Optional<String> role, LockStrategy strategy) {
    try {
      Connection connection = connect(dataSource);
      try {
        checkProduct(connection);
        Database database = new Database(dataSource, connection, role, strategy, false);
        database.prepare();
        if (strategy == LockStrategy.SESSION) {
          if (role.isPresent()) {
            database.become("", role.get());
          }
        }
        return database;
      } catch (SQLException | RuntimeException e) {
        connection.close();
        throw e;
      }
    } catch (SQLException e) {
      throw ConnectionErrors.unavailable(e);
    }
  }

  /** A {@code DataSource} of the application's may throw whatever it likes, or give nothing. */
  private static Connection connect(DataSource dataSource) throws SQLException {
    try {
      @Nullable Connection connection = dataSource.getConnection();
      if (connection == null) {
        throw new SQLException(dataSource.getClass().getName() + " gives null");
      }
      return connection;
    } catch (RuntimeException e) {
      throw ConnectionErrors.refused(e);
    }
  }

  /**
   * Takes over a connection that others use before and after, to ask and no more: nothing is set,
   * and closing gives it back. Empty, and given back already, where its session would not answer as
   * a new one does.
   *
   * @param dataSource of the same database
   */
  public static Optional<Database> lent(DataSource dataSource, Connection connection) {
    Database database =
        new Database(dataSource, connection, Optional.empty(), LockStrategy.SESSION, true);
    try {
      if (connection.getAutoCommit() && database.isAsConnected()) {
        return Optional.of(database);
      }
      log.debug("The spare connection was changed since it was made; a new one is used");
    } catch (SQLException | DataAccessException e) {
      log.debug("The spare connection does not answer; a new one is used", e);
    }
    database.close();
    return Optional.empty();
  }

  /** Whether names are looked up as they would be had the session just begun. */
  private boolean isAsConnected() throws SQLException {
    String user = connection.getMetaData().getUserName();
    return jdbc.sql(
            """
            select session_user = ? and current_user = session_user and setting = reset_val
            from pg_catalog.pg_settings where name = 'search_path'\
            """)
        .param(user)
        .query(Boolean.class)
        .single();
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
    if (strategy == LockStrategy.SESSION && connection.isReadOnly()) {
      connection.setReadOnly(false);
    }
    connection.setNetworkTimeout(Runnable::run, 0);
    if (connection.isWrapperFor(PGConnection.class)) {
      connection.unwrap(PGConnection.class).setPrepareThreshold(0);
    }
  }

  private void become(String scope, String name) {
    try {
      jdbc.sql("set " + scope + "role " + Sql.identifier(name)).update();
    } catch (DataAccessException e) {
      throw ConnectionErrors.notTheRole(name, e);
    }
  }

  /** Asks as the role; where the session may be shared, that takes a transaction. */
  public <T> T asRole(Supplier<T> query) {
    return asRole(Optional.empty(), query);
  }

  /**
   * The same.
   *
   * @param lockTimeout how long the query waits for a lock, if not for ever; it fails with 55P03
   *     then. Takes a transaction
   */
  public <T> T asRole(Optional<Duration> lockTimeout, Supplier<T> query) {
    Optional<String> shared = strategy == LockStrategy.TRANSACTION ? role : Optional.empty();
    if (shared.isEmpty() && lockTimeout.isEmpty()) {
      return query.get();
    }
    jdbc.sql("begin").update();
    try {
      shared.ifPresent(name -> become("local ", name));
      lockTimeout.ifPresent(this::waitAtMost);
      T answer = query.get();
      jdbc.sql("rollback").update();
      return answer;
    } catch (RuntimeException failure) {
      try {
        jdbc.sql("rollback").update();
      } catch (DataAccessException second) {
        failure.addSuppressed(second);
      }
      throw failure;
    }
  }

  /** Zero would be no limit. */
  private void waitAtMost(Duration limit) {
    long millis = Math.min(Math.max(1, limit.toMillis()), Integer.MAX_VALUE);
    jdbc.sql("set local lock_timeout = " + millis).update();
  }

  /**
   * Makes sure, as far as that can be seen, that the server's session belongs to this connection,
   * unless it may be shared. To be called before anything is set for the session.
   *
   * @throws PoolerException if other connections get the same one
   */
  public void refuseSharedSession(Facts facts) {
    if (strategy == LockStrategy.TRANSACTION) {
      return;
    }
    try {
      new PoolerProbe(dataSource).refuseShared(connection, facts.backend());
    } catch (PoolerException shared) {
      if (role.isPresent()) {
        jdbc.sql("reset role").update();
      }
      throw shared;
    }
  }

  /** Whether the server answers within a time; if not, this connection is of no use any more. */
  public boolean answersWithin(Duration limit) {
    try {
      connection.setNetworkTimeout(Runnable::run, Math.toIntExact(limit.toMillis()));
      jdbc.sql("select 1").query(Integer.class).single();
      connection.setNetworkTimeout(Runnable::run, 0);
      return true;
    } catch (SQLException | DataAccessException e) {
      if (NestedExceptionUtils.getMostSpecificCause(e) instanceof SocketTimeoutException) {
        return false;
      }
      throw ConnectionErrors.lost(e);
    }
  }

  /** Whether a server that could not be reached is likely to be there soon. */
  public static boolean maySoonBeThere(DatabaseUnavailableException error) {
    return ConnectionErrors.passes(error);
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
    return asRole(this::askFacts);
  }

  private Facts askFacts() {
    return jdbc.sql(
            """
            select pg_catalog.current_setting('server_version_num')::int as version,
              pg_catalog.current_schema() as schema, session_user as role,
              pg_catalog.pg_is_in_recovery() as standby,
              pg_catalog.current_setting('transaction_read_only') = 'on' as read_only,
              pg_catalog.pg_backend_pid() as backend,
              greatest((select max(c.oid) from pg_catalog.pg_class c),
                (select max(t.oid) from pg_catalog.pg_type t),
                (select max(p.oid) from pg_catalog.pg_proc p))::bigint as newest\
            """)
        .query(
            (row, number) ->
                new Facts(
                    row.getInt("version"),
                    Optional.ofNullable(row.getString("schema")),
                    Objects.requireNonNull(row.getString("role")),
                    row.getBoolean("standby"),
                    row.getBoolean("standby") || row.getBoolean("read_only"),
                    row.getInt("backend"),
                    row.getLong("newest")))
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

  /**
   * Tries a setting that a server may not know or a platform not have. It stays, unless the session
   * may be shared.
   */
  public boolean accepts(String setting, String value) {
    try {
      jdbc.sql("select pg_catalog.set_config(?, ?, ?)")
          .params(setting, value, strategy == LockStrategy.TRANSACTION)
          .query(String.class)
          .single();
      return true;
    } catch (RuntimeException e) {
      log.debug("The server does not take {} = {}", setting, value, e);
      return false;
    }
  }

  /**
   * The process of the server as the driver knows it from connecting; 0 where it does not. A pooler
   * tells the driver a number of its own, see {@link Facts#backend}.
   */
  public int backend() {
    return connection instanceof PgConnection direct ? direct.getBackendPID() : 0;
  }

  /** Whether no pool lent the connection; from one that did, a second is not to be taken. */
  public boolean isDirect() {
    return connection instanceof PgConnection;
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
   * Ends the connection; one of a pool that was changed is aborted, for nobody should get it back
   * as it is.
   */
  @Override
  public void close() {
    try {
      if (!lent && !(connection instanceof PgConnection)) {
        connection.abort(Runnable::run);
      }
      connection.close();
    } catch (SQLException e) {
      log.debug("The connection was closed with an error", e);
    }
  }
}
