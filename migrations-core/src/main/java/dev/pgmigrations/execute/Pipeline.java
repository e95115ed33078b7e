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
import java.sql.SQLException;
import java.util.List;
import java.util.function.Consumer;

/** Sends statements as they are, one after the other, and says which one failed. */
interface Pipeline {

  /**
   * What a statement answered, as far as checks ask for it.
   *
   * @param isTable whether it has rows at all
   * @param hasBoolean whether a column is boolean
   * @param rows the booleans of each row, where there are any
   * @param written how many rows were written; unknown, and 0, where rows come back
   */
  record Answer(boolean isTable, boolean hasBoolean, List<List<Truth>> rows, long written) {

    /** Of a statement that gives no rows. */
    static Answer done(long written) {
      return new Answer(false, false, List.of(), Math.max(0, written));
    }

    /** Of one that does. */
    static Answer table(boolean hasBoolean, List<List<Truth>> rows) {
      return new Answer(true, hasBoolean, rows, 0);
    }
  }

  /** A boolean of SQL. */
  enum Truth {
    TRUE,
    FALSE,
    UNKNOWN
  }

  /** Something the server said beside its answer. */
  record Notice(String severity, String message) {}

  /** The server's error, and what was finished before it. */
  final class Failure extends Exception {

    private final transient List<Answer> answers;
    private final SQLException error;

    Failure(List<Answer> answers, SQLException error) {
      super(error);
      this.answers = List.copyOf(answers);
      this.error = error;
    }

    /** What was finished before. */
    List<Answer> answers() {
      return answers;
    }

    SQLException error() {
      return error;
    }
  }

  /**
   * Sends all; begins no transaction of its own.
   *
   * @return an answer for each
   * @throws Failure with the first error; the ones after it were not run
   */
  List<Answer> send(List<String> statements, Consumer<Notice> notices) throws Failure;

  /**
   * Sends a text of several commands as psql does after {@code \;}: as one message of the simple
   * protocol, which is one transaction where none is open.
   *
   * @throws Failure with the first error
   */
  void sendSeveral(String commands, Consumer<Notice> notices) throws Failure;

  /** The best that this connection allows. */
  static Pipeline on(Connection connection) {
    return DriverPipeline.tryOn(connection)
        .map(pipeline -> (Pipeline) pipeline)
        .orElseGet(() -> new StatementPipeline(connection));
  }
}
