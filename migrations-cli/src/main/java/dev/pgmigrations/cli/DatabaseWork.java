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

package dev.pgmigrations.cli;

import dev.pgmigrations.cli.connection.DatabaseAddress;
import dev.pgmigrations.cli.connection.DatabaseFinder;
import dev.pgmigrations.cli.connection.Variables;
import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.List;
import java.util.Optional;
import java.util.Properties;
import java.util.function.Function;
import javax.sql.DataSource;
import org.postgresql.Driver;
import org.springframework.core.NestedRuntimeException;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.transaction.TransactionException;

/** The database that a command is about. */
class DatabaseWork {

  private final DatabaseAddress address;
  private final Variables variables;

  /** Finds out which one; connects to nothing yet. */
  DatabaseWork(Surroundings surroundings, DatabaseOptions options) {
    DatabaseFinder finder =
        new DatabaseFinder(
            surroundings.environment(),
            surroundings.folder(),
            surroundings.home(),
            surroundings.osUser());
    this.variables = finder.variables(Optional.ofNullable(options.connection.envFile));
    this.address =
        finder.find(
            Optional.ofNullable(options.connection.url),
            Optional.ofNullable(options.connection.envFile));
  }

  DatabaseAddress address() {
    return address;
  }

  /** The environment, and before it the file that was named. */
  Variables variables() {
    return variables;
  }

  /** Opens a new connection each time. */
  DataSource dataSource() {
    Properties properties = new Properties();
    properties.setProperty("user", address.user());
    address.password().ifPresent(password -> properties.setProperty("password", password));
    return new SimpleDriverDataSource(new Driver(), url(), properties);
  }

  /**
   * Asks the database without a migrator.
   *
   * @throws DatabaseUnavailableException if it does not answer
   */
  <T> T ask(Function<DataSource, T> question) {
    try {
      return question.apply(dataSource());
    } catch (DataAccessException | TransactionException e) {
      throw unavailable(e);
    }
  }

  /** The same with queries, which all go over one connection. */
  <T> T query(Function<JdbcClient, T> question) {
    return ask(
        dataSource -> {
          try (SingleConnectionDataSource one =
              new SingleConnectionDataSource(DataSourceUtils.getConnection(dataSource), true)) {
            return question.apply(JdbcClient.create(one));
          }
        });
  }

  private static DatabaseUnavailableException unavailable(NestedRuntimeException error) {
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error(
                    "unavailable",
                    "the database did not answer: " + error.getMostSpecificCause().getMessage())
                .fix("see that the server runs, and that the url, user and password are right")),
        error);
  }

  /** The driver takes the user's name for a database that is not named; so it is named. */
  private String url() {
    String url = address.url().jdbcUrl();
    return address.url().database().isPresent() || !url.endsWith("/")
        ? url
        : url + address.database();
  }
}
