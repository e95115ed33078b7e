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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.SmallFileSystem;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.Optional;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** There is no room for what a migration writes. */
class DiskFullTest extends FaultTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "create table big tablespace small as select n, repeat('x', 1000) as line"
            + " from generate_series(1, 16000) n;",
        "create index concurrently base_line on base (line) tablespace small;",
      })
  void a_full_disk_stops_the_migration_and_the_next_run_finishes_when_there_is_room(
      String migration) throws Exception {
    Optional<SmallFileSystem> mounted = SmallFileSystem.mount(4);
    assumeTrue(mounted.isPresent(), "this user may not mount a small file system");
    try (SmallFileSystem disk = mounted.orElseThrow();
        OwnServer server = OwnServer.start()) {
      server.execute("create tablespace small location '%s'".formatted(disk.folder("space")));
      TestDatabase database = server.create();
      Aftermath aftermath = new Aftermath(server::create);
      aftermath.closeGate(database);
      file(
          "1_base.sql",
          "create table base as select n, md5(n::text) as line from generate_series(1, 80000) n;");
      migrator(database.dataSource()).migrate();
      file("2_big.sql", migration);
      file("3_last.sql", "create table last (id int);");

      Outcome outcome = end(start(migrator(database.dataSource())));

      assertThat(outcome.message()).contains("2_big.sql:1:1 [53100]").contains("kept: ");
      disk.grow(256);
      aftermath.check(database, folder);
    }
  }
}
