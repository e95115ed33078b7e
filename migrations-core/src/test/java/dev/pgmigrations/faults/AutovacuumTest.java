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

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.Map;
import org.junit.jupiter.api.Test;

/** Autovacuum works on the table that a migration changes. */
class AutovacuumTest extends FaultTest {

  /** So slow that it never ends by itself. */
  private static final Map<String, String> SLOW_AUTOVACUUM =
      Map.of(
          "autovacuum", "on",
          "autovacuum_naptime", "1s",
          "autovacuum_vacuum_threshold", "1",
          "autovacuum_vacuum_cost_delay", "100ms",
          "autovacuum_vacuum_cost_limit", "1");

  @Test
  void some_tries_wait_long_enough_for_postgresql_to_cancel_it() {
    try (OwnServer server = OwnServer.start(SLOW_AUTOVACUUM)) {
      TestDatabase database = server.create();
      Aftermath aftermath = new Aftermath(server::create);
      aftermath.closeGate(database);
      file("1_big.sql", "create table big as select n, n as m from generate_series(1, 50000) n;");
      migrator(database.dataSource()).migrate();
      database.execute("update big set m = n");
      Eventually.within(PATIENCE)
          .isTrue(
              "autovacuum works on the table",
              () ->
                  database
                      .jdbc()
                      .sql(
                          """
                          select exists (select from pg_stat_progress_vacuum
                            where relid = 'big'::regclass)\
                          """)
                      .query(Boolean.class)
                      .single());
      file("2_alter.sql", "alter table big add extra int;");

      migrator(database.dataSource()).migrate();

      assertThat(events).filteredOn(e -> e instanceof MigrationEvent.UnitRetried).isNotEmpty();
      assertThat(server.logged()).contains("canceling autovacuum task");
      server.execute("alter system set autovacuum = off");
      server.execute("select pg_reload_conf()");
      aftermath.check(database, folder);
    }
  }
}
