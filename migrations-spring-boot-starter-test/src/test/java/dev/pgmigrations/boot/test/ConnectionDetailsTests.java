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

import java.nio.file.Files;
import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Connection details, which {@code @ServiceConnection} makes of a container, name the server. */
@MigratedDatabase(server = ServerChoice.URL)
@SpringBootTest(properties = "spring.datasource.url=jdbc:postgresql://nowhere/none")
class ConnectionDetailsTests {

  @TempDir static Path folder;

  @DynamicPropertySource
  static void files(DynamicPropertyRegistry properties) throws java.io.IOException {
    Files.writeString(folder.resolve("1_book.sql"), "create table book (id bigint primary key);\n");
    properties.add("migrations.locations", () -> "file:" + folder);
  }

  @Test
  void the_server_of_the_connection_details_has_the_clone(@Autowired JdbcClient jdbc) {
    assertThat(PostgresServer.embedded().databases())
        .contains(jdbc.sql("select current_database()").query(String.class).single());
    assertThat(jdbc.sql("select count(*) from book").query(Long.class).single()).isZero();
  }

  @TestConfiguration(proxyBeanMethods = false)
  static class Container {

    @Bean
    JdbcConnectionDetails details() {
      var driver = PostgresServer.embedded().dataSource("postgres");
      return new JdbcConnectionDetails() {
        @Override
        public String getJdbcUrl() {
          return driver.getURL();
        }

        @Override
        public String getUsername() {
          return driver.getUser();
        }

        @Override
        public String getPassword() {
          return driver.getPassword();
        }
      };
    }
  }
}
