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

import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.testsupport.PgBouncer;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** PgBouncer in transaction mode stands between the runners and the server. */
@PostgresTest
class TransactionPoolerTest extends FaultTest {

  private final Aftermath aftermath = new Aftermath(Postgres::create);
  private TestDatabase database;

  @BeforeEach
  void files(TestDatabase fresh) {
    assumeTrue(PgBouncer.find().isPresent(), "pgbouncer is not on the PATH");
    database = fresh;
    aftermath.closeGate(database);
    file("1_a.sql", "create table a (id int); insert into a select 1 from pg_sleep(0.5);");
    file("2_i.sql", "create index concurrently a_id on a (id);");
    file("3_b.sql", "create table b (id int); insert into b values (1);");
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 2, 3})
  void a_pooler_in_transaction_mode_is_refused_before_anything_is_done(int poolSize)
      throws Exception {
    try (PgBouncer bouncer = PgBouncer.before(database, poolSize)) {
      List<CompletableFuture<Outcome>> runs =
          Stream.generate(() -> start(migrator(bouncer.dataSource()))).limit(4).toList();

      for (CompletableFuture<Outcome> run : runs) {
        assertThat(end(run).message()).contains("[pooler]").contains("fix: ");
      }
      assertThat(
              database
                  .jdbc()
                  .sql(
                      """
                      select 'table ' || to_regclass(name)
                      from unnest(array['migration_history', 'a']) name
                      where to_regclass(name) is not null
                      union all select format('lock of pid %s, %s in database %s, granted: %s', l.pid,
                          s.application_name, s.datname, l.granted)
                        from pg_locks l left join pg_stat_activity s on s.pid = l.pid
                        where l.locktype = 'advisory'\
                      """)
                  .query(String.class)
                  .list())
          .isEmpty();
    }
    aftermath.check(database, folder);
  }

  @Test
  void the_lock_of_a_transaction_lets_one_at_a_time_migrate_behind_it() throws Exception {
    try (PgBouncer bouncer = PgBouncer.before(database, 8)) {
      List<CompletableFuture<Outcome>> runs =
          IntStream.range(0, 4)
              .mapToObj(
                  i ->
                      start(
                          migrator(
                              bouncer.dataSource(), s -> s.lockStrategy(LockStrategy.TRANSACTION))))
              .toList();

      for (CompletableFuture<Outcome> run : runs) {
        Outcome outcome = end(run);
        assertThat(outcome.report()).as(outcome.message()).isPresent();
      }
    }
    aftermath.check(database, folder);
  }

  @Test
  void a_pool_too_small_for_the_lock_of_a_transaction_ends_in_an_error_not_in_a_hang()
      throws Exception {
    try (PgBouncer bouncer = PgBouncer.before(database, 1)) {
      Outcome outcome =
          end(start(migrator(bouncer.dataSource(), s -> s.lockStrategy(LockStrategy.TRANSACTION))));

      assertThat(outcome.message()).contains("fix: ");
    }
    aftermath.check(database, folder);
  }
}
