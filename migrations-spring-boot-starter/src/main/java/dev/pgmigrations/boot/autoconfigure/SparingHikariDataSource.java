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

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.HikariPoolMXBean;
import dev.pgmigrations.SparingDataSource;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;

/**
 * Connects past a pool, and knows whether the pool has a connection that nobody uses. A pool that
 * has not begun is not begun for that: what a migration sets for a role or a database would not
 * reach its connections. One that has a single connection spares none: a server that does not
 * answer would keep it from the application.
 */
final class SparingHikariDataSource extends SimpleDriverDataSource implements SparingDataSource {

  private static final Logger log = LoggerFactory.getLogger(SparingHikariDataSource.class);

  private final HikariDataSource pool;

  /** Connects with the url, the user and the password of {@code pool}, and nothing else of it. */
  SparingHikariDataSource(HikariDataSource pool) {
    this.pool = pool;
    setUrl(pool.getJdbcUrl());
    setUsername(pool.getUsername());
    setPassword(pool.getPassword());
  }

  @Override
  public Optional<Connection> spare() {
    HikariPoolMXBean state = pool.isRunning() ? pool.getHikariPoolMXBean() : null;
    if (state == null
        || pool.getMaximumPoolSize() == 1
        || state.getIdleConnections() == 0
        || state.getThreadsAwaitingConnection() > 0) {
      return Optional.empty();
    }
    try {
      return Optional.of(pool.getConnection());
    } catch (SQLException e) {
      log.debug("The pool has no connection to spare any more", e);
      return Optional.empty();
    }
  }
}
