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

import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import org.junit.jupiter.api.Test;

/** The url leads to a standby, which is read only. */
class StandbyTest extends FaultTest {

  @Test
  void a_standby_is_refused_and_named_and_nothing_is_pending_once_the_primary_is_migrated()
      throws Exception {
    try (OwnServer primary = OwnServer.start()) {
      TestDatabase database = primary.create();
      Aftermath aftermath = new Aftermath(primary::create);
      aftermath.closeGate(database);
      file("1_a.sql", "create table a (id int);");
      file("2_i.sql", "create index concurrently a_id on a (id);");
      try (OwnServer standby = primary.standby()) {
        TestDatabase there = standby.existing(database.name());

        Outcome outcome = end(start(migrator(there.dataSource())));

        assertThat(outcome.message())
            .isEqualTo(
                """
                [read-only] the server is read only, a standby perhaps
                  kept: everything as it was
                  fix: give the url of the primary server, such as jdbc:postgresql://host1,host2/db?targetServerType=primary\
                """);
        migrator(database.dataSource()).migrate();
        Eventually.within(PATIENCE)
            .isTrue(
                "the standby follows",
                () -> migrator(there.dataSource()).status().pending().isEmpty());
        assertThat(migrator(there.dataSource()).migrate().isNothing()).isTrue();
      }
      primary.stop();
      primary.restart();
      aftermath.check(database, folder);
    }
  }
}
