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

package dev.pgmigrations.boot.test;

import java.util.Objects;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;

/** A database that is dropped on close, with whoever is still connected. */
public final class ScratchDatabase implements AutoCloseable {

  private final PostgresServer server;
  private final String name;

  ScratchDatabase(PostgresServer server, String name) {
    this.server = server;
    this.name = name;
  }

  /** Its name on the server. */
  public String name() {
    return name;
  }

  /** Without user and password. */
  public String jdbcUrl() {
    return Objects.requireNonNull(driver().getURL());
  }

  /** Opens a new physical connection each time. */
  public DataSource dataSource() {
    return driver();
  }

  PGSimpleDataSource driver() {
    return server.dataSource(name);
  }

  /** Does nothing the second time. */
  @Override
  public void close() {
    server.drop(name);
  }

  @Override
  public String toString() {
    return name;
  }
}
