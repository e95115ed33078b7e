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

package dev.pgmigrations;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.InstantSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class NewMigrationTest {

  private static final InstantSource NOON =
      InstantSource.fixed(Instant.parse("2026-11-20T12:00:00Z"));

  @TempDir Path folder;

  private String create(String name) {
    return new NewMigration(folder, NOON).create(name).getFileName().toString();
  }

  private void has(String file) throws IOException {
    Files.writeString(folder.resolve(file), "select 1;");
  }

  @Test
  void an_empty_folder_begins_with_a_timestamp_and_the_sections_are_ready() throws IOException {
    Path file = new NewMigration(folder.resolve("new"), NOON).create("Add user's note!");

    assertThat(file.getFileName()).hasToString("20261120120000_add_user_s_note.sql");
    assertThat(file).hasContent("-- UP\n\n-- DOWN\n\n");
  }

  @Test
  void numbers_go_on_with_the_width_they_have() throws IOException {
    has("001_a.sql");
    has("009_b.sql");

    assertThat(create("c")).isEqualTo("010_c.sql");
  }

  @Test
  void timestamps_go_on_and_never_backwards() throws IOException {
    has("20240101000000_a.sql");
    assertThat(create("b")).isEqualTo("20261120120000_b.sql");

    assertThat(create("c")).isEqualTo("20261120120001_c.sql");
  }

  @Test
  void a_name_without_letters_is_refused() {
    assertThatThrownBy(() -> create(" !? "))
        .hasMessage(
            """
            [name] a migration needs a name, ' !? ' is none
              fix: say in a few words what it does: add user note""");
  }
}
