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

import org.testcontainers.DockerClientFactory;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/** Apart, so that it is loaded only where Testcontainers is. */
final class DockerServer {

  private static final String NAME = "postgres";

  private DockerServer() {}

  static boolean answers() {
    return DockerClientFactory.instance().isDockerAvailable();
  }

  @SuppressWarnings("resource") // Testcontainers removes it when the JVM ends.
  static PostgresServer start(String image) {
    if (!answers()) {
      throw new IllegalStateException(
          "Docker does not answer; start it, or set migrations.test.server=embedded");
    }
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor(NAME))
            .withDatabaseName(NAME)
            .withUsername(NAME)
            .withPassword(NAME)
            .withCommand(
                "postgres -c fsync=off -c full_page_writes=off -c synchronous_commit=off -c"
                    + " max_connections=300");
    container.start();
    return new PostgresServer(
        "jdbc:postgresql://%s:%s/postgres"
            .formatted(container.getHost(), container.getFirstMappedPort()),
        NAME,
        NAME,
        true);
  }
}
