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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.sql.Connection;
import java.sql.SQLException;
import java.sql.Statement;
import java.time.Duration;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Named;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class OwnServerTest {

  private static OwnServer server;

  @BeforeAll
  static void start() {
    server = OwnServer.start(Map.of("work_mem", "3MB"));
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Named<Consumer<OwnServer>>> endings() {
    return Stream.of(
        Named.of("stop", OwnServer::stop),
        Named.of("stop immediately", OwnServer::stopImmediately),
        Named.of("kill", OwnServer::kill));
  }

  @ParameterizedTest
  @MethodSource("endings")
  void what_was_committed_is_there_after_it_ended_and_what_was_not_is_not(
      Consumer<OwnServer> ending) throws SQLException {
    TestDatabase database = server.create();
    database.execute("create table t (id int)");
    database.execute("insert into t values (1)");
    try (Connection open = database.dataSource().getConnection();
        Statement statement = open.createStatement()) {
      open.setAutoCommit(false);
      statement.execute("insert into t values (2)");

      ending.accept(server);

      assertThat(server.isRunning()).isFalse();
      assertThatThrownBy(() -> statement.execute("select 1")).isInstanceOf(SQLException.class);
    }
    server.restart();
    assertThat(database.jdbc().sql("select id from t").query(Integer.class).list())
        .containsExactly(1);
  }

  @Test
  void it_has_the_settings_that_were_given_and_others_for_once() {
    TestDatabase database = server.create();
    assertThat(setting(database)).isEqualTo("3MB");

    server.stop();
    server.restart(Map.of("work_mem", "5MB"));

    assertThat(setting(database)).isEqualTo("5MB");
  }

  private static String setting(TestDatabase database) {
    return database.jdbc().sql("show work_mem").query(String.class).single();
  }

  @Test
  void a_standby_follows_and_is_read_only() {
    TestDatabase database = server.create();
    try (OwnServer standby = server.standby()) {
      database.execute("create table followed (id int)");
      TestDatabase there = standby.existing(database.name());

      Eventually.within(Duration.ofSeconds(10))
          .isTrue(
              "the table is on the standby",
              () ->
                  there
                      .jdbc()
                      .sql("select to_regclass('followed') is not null")
                      .query(Boolean.class)
                      .single());
      assertThatThrownBy(() -> there.execute("create table t (id int)"))
          .hasMessageContaining("read-only");
    }
  }
}
