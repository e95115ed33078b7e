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

import dev.pgmigrations.counts.ChildMigration;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ThreadLocalRandom;
import java.util.concurrent.TimeUnit;
import java.util.stream.Collectors;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

/**
 * Random migrations meet random deaths, one to three in a row, some beside a second runner; then
 * the next run has to finish the work. In the profile {@code soak} only.
 *
 * <p>Properties: {@code soak.seed}, printed at the start; {@code soak.rounds}, 200; {@code
 * soak.from}, the first round, 1: a round depends on the seed and its number alone, but for what
 * the clock decides.
 */
@Tag("soak")
class SoakTest extends FaultTest {

  private static final int MOST_BYTES = 12_000;

  private final long seed = Long.getLong("soak.seed", ThreadLocalRandom.current().nextInt(1 << 30));
  private final int rounds = Integer.getInteger("soak.rounds", 200);
  private final int from = Integer.getInteger("soak.from", 1);

  /** Migrations of all kinds; %1$d is the version. */
  private static final List<String> KINDS =
      List.of(
          "create table t%1$d (id int primary key, name text);\n"
              + "insert into t%1$d select n, 'name ' || n from generate_series(1, 500) n;",
          "create table t%1$d (id int, line text);\n" + copy("t%1$d", 400),
          "-- migrations:transaction=none\ncreate table t%1$d (id int, line text);\n"
              + copy("t%1$d", 200)
              + "insert into t%1$d values (0, 'last');",
          "create table t%1$d (id int);\ninsert into t%1$d values (1);\n"
              + "create index concurrently t%1$d_i on t%1$d (id);\ninsert into t%1$d values (2);",
          "-- migrations:transaction=none\n"
              + "create table t%1$d (id int);\n"
              + "insert into t%1$d values (1);\n"
              + "insert into t%1$d values (2);\n"
              + "update t%1$d set id = id + 1;",
          "create unique index concurrently base_%1$d on base (name, id);",
          "reindex index concurrently base_pkey;",
          "create index b%1$d on base (name);\ncommit;\ndrop index concurrently b%1$d;",
          "create table t%1$d (id int);\ncommit;\ninsert into t%1$d values (1);\ncommit;\n"
              + "insert into t%1$d values (2);\n",
          "-- UP\nalter table base add c%1$d int not null default 7;\nupdate base set c%1$d = id;\n"
              + "-- VERIFY\nselect count(*) = 300 from base where c%1$d = id;\n",
          "create table p%1$d (id int) partition by list (id);\n"
              + "create table p%1$d_1 partition of p%1$d for values in (1);\n"
              + "alter table p%1$d detach partition p%1$d_1 concurrently;",
          "create type e%1$d as enum ('a');\ncreate table t%1$d (e e%1$d);\ncommit;\n"
              + "alter type e%1$d add value 'b';\ncommit;\ninsert into t%1$d values ('b');");

  private static final String BASE =
      """
      create table base (id int primary key, name text);
      insert into base select n, 'name ' || n from generate_series(1, 300) n;
      """;

  private static String copy(String table, int lines) {
    return IntStream.rangeClosed(1, lines)
        .mapToObj(i -> i + "\tline " + i + "\n")
        .collect(Collectors.joining("", "copy " + table + " from stdin;\n", "\\.\n"));
  }

  @Test
  void after_any_deaths_the_next_run_finishes_the_work() throws Exception {
    System.out.printf("soak: -Dsoak.seed=%d -Dsoak.from=%d -Dsoak.rounds=%d%n", seed, from, rounds);
    int[] died = new int[Death.values().length];
    try (OwnServer server = OwnServer.start()) {
      Aftermath aftermath = new Aftermath(server::create);
      for (int round = from; round < from + rounds; round++) {
        try {
          round(server, aftermath, new Random(seed * 1_000_003 + round), died);
        } catch (Exception | AssertionError e) {
          throw new AssertionError(
              "round %d: -Dsoak.seed=%d -Dsoak.from=%d -Dsoak.rounds=1%n%s"
                  .formatted(round, seed, round, written()),
              e);
        }
        if ((round - from + 1) % 10 == 0) {
          System.out.printf("soak: %d rounds done%n", round - from + 1);
        }
      }
    }
    System.out.printf(
        "soak: %d rounds, %d runners killed, %d servers crashed, %d connections cut%n",
        rounds, died[0], died[1], died[2]);
  }

  private void round(OwnServer server, Aftermath aftermath, Random random, int[] died)
      throws Exception {
    write(random);
    try (TestDatabase database = server.create()) {
      aftermath.closeGate(database);
      for (int left = 1 + random.nextInt(3); left > 0; left--) {
        Death death = death(random);
        if (die(server, database, death, random)) {
          died[death.ordinal()]++;
        }
        if (!server.isRunning()) {
          server.restart();
        }
      }
      aftermath.check(database, folder);
    }
  }

  private static Death death(Random random) {
    int dice = random.nextInt(10);
    return dice < 2 ? Death.RUNNER_KILLED : dice < 4 ? Death.SERVER_CRASHED : Death.CONNECTION_CUT;
  }

  private void write(Random random) throws IOException {
    for (Path old : files()) {
      Files.delete(old);
    }
    file("1_base.sql", BASE);
    int count = 2 + random.nextInt(4);
    for (int version = 2; version <= count; version++) {
      file(version + "_m.sql", KINDS.get(random.nextInt(KINDS.size())).formatted(version));
    }
  }

  private List<Path> files() throws IOException {
    try (var files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private String written() throws IOException {
    StringBuilder text = new StringBuilder();
    for (Path file : files()) {
      String sql = Files.readString(file);
      text.append(file.getFileName())
          .append(": ")
          .append(sql, 0, Math.min(200, sql.length()))
          .append('\n');
    }
    return text.toString();
  }

  /** Lets a run die after so many bytes, or after so many milliseconds. */
  private boolean die(OwnServer server, TestDatabase database, Death death, Random random)
      throws Exception {
    long bytes = random.nextInt(MOST_BYTES);
    int millis = random.nextInt(3) == 0 ? random.nextInt(200) : -1;
    boolean company = random.nextInt(4) == 0;
    CompletableFuture<Boolean> sprung = new CompletableFuture<>();
    try (CountingProxy proxy = CountingProxy.before(database)) {
      List<CompletableFuture<Outcome>> runs = new ArrayList<>();
      ChildMigration child =
          death == Death.RUNNER_KILLED
              ? ChildMigration.start(database, proxy.jdbcUrl(), folder, Map.of(), List.of())
                  .awaitReady()
              : null;
      Runnable end =
          child != null
              ? child.jvm()::kill
              : death == Death.SERVER_CRASHED ? server::stopImmediately : proxy::cutConnections;
      if (millis < 0) {
        proxy.afterBytes(
            bytes,
            () -> {
              end.run();
              sprung.complete(true);
            });
      }
      if (child != null) {
        child.go();
      } else {
        runs.add(start(migrator(proxy.dataSource())));
      }
      if (company) {
        runs.add(start(migrator(database.dataSource())));
      }
      if (millis >= 0) {
        TimeUnit.MILLISECONDS.sleep(millis);
        end.run();
        sprung.complete(true);
      }
      if (child != null) {
        child.result();
        child.close();
      }
      for (CompletableFuture<Outcome> run : runs) {
        end(run);
      }
      return sprung.isDone();
    }
  }
}
