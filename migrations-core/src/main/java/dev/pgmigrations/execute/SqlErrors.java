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
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.history.Sql;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Rendered;
import dev.pgmigrations.script.SectionKind;
import dev.pgmigrations.script.Statement;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.postgresql.util.PSQLException;
import org.postgresql.util.ServerErrorMessage;

/** Turns what the server says into what its user wants to know. */
public final class SqlErrors {

  private static final int LONGEST_PLACEHOLDER = 100;
  private static final Pattern PLACEHOLDER = Pattern.compile("\\$\\{([\\w.-]+)}");

  private static final Pattern DENIED =
      Pattern.compile("permission denied for (\\w+) (.+)", Pattern.CASE_INSENSITIVE);
  private static final Pattern COPY_LINE = Pattern.compile("COPY .*, line (\\d+)");
  private static final Pattern OWNER =
      Pattern.compile("must be owner of (\\w+) (.+)", Pattern.CASE_INSENSITIVE);

  private final String role;
  private final Placeholders placeholders;
  private final String again;

  /**
   * Texts for a role.
   *
   * @param role that migrates
   * @param placeholders whose values never appear
   * @param again what a person does once it is corrected: {@code run migrate again}
   */
  SqlErrors(String role, Placeholders placeholders, String again) {
    this.role = role;
    this.placeholders = placeholders;
    this.again = again;
  }

  /** A statement of the user failed. */
  MigrationException failed(
      @Nullable Statement statement, @Nullable Rendered rendered, SQLException error) {
    Diagnostic diagnostic = diagnostic(error);
    if (statement != null) {
      Position position = position(statement, rendered, error);
      String fix =
          "42601".equals(error.getSQLState())
              ? syntax(statement.source(), position)
              : fix(error, position.line());
      diagnostic = diagnostic.at(statement.source(), position).fix(fix);
    }
    return exception(diagnostic, error);
  }

  /** What stands there may be a placeholder that has no value. */
  private String syntax(SourceText source, Position position) {
    String there = source.slice(position.offset(), position.offset() + LONGEST_PLACEHOLDER);
    Matcher placeholder = PLACEHOLDER.matcher(there);
    String correct = "correct line %s and %s".formatted(position.line(), again);
    return placeholder.lookingAt()
        ? "give migrations.placeholders.%s a value, or %s".formatted(placeholder.group(1), correct)
        : correct;
  }

  private static Position position(
      Statement statement, @Nullable Rendered rendered, SQLException error) {
    ServerErrorMessage server = server(error);
    int position = server == null ? 0 : server.getPosition();
    if (position > 0 && rendered != null) {
      return rendered.positionOf(position);
    }
    Matcher data = COPY_LINE.matcher(String.valueOf(server == null ? null : server.getWhere()));
    if (statement.hasData() && data.find()) {
      Position first = statement.dataStart();
      return new Position(first.offset(), first.line() + Integer.parseInt(data.group(1)) - 1, 1);
    }
    return statement.start();
  }

  /** A Java migration threw. */
  MigrationException ofCode(SourceText source, RuntimeException failure) {
    SQLException error = null;
    for (Throwable t = failure; t != null; t = t.getCause()) {
      error = t instanceof SQLException sql ? sql : error;
    }
    Diagnostic diagnostic =
        error == null
            ? Diagnostic.error(
                "java",
                masked("%s: %s".formatted(failure.getClass().getName(), failure.getMessage())))
            : diagnostic(error);
    String state = error == null ? null : error.getSQLState();
    return new StatementFailedException(
        List.of(diagnostic.at(Place.of(source.name())).fix("correct the class and " + again)),
        state,
        failure);
  }

  /** The commit failed: a deferred constraint or trigger. */
  MigrationException atCommit(@Nullable Statement last, SQLException error) {
    ServerErrorMessage server = server(error);
    String constraint = server == null ? null : server.getConstraint();
    Diagnostic diagnostic = diagnostic(error);
    String what =
        constraint == null
            ? "at commit, after all statements: "
            : "at commit, after all statements, by the deferred constraint %s: "
                .formatted(constraint);
    return exception(
        new Diagnostic(
            diagnostic.severity(),
            diagnostic.code(),
            last == null ? null : Place.of(last.source().name()),
            what + diagnostic.message(),
            null,
            "correct the data that the file writes and " + again),
        error);
  }

  /** A statement of ours failed that comes after those of the user. */
  MigrationException atEnd(SQLException error) {
    boolean gone =
        "42P01".equals(error.getSQLState()) || messageOf(error).contains("the history has lost");
    return gone
        ? new StatementFailedException(
            List.of(
                Diagnostic.error(
                        "history-gone",
                        "the statements ran, but took away the history table or its rows")
                    .fix(
                        "let them leave it out (a DROP SCHEMA or TRUNCATE of everything does not),"
                            + " or put it into another schema with migrations.history-table, and "
                            + again)),
            error.getSQLState(),
            error)
        : ours(error);
  }

  /** A statement of ours failed. */
  MigrationException ours(SQLException error) {
    if (messageOf(error).contains("another runner has changed")
        || "23505".equals(error.getSQLState())) {
      return new StatementFailedException(
          List.of(
              Diagnostic.error("another-runner", "another runner is migrating the same history")
                  .kept("what the other runner did; nothing of this step")
                  .fix("run again: what is done is not done twice")),
          error.getSQLState(),
          error);
    }
    return exception(diagnostic(error).fix(fix(error, 0)), error);
  }

