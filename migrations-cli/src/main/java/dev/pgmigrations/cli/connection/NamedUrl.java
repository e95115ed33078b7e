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

/**
 * An url and where it comes from.
 *
 * @param origin for people: {@code --url}, {@code DATABASE_URL}
 */
record NamedUrl(String origin, DatabaseUrl url) {

  private static final String WITHOUT_HOST = "jdbc:postgresql:///";

  /** Reads an url, which may hold a password: what is wrong with it is said without it. */
  static NamedUrl parse(String origin, String text) {
    try {
      DatabaseUrl url = DatabaseUrl.parse(text);
      if (!url.jdbcUrl().startsWith("jdbc:postgresql:")) {
        throw new ConnectionException(
            origin + " is of no PostgreSQL database",
            "give postgres://user:password@host:5432/database or"
                + " jdbc:postgresql://host:5432/database");
      }
      refuseSocket(origin, url.toString());
      return new NamedUrl(origin, url);
    } catch (IllegalArgumentException e) {
      throw new ConnectionException(
          origin + ": the database url has an unknown form",
          "give postgres://user:password@host:5432/database or"
              + " jdbc:postgresql://host:5432/database");
    }
  }

  /** libpq takes a folder for a host; in the driver's form it stands where the database should. */
  private static void refuseSocket(String origin, String place) {
    int end = place.lastIndexOf('/');
    if (place.startsWith(WITHOUT_HOST) && end >= WITHOUT_HOST.length()) {
      throw ConnectionException.socket(origin, place.substring(WITHOUT_HOST.length() - 1, end));
    }
  }
}
