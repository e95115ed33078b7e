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

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.JdbcTemplate;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

@MigratedDatabase(server = ServerChoice.URL)
@SpringBootTest
class UrlServerTests {

  @TempDir static Path folder;

  @DynamicPropertySource
  static void url(DynamicPropertyRegistry registry) throws java.io.IOException {
    java.nio.file.Files.writeString(
        folder.resolve("1_book.sql"), "create table book (id bigint primary key);\n");
    registry.add("migrations.locations", () -> "file:" + folder);
    registry.add(
        "spring.datasource.url",
        () ->
            "jdbc:postgresql://localhost:%d/postgres"
                .formatted(
                    new JdbcTemplate(PostgresServer.embedded().dataSource("postgres"))
                        .queryForObject("select inet_server_port()", Integer.class)));
    registry.add("spring.datasource.username", () -> "postgres");
    registry.add("spring.datasource.password", () -> "postgres");
    registry.add("spring.datasource.hikari.auto-commit", () -> "false");
  }

  @Test
  void the_applications_server_has_the_clone_and_its_pool_the_applications_settings(
      @Autowired DataSource dataSource) throws Exception {
    String database =
        JdbcClient.create(dataSource).sql("select current_database()").query(String.class).single();

    assertThat(database).startsWith("pgm_test_");
    assertThat(PostgresServer.embedded().databases()).contains(database);
    try (var connection = dataSource.getConnection()) {
      assertThat(connection.getAutoCommit()).isFalse();
    }
  }
}
