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

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.ResultSetMetaData;
import java.sql.SQLException;
import java.sql.SQLWarning;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** A round trip for each statement, by plain JDBC: for connections that do not unwrap. */
final class StatementPipeline implements Pipeline {

  private static final Logger log = LoggerFactory.getLogger(StatementPipeline.class);

  private final Connection connection;

  StatementPipeline(Connection connection) {
    this.connection = connection;
    log.info("Statements are sent one by one: this connection is not the driver's own");
  }

  @Override
  public List<Answer> send(List<String> statements, Consumer<Notice> notices) throws Failure {
    List<Answer> answers = new ArrayList<>();
    for (String sql : statements) {
      try (Statement statement = connection.createStatement()) {
        statement.setEscapeProcessing(false);
        boolean table = statement.execute(sql);
        for (SQLWarning w = statement.getWarnings(); w != null; w = w.getNextWarning()) {
          notices.accept(DriverPipeline.noticeOf(w));
        }
        answers.add(
            table
                ? answer(statement.getResultSet())
                : Answer.done(statement.getLargeUpdateCount()));
      } catch (SQLException e) {
        throw new Failure(answers, e);
      }
    }
    return answers;
  }

  @Override
  public void sendSeveral(String commands, Consumer<Notice> notices) throws Failure {
    send(List.of(commands), notices);
  }

  private static Answer answer(ResultSet result) throws SQLException {
    List<Integer> booleans = booleans(result.getMetaData());
    List<List<Truth>> rows = new ArrayList<>();
    while (!booleans.isEmpty() && result.next()) {
      List<Truth> row = new ArrayList<>();
      for (int column : booleans) {
        boolean value = result.getBoolean(column);
        row.add(result.wasNull() ? Truth.UNKNOWN : value ? Truth.TRUE : Truth.FALSE);
      }
      rows.add(row);
    }
    return Answer.table(!booleans.isEmpty(), rows);
  }

  private static List<Integer> booleans(ResultSetMetaData columns) throws SQLException {
    List<Integer> booleans = new ArrayList<>();
    for (int i = 1; i <= columns.getColumnCount(); i++) {
      if ("bool".equals(columns.getColumnTypeName(i))) {
        booleans.add(i);
      }
    }
    return booleans;
  }
}
