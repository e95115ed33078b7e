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

package dev.pgmigrations.cli.connection;

import dev.pgmigrations.DatabaseUrl;
import java.util.Optional;

/**
 * Which database, as whom.
 *
 * @param origin where that was said, for people: {@code DATABASE_URL}
 * @param host with its port, where one was given
 * @param password absent where the driver is to look into {@code ~/.pgpass}
 */
public record DatabaseAddress(
    String origin,
    DatabaseUrl url,
    String host,
    String database,
    String user,
    Optional<String> password) {

  /** Host, database and user: never the password. */
  @Override
  public String toString() {
    return "%s/%s/%s".formatted(host, database, user);
  }
}
