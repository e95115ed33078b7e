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

package dev.pgmigrations.testsupport;

import io.zonky.test.db.postgres.embedded.EmbeddedPostgres;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLEncoder;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import javax.sql.DataSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.core.JdbcTemplate;
import org.testcontainers.postgresql.PostgreSQLContainer;
import org.testcontainers.utility.DockerImageName;

/**
 * A running server and its superuser.
 *
 * @param thrownAway whether the server goes with this JVM, so that nothing on it has to be cleaned
 *     up
 */
record Server(String host, int port, String superuser, String password, boolean thrownAway) {

  private static final String NAME = "postgres";
  private static final int STRATEGIES_SINCE = 15;

  /**
   * Starts or finds the server that the system property {@code pg} asks for.
   *
   * @param choice {@code embedded}, {@code docker}, {@code docker:image} or the JDBC URL of a
   *     superuser
   */
  static Server of(String choice) {
    if (choice.equals("embedded")) {
      return embedded();
    }
    if (choice.equals("docker")) {
      return docker("postgres:18");
    }
    if (choice.startsWith("docker:")) {
      return docker(choice.substring("docker:".length()));
    }
    if (choice.startsWith("jdbc:postgresql:")) {
      return at(choice);
    }
    throw new IllegalArgumentException(
        "pg is '%s'; give embedded, docker, docker:image or jdbc:postgresql://…".formatted(choice));
  }

  private static Server embedded() {
    try {
      EmbeddedPostgres postgres =
          EmbeddedPostgres.builder()
              .setLocaleConfig("locale", "C")
              .setServerConfig("fsync", "off")
              .setServerConfig("full_page_writes", "off")
              .setServerConfig("autovacuum", "off")
              .setServerConfig("jit", "off")
              .setServerConfig("max_connections", "200")
              .setServerConfig("max_prepared_transactions", "10")
              .setPGStartupWait(Duration.ofSeconds(60))
              .start();
      return new Server("localhost", postgres.getPort(), NAME, NAME, true);
    } catch (IOException e) {
      throw new UncheckedIOException("The embedded PostgreSQL did not start", e);
    }
  }

  @SuppressWarnings("resource") // Testcontainers removes the container when the JVM ends.
  static Server docker(String image) {
    PostgreSQLContainer container =
        new PostgreSQLContainer(DockerImageName.parse(image).asCompatibleSubstituteFor("postgres"))
            .withDatabaseName(NAME)
            .withUsername(NAME)
            .withPassword(NAME)
            .withCommand(
                "postgres -c fsync=off -c full_page_writes=off -c synchronous_commit=off"
                    + " -c autovacuum=off -c jit=off -c max_connections=200"
                    + " -c max_prepared_transactions=10");
    container.start();
    return new Server(container.getHost(), container.getFirstMappedPort(), NAME, NAME, true);
  }

  private static Server at(String url) {
    PGSimpleDataSource parts = new PGSimpleDataSource();
    parts.setUrl(url);
    String user = parts.getUser();
    String password = parts.getPassword();
    return new Server(
        parts.getServerNames()[0],
        parts.getPortNumbers()[0],
        user == null ? NAME : user,
        password == null ? "" : password,
        false);
  }

  String jdbcUrl(String database) {
    return "jdbc:postgresql://%s:%d/%s".formatted(host, port, database);
  }

  String postgresUrl(String database) {
    return "postgres://%s:%s@%s:%d/%s"
        .formatted(encoded(superuser), encoded(password), host, port, database);
  }

  private static String encoded(String part) {
    return URLEncoder.encode(part, StandardCharsets.UTF_8).replace("+", "%20");
  }

  PGSimpleDataSource dataSource(String database, String user, String userPassword) {
    PGSimpleDataSource dataSource = new PGSimpleDataSource();
    dataSource.setServerNames(new String[] {host});
    dataSource.setPortNumbers(new int[] {port});
    dataSource.setDatabaseName(database);
    dataSource.setUser(user);
    dataSource.setPassword(userPassword);
    return dataSource;
  }

  /** Outside of every test database. */
  DataSource maintenance() {
    return dataSource("postgres", superuser, password);
  }

  /**
   * Makes a database. Where nothing is ever synchronized to the disk its files are copied, for
   * which a server of old has no word: to write each page into the log takes twice the time.
   *
   * @param maintenance a connection to {@link #maintenance}
   */
  void create(JdbcTemplate maintenance, String database, String template, String owner) {
    maintenance.execute(
        (Connection connection) -> {
          boolean copied =
              thrownAway && connection.getMetaData().getDatabaseMajorVersion() >= STRATEGIES_SINCE;
          try (Statement statement = connection.createStatement()) {
            return statement.execute(
                "create database %s owner \"%s\" template %s encoding 'UTF8' %s"
                    .formatted(
                        database,
                        owner.replace("\"", "\"\""),
                        template,
                        copied ? "strategy file_copy" : ""));
          }
        });
  }

  @Override
  public String toString() {
    return "%s:%d".formatted(host, port);
  }
}
