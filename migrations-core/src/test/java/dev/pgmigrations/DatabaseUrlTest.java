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

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class DatabaseUrlTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "postgres://me:pw@host:5433/app | jdbc:postgresql://host:5433/app | me | pw",
        "postgresql://me@host/app | jdbc:postgresql://host/app | me | -",
        "postgresql://host/app?sslmode=require | jdbc:postgresql://host/app?sslmode=require | - |"
            + " -",
        "postgres://m%40e:p%2Fw%3A%40@host/a%20b | jdbc:postgresql://host/a%20b | m@e | p/w:@",
        "postgres://me:a+b@host/app | jdbc:postgresql://host/app | me | a+b",
        "postgres://me:pw@h1:1,h2:2/app?target_session_attrs=read-write |"
            + " jdbc:postgresql://h1:1,h2:2/app?targetServerType=primary | me | pw",
        "postgres://u:p@[::1]:5432/app | jdbc:postgresql://[::1]:5432/app | u | p",
        "postgres:///app?host=db&port=6000&user=me&password=pw | jdbc:postgresql://db:6000/app | me"
            + " | pw",
        "postgres://u:p@h/app?connect_timeout=5&channel_binding=require |"
            + " jdbc:postgresql://h/app?connectTimeout=5&channelBinding=require | u | p",
        "postgres://h/app?sslrootcert=system |"
            + " jdbc:postgresql://h/app?sslfactory=org.postgresql.ssl.DefaultJavaSSLFactory&sslmode=verify-full"
            + " | - | -",
        "jdbc:postgresql://host/app?sslmode=require | jdbc:postgresql://host/app?sslmode=require |"
            + " - | -",
        "jdbc:postgresql://host/app?user=me&password=pw&sslmode=require |"
            + " jdbc:postgresql://host/app?sslmode=require | me | pw",
        "postgres:///?service=x | jdbc:postgresql:///?service=x | - | -",
        "postgres://?service=x | jdbc:postgresql:///?service=x | - | -",
        "postgres://host/app?service=x | jdbc:postgresql://host/app?service=x | - | -",
      })
  void gives_the_driver_its_form_and_the_credentials_apart(
      String url, String jdbcUrl, String username, String password) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    assertThat(parsed.jdbcUrl()).isEqualTo(jdbcUrl);
    assertThat(parsed.username().orElse(null)).isEqualTo(username);
    assertThat(parsed.password().orElse(null)).isEqualTo(password);
    assertThat(parsed.toString()).doesNotContain("pw");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      nullValues = "-",
      value = {
        "postgres://me:pw@host:5433/app | host:5433 | app",
        "postgres://h1:1,h2:2/a%20b?sslmode=require | h1:1,h2:2 | a b",
        "postgres://host | host | -",
        "postgres:///app | localhost | app",
        "jdbc:postgresql://host/app?sslmode=require | host | app",
        "jdbc:postgresql:///app | localhost | app",
        "jdbc:postgresql:app | localhost | app",
        "jdbc:postgresql://host/ | host | -",
      })
  void tells_host_and_database(String url, String host, String database) {
    DatabaseUrl parsed = DatabaseUrl.parse(url);

    assertThat(parsed.host()).isEqualTo(host);
    assertThat(parsed.database().orElse(null)).isEqualTo(database);
  }

  @Test
  void tells_a_parameter_by_the_name_that_the_driver_has_for_it() {
    DatabaseUrl parsed = DatabaseUrl.parse("postgres://host/app?connect_timeout=5");

    assertThat(parsed.parameter("connectTimeout")).contains("5");
    assertThat(parsed.parameter("sslmode")).isEmpty();
  }

  @Test
  void a_url_of_something_else_is_refused_without_repeating_it() {
    assertThatThrownBy(() -> DatabaseUrl.parse("mysql://me:secret@host/app"))
        .hasMessage(
            "the database url has an unknown form; give postgres://user:password@host:5432/database"
                + " or jdbc:postgresql://host:5432/database");
  }

  /** The driver would look for a host of that name and say that it does not know it. */
  @ParameterizedTest
  @ValueSource(
      strings = {
        "jdbc:postgresql://me:secret@host/app",
        "jdbc:postgresql://me:se/cret@host:5432/app?sslmode=require",
      })
  void a_user_before_the_host_is_refused_where_the_driver_knows_none(String url) {
    assertThatThrownBy(() -> DatabaseUrl.parse(url))
        .hasMessage(
            "the database url has an @, and the JDBC driver reads no user and password before the"
                + " host; give postgres://user:password@host:5432/database, or user and password"
                + " apart; in the name of a database write @ as %40");
    assertThat(DatabaseUrl.parse("jdbc:postgresql://host/a%40b?password=a@b").password())
        .contains("a@b");
  }

  /** Read as it stands, a part of the password would be the host and be shown as one. */
  @Test
  void an_unescaped_password_is_refused_without_repeating_it() {
    assertThatThrownBy(() -> DatabaseUrl.parse("postgres://me:se@cr/et@host/app"))
        .hasMessage(
            "the database url has an @ behind its host; in a password write @ as %40 and / as %2F,"
                + " in the name of a database too");
    assertThat(DatabaseUrl.parse("postgres://me:se%40cr%2Fet@host/a%40b").toString())
        .doesNotContain("cr/et")
        .endsWith("host/a%40b");
  }
}
