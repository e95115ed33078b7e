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

package dev.pgmigrations.sample;

import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.function.Function;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.support.TransactionTemplate;

/** Asks as the service would: with a role that row level security binds, on behalf of a user. */
final class Asker {

  private final TestDatabase database;
  private final String role = Postgres.createRole("app", "");
  private final String schema;

  /**
   * An asker.
   *
   * @param schema to work in
   * @param grants statements, {@code %s} is the role
   */
  Asker(TestDatabase database, String schema, String grants) {
    this.database = database;
    this.schema = schema;
    database.execute(
        "set search_path = %s; grant usage on schema %1$s to %s; %s"
            .formatted(schema, role, grants.replace("%s", role)));
  }

  /** In a transaction that is rolled back. */
  private <T> T as(String user, Function<JdbcClient, T> work) {
    SingleConnectionDataSource connection =
        new SingleConnectionDataSource(
            database.jdbcUrl(), database.username(), database.password(), true);
    try {
      return new TransactionTemplate(new JdbcTransactionManager(connection))
          .execute(
              transaction -> {
                transaction.setRollbackOnly();
                JdbcClient jdbc = JdbcClient.create(connection);
                jdbc.sql("select set_config('request.jwt.claim.sub', ?, true)")
                    .param(user)
                    .query()
                    .singleValue();
                jdbc.sql("set local search_path = " + schema).update();
                jdbc.sql("set local role " + role).update();
                return work.apply(jdbc);
              });
    } finally {
      connection.destroy();
    }
  }

  /** How many rows a statement changes. */
  int changed(String user, String sql) {
    return as(user, jdbc -> jdbc.sql(sql).update());
  }

  /** What a query of one column finds. */
  List<String> found(String user, String sql) {
    return as(user, jdbc -> jdbc.sql(sql).query(String.class).list());
  }

  /** How many rows of each table are seen, {@code "1,3,2"}. */
  String counts(String user, String... tables) {
    return as(user, jdbc -> counts(jdbc, tables));
  }

  static String counts(JdbcClient jdbc, String... tables) {
    StringBuilder sql = new StringBuilder("select concat_ws(','");
    for (String table : tables) {
      sql.append(", (select count(*) from ").append(table).append(')');
    }
    return jdbc.sql(sql.append(')').toString()).query(String.class).single();
  }
}
