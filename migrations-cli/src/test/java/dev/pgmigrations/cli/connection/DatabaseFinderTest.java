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

package dev.pgmigrations.cli.connection;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseFinderTest {

  private static final Map<String, String> ALL =
      Map.of(
          "DATABASE_URL", "postgres://u1:p1@h1:1/d1",
          "PGHOST", "h2",
          "PGDATABASE", "d2",
          "PGUSER", "u2",
          "PGPASSWORD", "p2",
          "DB_HOST", "h3",
          "DB_NAME", "d3",
          "DB_USER", "u3",
          "DB_PASSWORD", "p3",
          "POSTGRES_DB", "d4");

  @TempDir Path folder;

  @Test
  void the_option_comes_first_then_one_habit_after_the_other() {
    Map<String, String> left = new HashMap<>(ALL);

    assertThat(finder(left).find(Optional.of("postgres://u0@h0/d0"), Optional.empty()))
        .hasToString("h0/d0/u0");
    assertThat(find(left)).hasToString("h1:1/d1/u1");
    left.remove("DATABASE_URL");
    assertThat(find(left)).hasToString("h2/d2/u2");
    left.keySet().removeIf(name -> name.startsWith("PG"));
    assertThat(find(left)).hasToString("h3/d3/u3");
    left.keySet().removeIf(name -> name.startsWith("DB_"));
    assertThat(find(left)).hasToString("localhost/d4/postgres");
  }

  @Test
  void without_any_it_says_what_there_is() {
    assertThatThrownBy(() -> find(Map.of("PATH", "/bin", "DB_HOST", " ")))
        .hasMessage("no database is named")
        .isInstanceOfSatisfying(
            ConnectionException.class,
            e -> assertThat(e.fix()).contains("--url", "DATABASE_URL", "PGHOST", "DB_HOST"));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "postgres:///d?host=/var/run/postgresql",
        "postgres://u@%2Fvar%2Frun%2Fpostgresql/d",
        "postgres://%2Fvar%2Frun%2Fpostgresql"
      })
  void a_socket_in_an_url_is_refused_for_java_has_none(String url) {
    assertThatThrownBy(() -> find(Map.of("DATABASE_URL", url)))
        .isInstanceOf(ConnectionException.class)
        .hasMessage(
            "DATABASE_URL: the host /var/run/postgresql is a socket, and Java connects by TCP"
                + " only");
  }

  @Test
  void an_url_may_leave_user_and_password_to_the_variables_of_libpq() {
    DatabaseAddress found =
        find(Map.of("DATABASE_URL", "postgres://h/d", "PGUSER", "me", "PGPASSWORD", "pw"));

    assertThat(found.user()).isEqualTo("me");
    assertThat(found.password()).contains("pw");
  }

  @Test
  void user_and_database_are_named_like_the_person_where_nothing_is_said() {
    DatabaseAddress found = find(Map.of("PGHOST", "h"));

    assertThat(found).hasToString("h/somebody/somebody");
    assertThat(found.password()).isEmpty();
  }

  @Test
  void a_file_that_was_named_comes_before_the_environment() throws IOException {
    Files.writeString(folder.resolve("x.env"), "DB_HOST=filed\nDB_NAME=d\nDB_USER=u\n");

    DatabaseAddress found = finder(ALL).find(Optional.empty(), Optional.of(Path.of("x.env")));

    assertThat(found).hasToString("filed/d/u");
  }

  @Test
  void a_file_may_also_complete_the_environment() throws IOException {
    Files.writeString(folder.resolve("x.env"), "DB_PASSWORD=\"from file\"\n");

    DatabaseAddress found =
        finder(Map.of("DB_HOST", "h", "DB_NAME", "d", "DB_USER", "u"))
            .find(Optional.empty(), Optional.of(Path.of("x.env")));

    assertThat(found).hasToString("h/d/u");
    assertThat(found.password()).contains("from file");
  }

  @Test
  void no_text_of_an_address_has_the_password() {
    DatabaseAddress found = find(Map.of("DATABASE_URL", "postgres://u:secret@h/d"));

    assertThat(found.toString()).doesNotContain("secret");
    assertThat(found.url().toString()).doesNotContain("secret");
    assertThatThrownBy(() -> find(Map.of("DATABASE_URL", "postgrs://u:secret@h/d")))
        .hasMessageNotContaining("secret");
  }

  private DatabaseAddress find(Map<String, String> environment) {
    return finder(environment).find(Optional.empty(), Optional.empty());
  }

  private DatabaseFinder finder(Map<String, String> environment) {
    return new DatabaseFinder(environment, folder, folder, "somebody");
  }
}
