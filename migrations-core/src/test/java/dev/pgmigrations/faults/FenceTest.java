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

import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A second runner gets past the lock, for the first has lost it, while the first migrates. */
@PostgresTest
class FenceTest extends FaultTest {

  @ParameterizedTest
  @ValueSource(
      strings = {
        // one transaction: the row of the first is not seen, but in the way
        "select pg_advisory_unlock_all(); create table x (id int); select pg_sleep(2);",
        // several units: the row of the first is seen
        "create table x (id int); commit; select pg_advisory_unlock_all(); select pg_sleep(2);"
            + " insert into x values (1);",
        // the second unit never begins without the lock
        "select pg_advisory_unlock_all(); create table x (id int); select pg_sleep(2); commit;"
            + " insert into x values (1);",
      })
  void nothing_is_applied_twice(String migration, TestDatabase database) throws Exception {
    file("1_x.sql", migration);
    file("2_y.sql", "create table y (id int); insert into y values (1);");
    Aftermath aftermath = new Aftermath(Postgres::create);
    aftermath.closeGate(database);

    CompletableFuture<Outcome> first = start(migrator(database.dataSource()));
    awaitStatement(database, "select pg_sleep%");
    CompletableFuture<Outcome> second = start(migrator(database.dataSource()));
    List<Outcome> outcomes = List.of(end(first), end(second));

    assertThat(outcomes.stream().map(Outcome::message).filter(m -> !m.isEmpty()))
        .allMatch(message -> message.contains("fix: "));
    aftermath.check(database, folder);
  }
}
