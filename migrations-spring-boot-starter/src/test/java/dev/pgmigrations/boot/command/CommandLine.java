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

package dev.pgmigrations.boot.command;

import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.SpringApplication;

/** Starts applications with a command in this process, which it then does not end. */
final class CommandLine {

  private final TestDatabase database;

  CommandLine(TestDatabase database) {
    this.database = database;
  }

  /**
   * How it ended.
   *
   * @param code -1 where the start of the application failed instead
   */
  record Result(int code, String out, String err, @Nullable RuntimeException failure) {

    @Override
    public String toString() {
      return "exit code %d%n%s%n--- errors:%n%s".formatted(code, out, err);
    }
  }

  /** Runs a command on the database of the test. */
  Result run(Class<?> application, String command, String... more) {
    List<String> all = new ArrayList<>(List.of(GivenDatabase.arguments(database, more)));
    all.add("--migrations.command=" + command);
    return start(application, all);
  }

  /** What the database of the test holds, its history apart. */
  List<String> tables() {
    return database
        .jdbc()
        .sql(
            """
            select schemaname || '.' || tablename from pg_tables
            where schemaname not in ('pg_catalog', 'information_schema')
              and tablename <> 'migration_history' order by 1\
            """)
        .query(String.class)
        .list();
  }

  /** The same without a word of the database. */
  static Result start(Class<?> application, List<String> arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code = -1;
    RuntimeException failure = null;
    try {
      code =
          Commands.run(
              new SpringApplication(application),
              arguments,
              new PrintStream(out, true, StandardCharsets.UTF_8),
              new PrintStream(err, true, StandardCharsets.UTF_8));
    } catch (RuntimeException e) {
      failure = e;
    }
    return new Result(
        code, out.toString(StandardCharsets.UTF_8), err.toString(StandardCharsets.UTF_8), failure);
  }
}
