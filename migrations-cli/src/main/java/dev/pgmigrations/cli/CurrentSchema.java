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

import dev.pgmigrations.migration.Version;
import java.util.List;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * The schema of a database as it is now, as a file would hold it.
 *
 * @param engine what wrote it
 * @param notCovered what the database has and the file has not, a line each
 */
record CurrentSchema(SchemaFile file, String engine, List<String> notCovered) {

  /**
   * Reads it; histories are left out.
   *
   * @param engines the engine for a server of a major version
   */
  static CurrentSchema of(
      DatabaseWork work, boolean owners, boolean privileges, IntFunction<SchemaEngine> engines) {
    Server server = work.query(Server::of);
    HistoryTables histories = server.histories();
    SchemaEngine engine = engines.apply(server.version());
    SchemaEngine.Result result =
        engine.write(new SchemaEngine.Request(work, owners, privileges, histories.names()));
    return new CurrentSchema(
        SchemaFile.written(
            server.version(), engine, notes(histories, result) + "\n" + result.sql()),
        engine.label(),
        result.notCovered());
  }

  private record Server(int version, HistoryTables histories) {

    static Server of(JdbcClient jdbc) {
      int version =
          jdbc.sql("select pg_catalog.current_setting('server_version_num')::int / 10000")
              .query(Integer.class)
              .single();
      return new Server(version, HistoryTables.of(jdbc));
    }
  }

  /** Comments below the first line. */
  private static String notes(HistoryTables histories, SchemaEngine.Result result) {
    Stream<String> versions =
        histories.all().stream()
            .flatMap(table -> table.latest().stream().map(version -> note(table.name(), version)));
    Stream<String> missing = result.notCovered().stream().map("-- Not in this file: "::concat);
    return Stream.concat(versions, missing).map(line -> line + "\n").collect(Collectors.joining());
  }

  private static String note(String history, Version version) {
    return "-- %s is at %s: in a database built from this file, \"pgmigrations baseline %2$s\" says so."
        .formatted(history, version);
  }
}
