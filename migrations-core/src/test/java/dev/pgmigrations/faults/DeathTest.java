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
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.counts.ChildMigration;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.Stream;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;

/** A run dies at any point, in any way: nothing is lost, and the next run finishes the work. */
class DeathTest {

  private static final Duration PATIENCE = Duration.ofMinutes(2);

  private static OwnServer server;
  private static Aftermath aftermath;

  @TempDir Path folder;
  private TestDatabase database;
  private CountingProxy proxy;

  @BeforeAll
  static void start() {
    server = OwnServer.start();
    aftermath = new Aftermath(server::create);
  }

  @AfterAll
  static void stop() {
    server.close();
  }

  static Stream<Arguments> deaths() {
    return Arrays.stream(Point.values())
        .flatMap(point -> Arrays.stream(Death.values()).map(death -> Arguments.of(point, death)));
  }

  @ParameterizedTest(name = "{0}, {1}")
  @MethodSource("deaths")
  void nothing_is_lost_and_the_next_run_finishes_the_work(Point point, Death death)
      throws Exception {
    prepare(point);

    try (CountingProxy before = CountingProxy.before(database)) {
      proxy = before;
      die(point, death);
    }

    if (death == Death.SERVER_CRASHED) {
      server.restart();
    }
    aftermath.check(database, folder);
  }

  @Test
  void a_run_that_goes_on_with_another_may_die_in_the_same_place() throws Exception {
    prepare(Point.BETWEEN_UNITS);

    for (int time = 1; time <= 3; time++) {
      try (CountingProxy before = CountingProxy.before(database)) {
        proxy = before;
        die(Point.BETWEEN_UNITS, Death.CONNECTION_CUT);
      }
    }

    aftermath.check(database, folder);
  }

  private void prepare(Point point) throws IOException {
    database = server.create();
    aftermath.closeGate(database);
    Files.writeString(folder.resolve("1_base.sql"), Point.BASE);
    new Migrator(Aftermath.settings(folder).build(), database.dataSource()).migrate();
    Files.writeString(folder.resolve("2_point.sql"), point.migration());
    Files.writeString(folder.resolve("3_last.sql"), "create table last (id int);");
  }

  private void die(Point point, Death death) throws Exception {
    if (death == Death.RUNNER_KILLED) {
      try (ChildMigration child =
          ChildMigration.start(database, proxy.jdbcUrl(), folder, Map.of(), List.of())) {
        child.awaitReady();
        await(point, child.jvm()::kill, child::go);
        assertThat(child.result().wasKilled()).as(child.result().toString()).isTrue();
      }
      return;
    }
    Runnable end = death == Death.SERVER_CRASHED ? server::stopImmediately : proxy::cutConnections;
    Migrator migrator = new Migrator(Aftermath.settings(folder).build(), proxy.dataSource());
    CompletableFuture<Throwable> failure = new CompletableFuture<>();
    await(
        point,
        end,
        () -> new Thread(() -> failure.complete(catchThrowable(migrator::migrate))).start());
    assertThat(failure.get(PATIENCE.toSeconds(), TimeUnit.SECONDS))
        .isInstanceOf(MigrationException.class);
  }

  /** Lets the run begin, and ends it at the point. */
  private void await(Point point, Runnable end, Runnable begin) throws Exception {
    try (Bystander bystander = Bystander.in(database, point.bystander().toArray(String[]::new))) {
      assertThat(bystander.pid()).isPositive();
      if (point.when() instanceof Point.When.At at) {
        CompletableFuture<Boolean> reached = new CompletableFuture<>();
        proxy.at(
            at.moment(),
            () -> {
              settle();
              end.run();
              reached.complete(true);
            });
        begin.run();
        reached.get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
      } else if (point.when() instanceof Point.When.Seen seen) {
        begin.run();
        Eventually.within(PATIENCE).isTrue("the run is at the point", () -> isSo(seen.sql()));
        end.run();
      }
      awaitNoRunner();
    }
  }

  /** The bystander stays until then, or the server would finish what it should not. */
  private void awaitNoRunner() {
    if (server.isRunning()) {
      Eventually.within(PATIENCE)
          .isTrue(
              "the session of the run is gone",
              () ->
                  isSo(
                      """
                      select not exists (select from pg_stat_activity
                        where datname = current_database() and application_name <> 'bystander'
                          and pid <> pg_backend_pid() and backend_type = 'client backend')\
                      """));
    }
  }

  /** The server has done everything that it has got, and waits for more. */
  private void settle() {
    Eventually.within(PATIENCE)
        .isTrue(
            "the server waits for the client",
            () ->
                isSo(
                    """
                    select bool_and(wait_event = 'ClientRead') from pg_stat_activity
                    where datname = current_database() and pid <> pg_backend_pid()
                      and backend_type = 'client backend'\
                    """));
  }

  private boolean isSo(String sql) {
    return database.jdbc().sql(sql).query(Boolean.class).single();
  }
}
