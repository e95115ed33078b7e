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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** What a pool has to spare for a look at the history. */
@PostgresTest
class SparingHikariDataSourceTest {

  private final HikariDataSource pool = new HikariDataSource();

  SparingHikariDataSourceTest(TestDatabase database) {
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.setMaximumPoolSize(2);
  }

  @AfterEach
  void closed() {
    pool.close();
  }

  private boolean spares() throws SQLException {
    try (Connection spare = new SparingHikariDataSource(pool).spare().orElse(null)) {
      return spare != null;
    }
  }

  private void begin() throws SQLException {
    pool.getConnection().close();
  }

  @Test
  void a_connection_that_nobody_uses() throws SQLException {
    begin();

    assertThat(spares()).isTrue();
  }

  @Test
  void nothing_before_it_has_begun() throws SQLException {
    assertThat(spares()).isFalse();
    assertThat(pool.isRunning()).isFalse();
  }

  @Test
  void nothing_that_is_in_use() throws SQLException {
    List<Connection> used = new ArrayList<>();
    for (int i = 0; i < 2; i++) {
      used.add(pool.getConnection());
    }

    assertThat(spares()).isFalse();

    for (Connection connection : used) {
      connection.close();
    }
  }

  /** The application would wait for it for as long as the server does not answer. */
  @Test
  void never_the_only_one() throws SQLException {
    pool.setMaximumPoolSize(1);
    begin();

    assertThat(spares()).isFalse();
  }
}
