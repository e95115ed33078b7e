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

package dev.pgmigrations.boot;

import dev.pgmigrations.testsupport.TestDatabase;
import java.util.Arrays;
import java.util.stream.Stream;

/** The database of a test, as an application is told of it. */
public final class GivenDatabase {

  private GivenDatabase() {}

  /** As properties. */
  public static String[] properties(TestDatabase database) {
    return new String[] {
      "spring.datasource.url=" + database.jdbcUrl(),
      "spring.datasource.username=" + database.username(),
      "spring.datasource.password=" + database.password()
    };
  }

  /** As arguments of a main method, with {@code more} of them; without Spring Boot's banner. */
  public static String[] arguments(TestDatabase database, String... more) {
    return Stream.of(
            Arrays.stream(properties(database)).map(property -> "--" + property),
            Stream.of("--spring.main.banner-mode=off"),
            Arrays.stream(more))
        .flatMap(all -> all)
        .toArray(String[]::new);
  }
}
