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
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

/** A newer release has changed the history table before this one comes by. */
@PostgresTest
class NewerHistoryTest extends FaultTest {

  @Test
  void a_history_of_a_newer_format_is_left_alone(TestDatabase database) {
    Aftermath aftermath = new Aftermath(Postgres::create);
    aftermath.closeGate(database);
    file("1_a.sql", "-- UP\ncreate table a (id int);\n-- DOWN\ndrop table a;");
    Migrator migrator = migrator(database.dataSource());
    migrator.migrate();
    file("2_b.sql", "create table b (id int);");
    database.execute("comment on table migration_history is 'pgmigrations history, format 99'");

    assertThatThrownBy(migrator::migrate)
        .isInstanceOf(HistoryException.class)
        .hasMessageContaining("[newer-history]")
        .hasMessageContaining("fix: use the newer release");
    assertThatThrownBy(() -> migrator.rollback(1)).isInstanceOf(HistoryException.class);
    assertThatThrownBy(migrator::status).isInstanceOf(HistoryException.class);

    assertThat(
            database
                .jdbc()
                .sql("select to_regclass('a') is not null and to_regclass('b') is null")
                .query(Boolean.class)
                .single())
        .isTrue();
    database.execute("comment on table migration_history is 'pgmigrations history, format 1'");
    aftermath.check(database, folder);
  }
}
