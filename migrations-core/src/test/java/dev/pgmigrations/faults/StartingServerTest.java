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
import java.time.Duration;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.api.Test;

/** The application starts before its database does. */
class StartingServerTest extends FaultTest {

  @Test
  void a_run_waits_for_a_server_that_starts_and_says_so_when_none_does() throws Exception {
    try (OwnServer server = OwnServer.start()) {
      TestDatabase database = server.create();
      Aftermath aftermath = new Aftermath(server::create);
      aftermath.closeGate(database);
      file("1_a.sql", "create table a (id int);");
      server.kill();

      Outcome refused =
          end(start(migrator(database.dataSource(), s -> s.connectRetry(Duration.ZERO))));
      assertThat(refused.message()).contains("fix: ");

      CompletableFuture<Outcome> run =
          start(migrator(database.dataSource(), s -> s.connectRetry(PATIENCE)));
      Eventually.within(PATIENCE)
          .isTrue(
              "it says that it waits",
              () -> events.stream().anyMatch(e -> e instanceof MigrationEvent.ConnectionAwaited));
      server.restart();

      assertThat(end(run).report()).isPresent();
      aftermath.check(database, folder);
    }
  }
}
