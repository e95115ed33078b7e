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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.report.MigrationReport;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

/**
 * The server's clock was years ahead or behind while some migrations ran. Nothing is decided by the
 * time of day: {@code ArchitectureTest} keeps it out of the core, and order is that of the rows.
 */
@PostgresTest
class ClockTest extends FaultTest {

  private static final String FILE =
      "-- UP\ncreate table %1$s (id int);\n-- DOWN\ndrop table %1$s;";

  @Test
  void a_clock_that_jumped_changes_no_order(TestDatabase database) {
    Aftermath aftermath = new Aftermath(Postgres::create);
    aftermath.closeGate(database);
    file("1_a.sql", FILE.formatted("a"));
    file("2_b.sql", FILE.formatted("b"));
    Migrator migrator = migrator(database.dataSource());
    migrator.migrate();
    database.execute(
        """
        update migration_history set
          started_at = started_at + case version when '1' then interval '10 years' else interval '-10 years' end,
          finished_at = finished_at + case version when '1' then interval '10 years' else interval '-10 years' end\
        """);
    file("3_c.sql", FILE.formatted("c"));

    assertThat(migrator.migrate().steps()).hasSize(1);

    MigrationReport undone = migrator.rollback(3);
    assertThat(undone.steps()).extracting(step -> step.id().key()).containsExactly("3", "2", "1");
    database.execute("delete from migration_history");
    aftermath.check(database, folder);
  }

  @Test
  void a_statement_that_began_in_the_future_is_undone_and_run_again(TestDatabase database)
      throws Exception {
    Aftermath aftermath = new Aftermath(Postgres::create);
    aftermath.closeGate(database);
    file("1_a.sql", "create table a (id int); commit; alter table b add extra int;");
    assertThat(end(start(migrator(database.dataSource()))).message()).contains("[42P01]");
    database.execute("update migration_history set started_at = started_at + interval '10 years'");
    database.execute("update migration_history set finished_at = started_at - interval '20 years'");
    file("1_a.sql", "create table a (id int); commit; create table b (id int);");

    aftermath.check(database, folder);
  }
}
