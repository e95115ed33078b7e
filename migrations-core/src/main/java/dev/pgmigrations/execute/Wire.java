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

import dev.pgmigrations.event.Events;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.watch.Watch;
import java.sql.Connection;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * The connection that migrates, and who hears of what goes over it.
 *
 * @param connection in auto-commit, used by nobody else
 * @param watch looks at what it runs
 */
record Wire(
    Connection connection,
    Pipeline pipeline,
    JdbcClient jdbc,
    Placeholders placeholders,
    Watch watch,
    Events events) {

  static Wire of(Connection connection, Placeholders placeholders, Watch watch, Events events) {
    return new Wire(
        connection,
        Pipeline.on(connection),
        JdbcClient.create(new SingleConnectionDataSource(connection, true)),
        placeholders,
        watch,
        events);
  }
}
