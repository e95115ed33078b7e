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
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.history.Sql;
import java.io.IOException;
import java.net.ConnectException;
import java.net.UnknownHostException;
import java.sql.SQLException;
import java.sql.SQLTransientConnectionException;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.regex.Pattern;
import org.postgresql.util.ServerErrorMessage;
import org.springframework.dao.DataAccessException;

/** Why there is no connection, and what to do. */
final class ConnectionErrors {

  private ConnectionErrors() {}

  /** All connections of a pool are lent; it has no SQLSTATE for that. */
  private static final String POOL_EXHAUSTED = "pool-exhausted";

  /** Neither the driver nor a server says why. */
  private static final String NO_CONNECTION = "no-connection";

  /** The driver says 08001 here as well, as if it had asked a server. */
  private static final String INVALID_PARAMETER = "22023";

  private static final Pattern INVALID_VALUE = Pattern.compile("Invalid \\w+ value: .*");

  /** What passes by itself: nobody listens yet, it starts up or shuts down, all seats are taken. */
  private static final Set<String> PASSING =
      Set.of(
          "08000", "08001", "08003", "08006", "53300", "57P01", "57P02", "57P03", POOL_EXHAUSTED);

  /** Whether it is worth while to try again. */
  static boolean passes(DatabaseUnavailableException error) {
    return error.diagnostics().stream().allMatch(d -> PASSING.contains(d.code()));
  }

  static DatabaseUnavailableException unavailable(SQLException error) {
    SQLException root = root(error);
    String state = state(root);
    String said = text(root).replaceFirst("^FATAL: ", "");
    String network = network(root);
    String message = Place.maskSecrets(said.endsWith(network) ? said : said + network);
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error(state, "no connection to the database: " + message)
                .kept("everything as it was")
                .fix(fix(state, message))),
        error);
  }

  /** What a {@code DataSource} throws that is no {@code SQLException}. */
  static DatabaseUnavailableException refused(RuntimeException error) {
    return unavailable(new SQLException(text(error), error));
  }

  private static String text(Exception error) {
    return Objects.requireNonNullElse(error.getMessage(), error.getClass().getName());
  }

  private static String state(SQLException root) {
    if (root.getSQLState() == null) {
      return root instanceof SQLTransientConnectionException ? POOL_EXHAUSTED : NO_CONNECTION;
    }
    boolean invalid =
        root.getMessage() != null && INVALID_VALUE.matcher(root.getMessage()).matches();
    return invalid ? INVALID_PARAMETER : root.getSQLState();
  }

  /** The role to migrate as does not exist, or is not to be had. */
  static DatabaseUnavailableException notTheRole(String role, DataAccessException error) {
    SQLException root = root(new SQLException(error));
    ServerErrorMessage server = SqlErrors.server(root);
    if (server == null) {
      return lost(error);
    }
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error(
                    Objects.requireNonNullElse(root.getSQLState(), "no-state"),
                    String.valueOf(server.getMessage()))
                .kept("everything as it was")
                .fix(
                    "correct migrations.role, or make the user that logs in a member of it: grant"
                        + " %s to …".formatted(Sql.identifier(role)))),
        error);
  }

  /** A query of ours failed for a reason that nobody expected. */
  static DatabaseUnavailableException lost(Exception error) {
    SQLException root = root(new SQLException(error));
    String state = Objects.requireNonNullElse(root.getSQLState(), "no-state");
    return new DatabaseUnavailableException(
        List.of(
            Diagnostic.error(
                    state,
                    "the database did not answer: "
                        + Place.maskSecrets(String.valueOf(root.getMessage())))
                .kept("what was finished before")
                .fix("see that the server is well and run again: it goes on from what is there")),
        error);
  }

  /**
   * What the network said, which the driver keeps to itself: it names a refused connection, and of
   * anything else no more than that it failed.
   */
  private static String network(SQLException error) {
    if (!(error.getCause() instanceof IOException cause) || cause instanceof ConnectException) {
      return "";
    }
    return cause instanceof UnknownHostException
        ? " Unknown host: " + withoutCredentials(String.valueOf(cause.getMessage()))
        : " " + Objects.requireNonNullElse(cause.getMessage(), cause.getClass().getSimpleName());
  }

  /** The driver takes a user and password before the host for a part of the host. */
  private static String withoutCredentials(String host) {
    int at = host.lastIndexOf('@');
    return at < 0
        ? host
        : "***" + host.substring(at) + " (give user and password apart, not before the host)";
  }

  private static SQLException root(SQLException error) {
    SQLException root = error;
    for (Throwable t = error; t != null; t = t.getCause()) {
      if (t instanceof SQLException sql) {
        root = sql;
      }
    }
    return root;
  }

  private static String fix(String state, String message) {
    if (message.contains("no password was provided")) {
      return "give the password: in the url, as a property or variable of its own, or in ~/.pgpass";
    }
    if (message.contains("Invalid sslmode")) {
      return "correct sslmode: disable, allow, prefer, require, verify-ca or verify-full";
    }
    if (message.contains("with specified targetServerType: primary")) {
      return "see that one of the servers in the url is the primary: those that answer are"
          + " standbys";
    }
    if (message.contains("with specified targetServerType")) {
      return "set targetServerType=primary: migrations change the database";
    }
    if (message.contains("Unable to parse URL")) {
      return "correct the url, such as jdbc:postgresql://host:5432/database; a service must be in"
          + " pg_service.conf";
    }
    return message.contains("SSL") || message.contains("hostnameverifier")
        ? encryption(message)
        : byState(state);
  }

  /** Where a certificate is wrong, none is told to do without it. */
  private static String encryption(String message) {
    if (message.contains("hostnameverifier")) {
      return "name the host as the server's certificate does; sslmode=verify-ca does not compare"
          + " names";
    }
    if (message.contains("PKIX")) {
      return "let sslrootcert name the certificate of who signed that of the server";
    }
    if (message.contains("Could not open SSL") || message.contains("Loading the SSL")) {
      return "see that the file is there, may be read and is what sslrootcert, sslcert or sslkey"
          + " takes it for";
    }
    return "the server and sslmode do not agree: set sslmode=require where the server demands"
        + " SSL, sslmode=disable or prefer where it has none";
  }

  private static String byState(String state) {
    return switch (state) {
      case "28P01", "28000" -> "correct user name and password, and see pg_hba.conf of the server";
      case "3D000" -> "create the database, or correct its name in the url";
      case "53300" -> "the server has no connection left: raise max_connections or close some";
      case POOL_EXHAUSTED ->
          "the pool has no connection left: raise its size, or let fewer targets migrate at a time"
              + " (migrations.parallel)";
      case NO_CONNECTION ->
          "see why the DataSource gives none; one that chooses a database by request or by tenant"
              + " has neither here: give one that leads to a single database";
      case INVALID_PARAMETER, "42704" -> "correct the parameter in the url, or remove it";
      case "57P03" -> "the server is starting up or shutting down: wait and run again";
      default -> "see that the server runs and that host and port in the url are right";
    };
  }
}
