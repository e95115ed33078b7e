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

import dev.pgmigrations.counts.ChildMigration;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Many runners start at once, and some of them are killed while they migrate. */
@PostgresTest
class CrowdTest extends FaultTest {

  private static final int MIGRATIONS = 6;

  @ParameterizedTest(name = "{0} processes of {1} runners")
  @CsvSource({"8, 1", "4, 8"})
  void each_migration_is_applied_once_and_the_survivors_succeed(
      int processes, int runners, TestDatabase database) throws Exception {
    for (int i = 1; i <= MIGRATIONS; i++) {
      file(
          i + "_t.sql",
          "create table t%1$d (id int); insert into t%1$d values (1);".formatted(i) + held(i));
    }
    file("7_i.sql", "create index concurrently t1_id on t1 (id);");
    Aftermath aftermath = new Aftermath(Postgres::create);
    aftermath.closeGate(database);

    List<ChildMigration> children = new ArrayList<>();
    try {
      for (int i = 0; i < processes; i++) {
        children.add(
            ChildMigration.start(
                database,
                database.jdbcUrl(),
                folder,
                Map.of("runners", Integer.toString(runners), "application", "runner-" + i),
                List.of()));
      }
      for (ChildMigration child : children) {
        child.awaitReady();
      }
      children.forEach(ChildMigration::go);

      Set<Integer> killed = new HashSet<>();
      killed.add(killTheOneThatMigrates(database, children, 1));
      database.execute("update fault.gate set seconds = 30");
      killed.add(killTheOneThatMigrates(database, children, 3));
      aftermath.openGate(database);

      for (int i = 0; i < processes; i++) {
        ChildJvm.Result result = children.get(i).result();
        assertThat(result.exitCode())
            .as(result.toString())
            .isEqualTo(killed.contains(i) ? ChildJvm.KILLED : 0);
      }
    } finally {
      children.forEach(ChildMigration::close);
    }
    aftermath.check(database, folder);
  }

  /** The gate holds 2 at first, and then 4. */
  private static String held(int migration) {
    return switch (migration) {
      case 2 -> " select pg_sleep(seconds) from fault.gate where seconds >= 60;";
      case 4 -> " select pg_sleep(seconds) from fault.gate where seconds >= 30;";
      default -> "";
    };
  }

  /** Kills the process that holds the lock while it runs the migration after {@code done}. */
  private static int killTheOneThatMigrates(
      TestDatabase database, List<ChildMigration> children, int done) {
    int[] victim = {-1};
    Eventually.within(PATIENCE)
        .isTrue(
            "somebody migrates",
            () -> {
              victim[0] = holder(database, done);
              return victim[0] >= 0;
            });
    children.get(victim[0]).jvm().kill();
    return victim[0];
  }

  private static int holder(TestDatabase database, int done) {
    return database
        .jdbc()
        .sql(
            """
            select coalesce(max(substring(a.application_name from 'runner-(\\d+)')::int), -1)
            from pg_stat_activity a
            where a.datname = current_database() and a.query like 'select pg_sleep%%'
              and a.state = 'active' and to_regclass('t%d') is not null\
            """
                .formatted(done))
        .query(Integer.class)
        .single();
  }
}
