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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jdbc.test.autoconfigure.JdbcTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.annotation.DirtiesContext;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** What the users of a test slice see. */
@JdbcTest
@DirtiesContext // or its pool goes on looking for a database that is gone
@AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
class JdbcSliceTest {

  private static final TestDatabase DATABASE = Postgres.create();

  private final JdbcClient jdbc;

  JdbcSliceTest(@Autowired JdbcClient jdbc) {
    this.jdbc = jdbc;
  }

  @DynamicPropertySource
  static void database(DynamicPropertyRegistry properties) {
    properties.add("spring.datasource.url", DATABASE::jdbcUrl);
    properties.add("spring.datasource.username", DATABASE::username);
    properties.add("spring.datasource.password", DATABASE::password);
  }

  @AfterAll
  static void drop() {
    DATABASE.close();
  }

  @Test
  void a_jdbc_test_sees_the_migrated_tables() {
    jdbc.sql("insert into users (id, name, email) values (7, 'Ada', 'ada@example.org')").update();

    assertThat(jdbc.sql("select count(*) from users").query(Long.class).single()).isEqualTo(1);
  }

  @Test
  void what_another_test_wrote_is_rolled_back() {
    jdbc.sql("insert into users (id, name) values (7, 'Grace')").update();

    assertThat(jdbc.sql("select count(*) from users").query(Long.class).single()).isEqualTo(1);
  }

  @SpringBootConfiguration(proxyBeanMethods = false)
  static class Application {}
}
