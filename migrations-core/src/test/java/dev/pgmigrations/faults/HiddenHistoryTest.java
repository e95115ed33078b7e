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

package dev.pgmigrations.faults;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.diagnostic.HistoryException;
import dev.pgmigrations.report.StatusReport.Standing;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Row level security keeps the rows of the history from a role that may read the table. */
@PostgresTest
class HiddenHistoryTest extends FaultTest {

  private TestDatabase database;
  private String reader;

  @BeforeEach
  void migrated(TestDatabase fresh) {
    database = fresh;
    reader = Postgres.createRole("reader", "");
    file("1_a.sql", "create table a (id int);");
    migrator(database.dataSource()).migrate();
    database.execute(
        "grant select on migration_history to %s; alter table migration_history enable row level security"
            .formatted(reader));
  }

  private Migrator readers() {
    return migrator(database.dataSource(reader, reader));
  }

  @Test
  void what_is_hidden_does_not_count_as_pending() {
    assertThatThrownBy(() -> readers().status())
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("[row-security] row level security hides all rows")
        .hasMessageContaining("create policy migrations on \"migration_history\" for select");
    assertThatThrownBy(() -> readers().migrate()).hasMessageContaining("[row-security]");
  }

  @Test
  void a_policy_of_somebody_else_shows_nothing() {
    database.execute(
        "create policy p on migration_history for select to %s using (true)"
            .formatted(Postgres.createRole("somebody", "")));

    assertThatThrownBy(() -> readers().status()).hasMessageContaining("[row-security]");
  }

  @ParameterizedTest
  @ValueSource(strings = {"public", "%s"})
  void a_policy_of_the_role_shows_them(String whose) {
    database.execute(
        "create policy p on migration_history for select to %s using (true)"
            .formatted(whose.formatted(reader)));

    assertThat(readers().status().rows()).extracting("standing").containsExactly(Standing.APPLIED);
  }

  @Test
  void the_owner_sees_them_in_any_case() {
    assertThat(migrator(database.dataSource()).migrate().isNothing()).isTrue();
  }
}
