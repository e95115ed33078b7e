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

import dev.pgmigrations.boot.test.TestApplication.Book;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import org.jooq.DSLContext;
import org.jooq.impl.DSL;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Nested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.data.jpa.test.autoconfigure.DataJpaTest;
import org.springframework.boot.jdbc.test.autoconfigure.AutoConfigureTestDatabase;
import org.springframework.boot.jooq.test.autoconfigure.JooqTest;
import org.springframework.boot.jpa.test.autoconfigure.TestEntityManager;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** Slices of Spring Boot migrate the application's database, without {@link MigratedDatabase}. */
class SliceTests {

  private static ScratchDatabase database;

  @TempDir static Path folder;

  @BeforeAll
  static void make() throws IOException {
    Files.writeString(folder.resolve("1_book.sql"), "create table book (id bigint primary key);\n");
  }

  /** A database for each slice, so that none finds what another has migrated. */
  private static void ownDatabase(DynamicPropertyRegistry properties) {
    drop();
    database = PostgresServer.embedded().create();
    var driver = database.driver();
    properties.add("migrations.locations", () -> "file:" + folder);
    properties.add("spring.datasource.url", driver::getURL);
    properties.add("spring.datasource.username", driver::getUser);
    properties.add("spring.datasource.password", driver::getPassword);
  }

  @AfterAll
  static void drop() {
    if (database != null) {
      database.close();
    }
  }

  @Nested
  @DataJpaTest(properties = {"migrations.run-on=startup", "spring.jpa.hibernate.ddl-auto=validate"})
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
  class OnStartup {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
      ownDatabase(properties);
    }

    @Test
    void a_data_jpa_test_finds_the_tables_that_hibernate_validates(
        @Autowired TestEntityManager entities) {
      Book book = new Book();
      book.id = 7;
      entities.persistAndFlush(book);
      entities.clear();

      assertThat(entities.find(Book.class, 7L)).isNotNull();
    }
  }

  @Nested
  @DataJpaTest(properties = "spring.jpa.hibernate.ddl-auto=none")
  @AutoConfigureTestDatabase(replace = AutoConfigureTestDatabase.Replace.NONE)
  class OnReady {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
      ownDatabase(properties);
    }

    @Test
    void a_data_jpa_test_sees_the_migrated_tables(@Autowired TestEntityManager entities) {
      Book book = new Book();
      book.id = 7;

      assertThat(entities.persistAndFlush(book).id).isEqualTo(7);
    }
  }

  @Nested
  @JooqTest
  class WithJooq {

    @DynamicPropertySource
    static void database(DynamicPropertyRegistry properties) {
      ownDatabase(properties);
    }

    @Test
    void a_jooq_test_sees_the_migrated_tables(@Autowired DSLContext jooq) {
      jooq.insertInto(DSL.table("book"), DSL.field("id")).values(7L).execute();

      assertThat(jooq.fetchCount(DSL.table("book"))).isEqualTo(1);
    }
  }
}
