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

package dev.pgmigrations.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.CyclicBarrier;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Eight applications start at once on one database. */
@PostgresTest
class ConcurrentStartTest {

  private static final int RUNNERS = 8;
  private static final int MIGRATIONS = 10;

  @TempDir Path folder;

  /** The last two are not transactions: one waits for whoever holds a snapshot. */
  @BeforeEach
  void files() throws IOException {
    for (int i = 1; i <= MIGRATIONS - 2; i++) {
      Files.writeString(
          folder.resolve(i + "_t.sql"),
          """
          create table t%1$d (id int primary key, name text);
          insert into t%1$d select n, 'name ' || n from generate_series(1, 1000) n;
          """
              .formatted(i));
    }
    Files.writeString(folder.resolve("9_i.sql"), "create index concurrently i on t1 (name);");
    Files.writeString(folder.resolve("10_r.sql"), "reindex index concurrently i;");
  }

  @Test
  void eight_threads_apply_each_migration_once_and_all_succeed(TestDatabase database)
      throws Exception {
    CyclicBarrier start = new CyclicBarrier(RUNNERS);
    Callable<Integer> runner =
        () -> {
          Migrator migrator =
              new Migrator(
                  MigratorSettings.builder().locations("file:" + folder).build(),
                  database.dataSource());
          start.await();
          return migrator.migrate().steps().size();
        };
    ExecutorService threads = Executors.newFixedThreadPool(RUNNERS);
    List<Integer> steps = new ArrayList<>();
    try {
      for (Future<Integer> done :
          threads.invokeAll(IntStream.range(0, RUNNERS).mapToObj(i -> runner).toList())) {
        steps.add(done.get());
      }
    } finally {
      threads.shutdownNow();
    }

    assertThat(steps.stream().mapToInt(Integer::intValue).sum()).isEqualTo(MIGRATIONS);
    assertAppliedOnce(database);
  }

  @Test
  void eight_processes_apply_each_migration_once_and_all_succeed(TestDatabase database)
      throws Exception {
    List<ChildMigration> children = new ArrayList<>();
    List<ChildJvm.Result> results = new ArrayList<>();
    try {
      for (int i = 0; i < RUNNERS; i++) {
        children.add(ChildMigration.start(database, folder));
      }
      for (ChildMigration child : children) {
        child.awaitReady();
      }
      for (ChildMigration child : children) {
        child.go();
      }
      for (ChildMigration child : children) {
        results.add(child.result());
      }
    } finally {
      children.forEach(ChildMigration::close);
    }

    assertThat(results).allMatch(result -> result.exitCode() == 0);
    assertThat(results.stream().mapToLong(result -> result.number("steps")).sum())
        .isEqualTo(MIGRATIONS);
    assertAppliedOnce(database);
  }

  private static void assertAppliedOnce(TestDatabase database) {
    assertThat(
            database
                .jdbc()
                .sql(
                    """
                    select concat_ws(' ', version, direction, state, active)
                    from migration_history order by id""")
                .query(String.class)
                .list())
        .isEqualTo(IntStream.rangeClosed(1, MIGRATIONS).mapToObj(i -> i + " up done t").toList());
    assertThat(database.jdbc().sql("select count(*) from t1").query(Long.class).single())
        .isEqualTo(1000);
    assertThat(
            database
                .jdbc()
                .sql("select count(*) from pg_index where not indisvalid")
                .query(Long.class)
                .single())
        .isZero();
  }
}
