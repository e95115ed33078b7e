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

import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.postgresql.core.BaseConnection;
import org.postgresql.core.Field;
import org.postgresql.core.NativeQuery;
import org.postgresql.core.Oid;
import org.postgresql.core.Query;
import org.postgresql.core.QueryExecutor;
import org.postgresql.core.ResultCursor;
import org.postgresql.core.ResultHandlerBase;
import org.postgresql.core.SqlCommand;
import org.postgresql.core.Tuple;
import org.postgresql.util.PSQLWarning;
import org.postgresql.util.ServerErrorMessage;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * All statements in one round trip, through the driver's query executor, which cuts nothing again.
 *
 * <p>The classes of {@code org.postgresql.core} are public but no promise; they are used here
 * alone.
 */
final class DriverPipeline implements Pipeline {

  private static final Logger log = LoggerFactory.getLogger(DriverPipeline.class);
  private static final int FLAGS =
      QueryExecutor.QUERY_SUPPRESS_BEGIN
          | QueryExecutor.QUERY_ONESHOT
          | QueryExecutor.QUERY_NO_BINARY_TRANSFER;

  private final QueryExecutor executor;

  private DriverPipeline(QueryExecutor executor) {
    this.executor = executor;
  }

  /** Empty where the connection is not the driver's own, or the driver is another release. */
  static Optional<DriverPipeline> tryOn(Connection connection) {
    try {
      if (!connection.isWrapperFor(BaseConnection.class)) {
        return Optional.empty();
      }
      QueryExecutor executor = connection.unwrap(BaseConnection.class).getQueryExecutor();
      executor.wrap(List.of(whole("select 1"), whole("select 2")));
      return Optional.of(new DriverPipeline(executor));
    } catch (SQLException | LinkageError e) {
      log.debug("No pipeline on this connection", e);
      return Optional.empty();
    }
  }

  /** One statement, whatever semicolons and question marks it holds. */
  private static NativeQuery whole(String sql) {
    return new NativeQuery(sql, new int[0], false, SqlCommand.BLANK);
  }

  @Override
  public List<Answer> send(List<String> statements, Consumer<Notice> notices) throws Failure {
    if (statements.isEmpty()) {
      return List.of();
    }
    List<NativeQuery> queries = new ArrayList<>(statements.size());
    for (String sql : statements) {
      queries.add(whole(sql));
    }
    Collector collector = new Collector(notices);
    try {
      Query all = executor.wrap(queries);
      executor.execute(all, all.createParameterList(), collector, 0, 0, FLAGS);
      return collector.answers;
    } catch (SQLException e) {
      throw new Failure(collector.answers, e);
    }
  }

  @Override
  public void sendSeveral(String commands, Consumer<Notice> notices) throws Failure {
    try {
      Query all = executor.wrap(List.of(new NativeQuery(commands, SqlCommand.BLANK)));
      int flags = FLAGS | QueryExecutor.QUERY_EXECUTE_AS_SIMPLE;
      executor.execute(all, all.createParameterList(), new Collector(notices), 0, 0, flags);
    } catch (SQLException e) {
      throw new Failure(List.of(), e);
    }
  }

  private static final class Collector extends ResultHandlerBase {

    private final List<Answer> answers = new ArrayList<>();
    private final Consumer<Notice> notices;

    Collector(Consumer<Notice> notices) {
      this.notices = notices;
    }

    @Override
    public void handleCommandStatus(String status, long updateCount, long insertOid) {
      answers.add(Answer.done(updateCount));
    }

    @Override
    public void handleResultRows(
        Query fromQuery, Field[] fields, List<Tuple> tuples, @Nullable ResultCursor cursor) {
      List<List<Truth>> rows = new ArrayList<>();
      boolean anyBoolean = false;
      for (Field field : fields) {
        anyBoolean |= field.getOID() == Oid.BOOL;
      }
      if (anyBoolean) {
        tuples.forEach(tuple -> rows.add(booleans(fields, tuple)));
      }
      answers.add(Answer.table(anyBoolean, rows));
    }

    private static List<Truth> booleans(Field[] fields, Tuple tuple) {
      List<Truth> row = new ArrayList<>();
      for (int i = 0; i < fields.length; i++) {
        if (fields[i].getOID() == Oid.BOOL) {
          byte[] value = tuple.get(i);
          row.add(
              value == null
                  ? Truth.UNKNOWN
                  : new String(value, StandardCharsets.US_ASCII).startsWith("t")
                      ? Truth.TRUE
                      : Truth.FALSE);
        }
      }
      return row;
    }

    @Override
    public void handleWarning(SQLWarning warning) {
      notices.accept(noticeOf(warning));
    }
  }

  static Notice noticeOf(SQLWarning warning) {
    ServerErrorMessage server =
        warning instanceof PSQLWarning psql ? psql.getServerErrorMessage() : null;
    String severity = server == null ? null : server.getSeverity();
    return new Notice(
        severity == null ? "WARNING" : severity, String.valueOf(warning.getMessage()));
  }
}
