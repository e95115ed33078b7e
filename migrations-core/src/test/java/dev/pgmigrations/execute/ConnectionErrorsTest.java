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

package dev.pgmigrations.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.pgmigrations.diagnostic.DatabaseUnavailableException;
import java.io.IOException;
import java.sql.DriverManager;
import java.sql.SQLException;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** What the driver says, and what to do about it. */
class ConnectionErrorsTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "The server requested SCRAM-based authentication, but no password was provided. | give the"
            + " password",
        "Could not open SSL root certificate file /a. | see that the file is there",
        "Loading the SSL root certificate /a into a TrustManager failed. | see that the file",
        "SSL error: PKIX path building failed | let sslrootcert name the certificate",
        "The hostname db could not be verified by hostnameverifier PgjdbcHostnameVerifier. | name"
            + " the host as the server's certificate does",
        "The server does not support SSL. | the server and sslmode do not agree",
        "Connection to db:1 refused. Check that the hostname and port are correct | see that the"
            + " server runs",
      })
  void each_says_what_to_do(String message, String fix) {
    assertThat(fix(new SQLException(message, "08006"))).startsWith(fix);
  }

  @Test
  void parameters_that_the_driver_refuses_are_corrected_in_the_url() {
    assertThat(fix(refused("sslmode=bogus"))).startsWith("correct sslmode: disable, ");
    assertThat(fix(refused("connectTimeout=x")))
        .isEqualTo("correct the parameter in the url, or remove it");
  }

  @Test
  void what_the_driver_has_repeated_already_is_not_said_again() {
    String ssl = "SSL error: PKIX path building failed";

    assertThat(
            ConnectionErrors.unavailable(
                    new SQLException(ssl, "08006", new IOException("PKIX path building failed")))
                .diagnostics())
        .singleElement()
        .extracting("message")
        .isEqualTo("no connection to the database: " + ssl);
  }

  private static SQLException refused(String parameter) {
    return assertThrows(
        SQLException.class,
        () -> DriverManager.getConnection("jdbc:postgresql://127.0.0.1:1/none?" + parameter));
  }

  private static String fix(SQLException error) {
    DatabaseUnavailableException unavailable = ConnectionErrors.unavailable(error);
    return String.valueOf(unavailable.diagnostics().get(0).fix());
  }
}
