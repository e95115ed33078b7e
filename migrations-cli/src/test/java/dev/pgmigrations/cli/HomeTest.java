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

package dev.pgmigrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.ChildJvm;
import java.nio.file.Files;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

/**
 * {@code HOME} says where the user's files are, as for psql, whatever the system's own list says.
 */
class HomeTest extends CliTest {

  @Test
  void the_file_of_services_is_found_there() throws Exception {
    twoVersions();
    Files.writeString(
        folder.resolve(".pg_service.conf"),
        """
        [shop]
        host=%s
        port=%s
        dbname=%s
        user=%s
        password=%s
        """
            .formatted(
                database.host(),
                database.port(),
                database.name(),
                database.username(),
                database.password()));

    try (ChildJvm child =
        ChildJvm.start(
            Main.class,
            List.of(),
            List.of("migrate", "--locations=" + folder.resolve("db/migrations")),
            Map.of("HOME", folder.toString(), "PGSERVICE", "shop"))) {
      ChildJvm.Result result = child.result(Duration.ofSeconds(60));

      assertThat(result.exitCode()).as(result.toString()).isZero();
    }
    assertThat(tables()).containsExactly("a", "b");
  }
}