  /** The guard failed, or the connection with it. */
  MigrationException lockLost(SQLException error) {
    return "22P02".equals(error.getSQLState()) ? new LockLostException(error) : ours(error);
  }

  private MigrationException exception(Diagnostic diagnostic, SQLException error) {
    String state = Objects.requireNonNullElse(error.getSQLState(), "");
    return isConnectionLost(state, error)
        ? new DatabaseUnavailableException(
            List.of(
                diagnostic.fix(
                    "see that the server is well and "
                        + again
                        + ": it goes on from what is there")),
            error)
        : new StatementFailedException(List.of(diagnostic), state, error);
  }

  /**
   * What the server itself says of class 08 is about something else than this connection: the
   * publisher of a subscription, a foreign server, a parameter that nobody gives.
   */
  private static boolean isConnectionLost(String state, SQLException error) {
    return state.startsWith("57P") || (state.startsWith("08") && server(error) == null);
  }

  /** Checks said no. */
  StatementFailedException refused(SectionKind kind, List<CheckResult> refused) {
    return new StatementFailedException(
        refused.stream().map(result -> refused(kind, result)).toList(), null, null);
  }

  /** A check said no. */
  public static Diagnostic refused(SectionKind kind, CheckResult result) {
    Statement statement = result.check().statement();
    Diagnostic diagnostic =
        Diagnostic.error(
                kind == SectionKind.REQUIRE ? "require" : "verify",
                "%s (%s)".formatted(result.check().message(), result.reason()))
            .at(statement.source(), statement.start());
    return diagnostic.fix(
        kind == SectionKind.REQUIRE
            ? "bring about what it requires and run migrate again"
            : "correct the change, or the check, and run migrate again");
  }

  /** A check that cannot be answered. */
  StatementFailedException noBoolean(Check check) {
    Statement statement = check.statement();
    return new StatementFailedException(
        List.of(
            Diagnostic.error("no-boolean", "this check answers with no boolean")
                .at(statement.source(), statement.start())
                .fix("let it select a condition, such as: select count(*) > 0 from …")),
        null,
        null);
  }

  private Diagnostic diagnostic(SQLException error) {
    return Diagnostic.error(
        Objects.requireNonNullElse(error.getSQLState(), "no-state"), messageOf(error));
  }

  /** What the server said, with its detail, without values of placeholders. */
  String messageOf(SQLException error) {
    ServerErrorMessage server = server(error);
    if (server == null) {
      return masked(String.valueOf(error.getMessage()));
    }
    StringBuilder text = new StringBuilder(String.valueOf(server.getMessage()));
    if (server.getDetail() != null) {
      text.append("; ").append(server.getDetail());
    }
    if (server.getHint() != null) {
      text.append("; hint: ").append(server.getHint());
    }
    if (server.getWhere() != null) {
      text.append("; in: ").append(server.getWhere().lines().findFirst().orElse(""));
    }
    return masked(text.toString());
  }

  /** The text with the values of placeholders replaced by their names. */
  String masked(String text) {
    String masked = Place.maskSecrets(text);
    for (String name : placeholders.names()) {
      String value = placeholders.value(name);
      if (value != null && value.length() > 1) {
        masked = masked.replace(value, "${" + name + "}");
      }
    }
    return masked;
  }

  private String fix(SQLException error, int line) {
    String state = Objects.requireNonNullElse(error.getSQLState(), "");
    return switch (state) {
      case "42501" -> grant(messageOf(error));
      case "25001" ->
          "PostgreSQL refuses this in a transaction: write -- migrations:transaction=none at the"
              + " head of the section";
      case "2D000" ->
          "a COMMIT within DO or CALL needs auto-commit: write -- migrations:transaction=none at"
              + " the head of the section";
      case "55P04" ->
          "a new value of an enum can be used after a commit: write COMMIT between the two";
      case "25006" ->
          "remove what makes the transaction read only, or give the url of the primary server if"
              + " this one is a standby, and "
              + again;
      case "55P03" -> "see who holds the lock (pg_locks), and " + again;
      case "08P01" -> "write values instead of parameters such as $1, and " + again;
      case "57014" -> "raise -- migrations:statement-timeout, and " + again;
      default -> line > 0 ? "correct line %s and %s".formatted(line, again) : again;
    };
  }

  private String grant(String message) {
    Matcher denied = DENIED.matcher(message);
    String to = " to " + Sql.identifier(role);
    if (denied.find()) {
      String kind = denied.group(1);
      String name = denied.group(2).split("[;:]", 2)[0].strip();
      return switch (kind) {
        case "schema", "database" ->
            "grant create on %s %s%s".formatted(kind, Sql.identifier(name), to);
        case "table", "view", "sequence" -> "grant the right on %s %s%s".formatted(kind, name, to);
        default -> "grant the right on %s %s%s, or migrate as its owner".formatted(kind, name, to);
      };
    }
    Matcher owner = OWNER.matcher(message);
    return owner.find()
        ? "migrate as the owner, or: alter %s %s owner%s"
            .formatted(owner.group(1), owner.group(2).split("[;:]", 2)[0].strip(), to)
        : "give the role %s the right, or migrate as another role".formatted(role);
  }

  /** What the server said, if it was the server. */
  static @Nullable ServerErrorMessage server(SQLException error) {
    return error instanceof PSQLException psql ? psql.getServerErrorMessage() : null;
  }
}
