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

import dev.pgmigrations.testsupport.EnabledIfDockerAnswers;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashSet;
import java.util.Set;
import org.junit.jupiter.api.RepeatedTest;
import org.junit.jupiter.api.io.TempDir;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** A container by Testcontainers. */
@EnabledIfDockerAnswers
@MigratedDatabase(server = ServerChoice.DOCKER, refresh = MigratedDatabase.Refresh.METHOD)
@SpringBootTest
class DockerDatabaseTests {

  private static final Set<String> SEEN = new HashSet<>();

  @TempDir static Path folder;

  @DynamicPropertySource
  static void files(DynamicPropertyRegistry properties) throws java.io.IOException {
    Files.writeString(folder.resolve("1_book.sql"), "create table book (id bigint primary key);\n");
    properties.add("migrations.locations", () -> "file:" + folder);
  }

  @RepeatedTest(2)
  void each_method_gets_a_clone_in_the_container(@Autowired JdbcClient jdbc) {
    assertThat(SEEN.add(jdbc.sql("select current_database()").query(String.class).single()))
        .isTrue();
    assertThat(jdbc.sql("select count(*) from book").query(Long.class).single()).isZero();
    jdbc.sql("insert into book values (7)").update();
  }
}
