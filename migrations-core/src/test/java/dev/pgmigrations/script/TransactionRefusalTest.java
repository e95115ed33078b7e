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

package dev.pgmigrations.script;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assumptions.assumeThat;

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.DynamicTest;
import org.junit.jupiter.api.TestFactory;

/** What the server refuses in a transaction block, and what the words alone say of it. */
@PostgresTest
class TransactionRefusalTest {

  private static final String REFUSED = "25001";
  private static final String UNKNOWN_SYNTAX = "42601";

  private static final List<String> FORMS =
      List.of(
          "create index concurrently x on t (a)",
          "create unique index concurrently if not exists x on t (a)",
          "create index concurrently on t (a)",
          "create index if not exists \"concurrently\" on t (a)",
          "drop index concurrently i",
          "drop index concurrently if exists nope",
          "drop index \"concurrently\"",
          "reindex index concurrently i",
          "reindex table concurrently t",
          "reindex (concurrently) table t",
          "reindex (concurrently, verbose) index i",
          "reindex (verbose, concurrently on) table t",
          "reindex (concurrently false) table t",
          "reindex (concurrently 0) table t",
          "reindex (concurrently 'off') table t",
          "reindex (concurrently \"false\") table t",
          "reindex (concurrently true, concurrently false) table t",
          "reindex (concurrently false, concurrently) table t",
          "reindex (verbose) table t",
          "reindex (tablespace concurrently) table t",
          "reindex (tablespace \"concurrently\") table t",
          "reindex index \"concurrently\"",
          "reindex index \"schema\"",
          "reindex table t",
          "reindex schema public",
          "reindex (verbose) schema public",
          "reindex (concurrently false) schema public",
          "reindex database",
          "reindex (concurrently) database",
          "reindex system",
          "vacuum",
          "vacuum t",
          "vacuum (analyze) t",
          "vacuum full t",
          "vacuum verbose analyze t",
          "analyze t",
          "cluster",
          "cluster verbose",
          "cluster (verbose)",
          "cluster t using i",
          "cluster verbose t using i",
          "cluster (verbose) t using i",
          "alter table p detach partition c concurrently",
          "alter table if exists only public.p detach partition public.c concurrently",
          "alter table detach detach partition \"c\" concurrently",
          "alter table p detach partition c finalize",
          "alter table p detach partition c",
          "alter table p detach partition \"concurrently\"",
          "create database \"other\" template template0",
          "drop database if exists nope",
          "drop database if exists nope with (force)",
          "alter database postgres set tablespace pg_default",
          "alter database postgres set work_mem = '4MB'",
          "alter database postgres with connection limit -1",
          "alter database \"set\" set tablespace pg_default",
          "create tablespace ts location '/nonexistent'",
          "drop tablespace if exists ts",
          "alter system set work_mem = '4MB'",
          "alter system reset all",
          "create subscription n connection 'host=none' publication x",
          "create subscription n connection 'host=none' publication \"connect\", f",
          "create subscription n connection 'host=none' publication connect with (create_slot ="
              + " true)",
          "create subscription n connection 'host=none' publication x with (connect = false)",
          "create subscription n connection 'host=none' publication x with (connect = 0)",
          "create subscription n connection 'host=none' publication x with (connect = 'off')",
          "create subscription n connection 'host=none' publication x with (connect = \"false\")",
          "create subscription n connection 'port=1 host=127.0.0.1' publication x with (create_slot"
              + " = false)",
          "alter subscription enabled refresh publication",
          "alter subscription enabled refresh publication with (copy_data = false)",
          "alter subscription enabled set publication y",
          "alter subscription enabled set publication refresh",
          "alter subscription enabled set publication y with (refresh = true)",
          "alter subscription enabled set publication y with (refresh = false)",
          "alter subscription enabled set publication refresh with (refresh = off)",
          "alter subscription enabled add publication y",
          "alter subscription enabled add publication y with (refresh = 0)",
          "alter subscription enabled drop publication x",
          "alter subscription enabled drop publication x with (refresh = false)",
          "alter subscription disabled set (synchronous_commit = off)",
          "alter subscription disabled set (slot_name = failover)",
          "alter subscription disabled set (failover = true)",
          "alter subscription disabled set (failover)",
          "alter subscription disabled set (two_phase = true)",
          "alter subscription disabled set (two_phase)",
          "alter subscription disabled set (binary, two_phase = false)",
          "alter subscription disabled connection 'host=two'",
          "alter subscription disabled rename to \"set\"",
          "discard all",
          "discard temp",
          "commit prepared 'x'",
          "rollback prepared 'x'",
          "refresh materialized view concurrently m",
          "alter type e add value 'b'",
          "checkpoint",
          "listen x");

