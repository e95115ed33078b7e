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

import dev.pgmigrations.DatabaseUrl;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Each habit alone. */
class ConnectionSourcesTest {

  @TempDir Path home;

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "PGHOST=h | jdbc:postgresql://h/",
        "PGHOST=h;PGPORT=6000;PGDATABASE=d | jdbc:postgresql://h:6000/d",
        "PGDATABASE=d | jdbc:postgresql://localhost/d",
        "PGHOST=h1,h2;PGPORT=1,2;PGDATABASE=d;PGTARGETSESSIONATTRS=read-write |"
            + " jdbc:postgresql://h1:1,h2:2/d?targetServerType=primary",
        "PGHOST=h1,h2;PGPORT=5;PGDATABASE=d | jdbc:postgresql://h1:5,h2:5/d",
        "PGHOST=::1;PGDATABASE=d | jdbc:postgresql://[::1]/d",
        "PGHOST=h;PGDATABASE=a b;PGSSLMODE=require | jdbc:postgresql://h/a%20b?sslmode=require",
        "PGHOST=h;PGDATABASE=d;PGCONNECT_TIMEOUT=5 | jdbc:postgresql://h/d?connectTimeout=5",
      })
  void variables_of_libpq_become_an_url(String variables, String url) {
    assertThat(pg(variables).jdbcUrl()).isEqualTo(url);
  }

  @Test
  void any_character_is_right_in_a_password() {
    DatabaseUrl url = pg("PGHOST=h;PGUSER=a@b/c;PGPASSWORD=p%40 :/?&= +ü ");

    assertThat(url.username()).contains("a@b/c");
    assertThat(url.password()).contains("p%40 :/?&= +ü ");
    assertThat(url.jdbcUrl()).isEqualTo("jdbc:postgresql://h/");
  }

  @Test
  void a_socket_is_refused_for_java_has_none() {
    assertThatThrownBy(() -> pg("PGHOST=/var/run/postgresql"))
        .hasMessage(
            "PGHOST and others: the host /var/run/postgresql is a socket, and Java connects by TCP"
                + " only");
  }

  @Test
  void a_port_that_is_none_is_refused() {
    assertThatThrownBy(() -> pg("PGHOST=h;PGPORT=x"))
        .hasMessage("PGHOST and others: 'x' is no port");
  }

  @Test
  void a_service_is_read_and_comes_before_the_other_variables() throws IOException {
    Files.writeString(
        home.resolve(".pg_service.conf"),
        """
        # ours
        [other]
        host=wrong
        [mine]
        host=db
        port = 6000
        dbname=app
        user=me
        password=pw
        sslmode=verify-full
        """);

    DatabaseUrl url = pg("PGSERVICE=mine;PGHOST=h;PGUSER=u;PGOPTIONS=-c jit=off");

    assertThat(url.host()).isEqualTo("db:6000");
    assertThat(url.database()).contains("app");
    assertThat(url.username()).contains("me");
    assertThat(url.password()).contains("pw");
    assertThat(url.parameter("sslmode")).contains("verify-full");
    assertThat(url.parameter("options")).contains("-c jit=off");
  }

  @Test
  void the_service_file_may_be_elsewhere() throws IOException {
    Path file = Files.writeString(home.resolve("services"), "[s]\nhost=a\n");
    Files.writeString(
        Files.createDirectories(home.resolve("etc")).resolve("pg_service.conf"), "[t]\nhost=b\n");

    assertThat(pg("PGSERVICE=s;PGSERVICEFILE=" + file).host()).isEqualTo("a");
    assertThat(pg("PGSERVICE=t;PGSYSCONFDIR=" + home.resolve("etc")).host()).isEqualTo("b");
  }

  @Test
  void an_address_stands_in_for_a_host() throws IOException {
    Files.writeString(home.resolve(".pg_service.conf"), "[s]\nhostaddr=10.0.0.1\n");

    assertThat(pg("PGSERVICE=s").host()).isEqualTo("10.0.0.1");
    assertThat(pg("PGHOSTADDR=10.0.0.2").host()).isEqualTo("10.0.0.2");
    assertThat(pg("PGHOST=db;PGHOSTADDR=10.0.0.2").host()).isEqualTo("db");
  }

  @Test
  void a_misspelt_parameter_of_a_service_does_not_lead_to_another_server() throws IOException {
    Path file =
        Files.writeString(
            home.resolve(".pg_service.conf"),
            "[fine]\nhost=a\n\n[typo]\nhots=secret\n[blank]\nhost secret\n");

    assertThat(pg("PGSERVICE=fine").host()).isEqualTo("a");
    assertThatThrownBy(() -> pg("PGSERVICE=typo"))
        .hasMessage(file + ":5: 'hots' is no connection parameter");
    assertThatThrownBy(() -> pg("PGSERVICE=blank")).hasMessage(file + ":7 is no name=value");
  }

  @Test
  void a_service_file_that_is_not_there_is_named() {
    assertThatThrownBy(() -> pg("PGSERVICE=none"))
        .hasMessage(
            "there is no service file %s, and PGSERVICE is 'none'"
                .formatted(home.resolve(".pg_service.conf")));
  }

  @Test
  void a_service_that_is_nowhere_is_named_with_the_file() throws IOException {
    Files.writeString(home.resolve(".pg_service.conf"), "[other]\nhost=a\n");

    assertThatThrownBy(() -> pg("PGSERVICE=none"))
        .hasMessage("there is no service 'none' in " + home.resolve(".pg_service.conf"));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "DB_HOST=h;DB_NAME=d | jdbc:postgresql://h/d",
        "DB_HOST=h;DB_PORT=6000;DB_NAME=d;DB_SSL=true | jdbc:postgresql://h:6000/d?sslmode=require",
        "DB_NAME=d;DB_SSL=false | jdbc:postgresql://localhost/d?sslmode=prefer",
        "DB_NAME=d;DB_SSL=verify-full | jdbc:postgresql://localhost/d?sslmode=verify-full",
      })
  void variables_named_db_become_an_url(String variables, String url) {
    assertThat(new DbVariables().find(variables(variables)).orElseThrow().url().jdbcUrl())
        .isEqualTo(url);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "POSTGRES_DB=d;POSTGRES_USER=u | jdbc:postgresql://localhost/d | u",
        "POSTGRES_USER=u;POSTGRES_PASSWORD=p | jdbc:postgresql://localhost/u | u",
        "POSTGRES_PASSWORD=p | jdbc:postgresql://localhost/postgres | postgres",
        "POSTGRES_DB=d;POSTGRES_HOST=h;POSTGRES_PORT=6000 | jdbc:postgresql://h:6000/d | postgres",
      })
  void variables_of_the_image_become_an_url(String variables, String jdbcUrl, String user) {
    DatabaseUrl url = new PostgresVariables().find(variables(variables)).orElseThrow().url();

    assertThat(url.jdbcUrl()).isEqualTo(jdbcUrl);
    assertThat(url.username()).contains(user);
  }

  @Test
  void each_is_silent_without_its_variables() {
    Variables none = variables("PGPASSWORD=p;DB_PASSWORD=p;DB_PORT=5");

    assertThat(new UrlVariable().find(none)).isEmpty();
    assertThat(new PgVariables(new ServiceFile(home)).find(none)).isEmpty();
    assertThat(new DbVariables().find(none)).isEmpty();
    assertThat(new PostgresVariables().find(none)).isEmpty();
  }

  @Test
  void an_env_file_is_read_as_shells_and_compose_do() throws IOException {
    Path file =
        Files.writeString(
            home.resolve(".env"),
            """
            # comment

            PLAIN=a value # comment
            export EXPORTED=yes
            SINGLE='a # b'
            DOUBLE="a = b"  # comment
            HASH=a#b
            EMPTY=
            """);

    assertThat(EnvFile.read(file).values())
        .containsExactlyInAnyOrderEntriesOf(
            Map.of(
                "PLAIN", "a value",
                "EXPORTED", "yes",
                "SINGLE", "a # b",
                "DOUBLE", "a = b",
                "HASH", "a#b",
                "EMPTY", ""));
  }

  @Test
  void a_byte_order_mark_is_no_part_of_the_first_name() throws IOException {
    Path file = Files.writeString(home.resolve(".env"), "\uFEFFMIGRATIONS_PRODUCTION=true\r\n");

    assertThat(EnvFile.read(file).isTrue("MIGRATIONS_PRODUCTION")).isTrue();
  }

  @Test
  void a_line_that_is_none_is_named_without_its_text() throws IOException {
    Path file = Files.writeString(home.resolve(".env"), "A=1\nsecret\n");

    assertThatThrownBy(() -> EnvFile.read(file)).hasMessage(file + ":2 is no NAME=value");
  }

  private DatabaseUrl pg(String variables) {
    return new PgVariables(new ServiceFile(home)).find(variables(variables)).orElseThrow().url();
  }

  private static Variables variables(String text) {
    Map<String, String> values = new HashMap<>();
    for (String pair : text.split(";", -1)) {
      int equals = pair.indexOf('=');
      values.put(pair.substring(0, equals), pair.substring(equals + 1));
    }
    return new Variables(values);
  }
}