  /** These the server refuses for what the catalog says of the object. */
  private static final List<String> BY_THE_CATALOG =
      List.of(
          "reindex table p",
          "reindex index pi",
          "cluster p using pi",
          "drop subscription disabled");

  private TestDatabase database;

  @BeforeEach
  void objects(TestDatabase fresh) {
    database = fresh;
    fresh.execute(
        """
        create table t (a int primary key);
        create index i on t (a);
        create index "concurrently" on t (a);
        create index "schema" on t (a);
        create table p (a int) partition by range (a);
        create table c partition of p for values from (0) to (9);
        create index pi on p (a);
        create table detach (a int) partition by range (a);
        create materialized view m as select 1 as a;
        create unique index on m (a);
        create type e as enum ('a');
        create subscription disabled connection 'port=1 host=127.0.0.1' publication x
          with (connect = false);
        create subscription enabled connection 'port=1 host=127.0.0.1' publication x, z
          with (connect = false);
        alter subscription enabled enable;
        """);
  }

  @AfterEach
  void subscriptions() {
    for (String name : List.of("enabled", "disabled")) {
      database.execute("alter subscription %s disable".formatted(name));
      database.execute("alter subscription %s set (slot_name = none)".formatted(name));
      database.execute("drop subscription " + name);
    }
  }

  @TestFactory
  Stream<DynamicTest> server_and_classifier_agree() {
    return FORMS.stream()
        .map(
            sql ->
                DynamicTest.dynamicTest(
                    sql,
                    () -> {
                      String state = inTransaction(sql);
                      assumeThat(state)
                          .as("this server knows the form")
                          .isNotEqualTo(UNKNOWN_SYNTAX);
                      assertThat(kind(sql) == StatementKind.NON_TRANSACTIONAL)
                          .as("%s: %s", sql, state)
                          .isEqualTo(state.equals(REFUSED));
                    }));
  }

  @TestFactory
  Stream<DynamicTest> what_only_the_catalog_shows_passes_for_ordinary() {
    return BY_THE_CATALOG.stream()
        .map(
            sql ->
                DynamicTest.dynamicTest(
                    sql,
                    () -> {
                      String state = inTransaction(sql);
                      assumeThat(state).as("this server refuses it").isEqualTo(REFUSED);
                      assertThat(kind(sql)).isEqualTo(StatementKind.ORDINARY);
                    }));
  }

  private static StatementKind kind(String sql) {
    return Script.parse(SourceText.of("1_a.sql", sql + ";"), Includes.NONE)
        .section(SectionKind.UP)
        .orElseThrow()
        .statements()
        .get(0)
        .kind();
  }

  /** The SQLSTATE, or empty where it succeeds. */
  private String inTransaction(String sql) throws SQLException {
    try (Connection connection = database.dataSource().getConnection();
        Statement statement = connection.createStatement()) {
      connection.setAutoCommit(false);
      try {
        statement.execute("select 1");
        statement.execute(sql);
        return "";
      } catch (SQLException e) {
        return String.valueOf(e.getSQLState());
      } finally {
        connection.rollback();
      }
    }
  }
}
