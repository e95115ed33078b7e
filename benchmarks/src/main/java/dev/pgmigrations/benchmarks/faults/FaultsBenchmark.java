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

package dev.pgmigrations.benchmarks.faults;

import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.OwnServer;
import dev.pgmigrations.testsupport.PgBouncer;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;

/**
 * The same faults to this library, to Flyway and to Liquibase, each with its defaults, each in a
 * process of its own; prints what the next run makes of it. What is not done within a minute counts
 * as hanging; a statement that the dead run left on the server takes twenty seconds.
 */
public final class FaultsBenchmark {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  private enum Death {
    RUNNER_KILLED,
    SERVER_CRASHED,
    CONNECTION_CUT
  }

  private final OwnServer server;

  private FaultsBenchmark(OwnServer server) {
    this.server = server;
  }

  /** Prints one line for each case; {@code runs} is of no use here. */
  public static void run(int runs) throws Exception {
    try (OwnServer server = OwnServer.start()) {
      FaultsBenchmark benchmark = new FaultsBenchmark(server);
      int faults = Fault.of(FaultTool.PGMIGRATIONS).size();
      for (int i = 0; i < faults; i++) {
        for (Death death : Death.values()) {
          for (FaultTool tool : FaultTool.values()) {
            Fault fault = Fault.of(tool).get(i);
            print(fault.label() + ", " + death, tool, benchmark.outcome(tool, fault, death));
          }
        }
      }
      for (FaultTool tool : FaultTool.values()) {
        print("eight runners at once", tool, benchmark.crowd(tool));
      }
      for (FaultTool tool : FaultTool.values()) {
        print("a reader that is idle in its transaction", tool, benchmark.reader(tool));
      }
      for (FaultTool tool : FaultTool.values()) {
        print(
            "eight runners behind PgBouncer, transaction mode, pool of 2",
            tool,
            benchmark.pooler(tool));
      }
    }
  }

  private static void print(String fault, FaultTool tool, String outcome) {
    System.out.printf("| %s | %s | %s |%n", fault, tool, outcome);
  }

  private TestDatabase database() {
    TestDatabase database = server.create();
    database.execute(
        "create schema fault; create table fault.gate (seconds int); insert into fault.gate values"
            + " (20)");
    return database;
  }

  private static ChildJvm start(FaultTool tool, TestDatabase database, String url, Path folder)
      throws InterruptedException {
    return ChildJvm.start(
            FaultTool.class,
            List.of("-Dliquibase.analytics.enabled=false"),
            List.of(tool.name(), url, database.username(), database.password(), folder.toString()))
        .await("ready"::equals, PATIENCE);
  }

  /** How a run ends: empty if all is well. */
  private static String end(ChildJvm child) throws InterruptedException {
    try {
      ChildJvm.Result result = child.result(PATIENCE);
      return result.exitCode() == 0
          ? ""
          : result.lines().stream()
              .filter(line -> line.startsWith("failed="))
              .map(line -> line.substring("failed=".length()))
              .findFirst()
              .orElse(result.wasKilled() ? "killed" : result.toString());
    } catch (AssertionError e) {
      return "hangs";
    } finally {
      child.close();
    }
  }

  private static String migrate(FaultTool tool, TestDatabase database, Path folder)
      throws InterruptedException {
    return end(start(tool, database, database.jdbcUrl(), folder).say("go"));
  }

  private static boolean isSo(TestDatabase database, String sql) {
    return Boolean.TRUE.equals(database.jdbc().sql(sql).query(Boolean.class).single());
  }

  private String outcome(FaultTool tool, Fault fault, Death death) throws Exception {
    TestDatabase database = database();
    Path folder = Files.createTempDirectory("faults");
    tool.write(folder, 1, Fault.BASE, true);
    String base = migrate(tool, database, folder);
    if (!base.isEmpty()) {
      return "cannot begin: " + shortened(base);
    }
    tool.write(folder, 2, fault.sql(), fault.inTransaction());
    tool.write(folder, 3, "create table last (id int);", true);
    String reached;
    try (CountingProxy proxy = CountingProxy.before(database);
        Connection bystander = database.dataSource().getConnection()) {
      bystander.setAutoCommit(false);
      try (Statement statement = bystander.createStatement()) {
        for (String sql : fault.bystander()) {
          statement.execute(sql);
        }
      }
      ChildJvm child = start(tool, database, proxy.jdbcUrl(), folder);
      Runnable end =
          switch (death) {
            case RUNNER_KILLED -> child::kill;
            case SERVER_CRASHED -> server::stopImmediately;
            case CONNECTION_CUT -> proxy::cutConnections;
          };
      reached = die(fault, database, proxy, child, end);
      if (reached.isEmpty() && death == Death.CONNECTION_CUT) {
        end(child);
      }
      child.close();
      // The bystander stays for a while, or the server would finish what it should not.
      TimeUnit.SECONDS.sleep(fault.bystander().isEmpty() || !server.isRunning() ? 0 : 3);
      bystander.abort(Runnable::run);
    }
    if (!server.isRunning()) {
      server.restart();
    }
    if (!reached.isEmpty()) {
      return "the point is never reached: " + shortened(reached);
    }
    database.execute("update fault.gate set seconds = 0");
    return after(tool, database, folder, fault.done());
  }

  private static String die(
      Fault fault, TestDatabase database, CountingProxy proxy, ChildJvm child, Runnable end)
      throws Exception {
    CountDownLatch reached = new CountDownLatch(1);
    fault
        .moment()
        .ifPresent(
            moment ->
                proxy.at(
                    moment,
                    () -> {
                      end.run();
                      reached.countDown();
                    }));
    child.say("go");
    long deadline = System.nanoTime() + PATIENCE.toNanos();
    while (reached.getCount() > 0) {
      if (fault.moment().isEmpty() && isSo(database, fault.seen())) {
        end.run();
        return "";
      }
      // It may end of the fault before the fault is done with.
      if (!child.isAlive() && !reached.await(10, TimeUnit.SECONDS)) {
        return "it ended before: " + end(child);
      }
      if (System.nanoTime() > deadline) {
        return "it hangs before";
      }
      TimeUnit.MILLISECONDS.sleep(20);
    }
    return "";
  }

  /** The next run, and what it leaves. */
  private static String after(FaultTool tool, TestDatabase database, Path folder, String done)
      throws InterruptedException {
    long start = System.nanoTime();
    String failure = migrate(tool, database, folder);
    long seconds = TimeUnit.NANOSECONDS.toSeconds(System.nanoTime() - start);
    if (failure.equals("hangs")) {
      return "the next run hangs";
    }
    List<String> wrong = new ArrayList<>();
    if (!failure.isEmpty()) {
      wrong.add("the next run fails: " + shortened(failure));
    } else {
      if (!isSo(
          database,
          "select count(*) = 3 from (%s) h (n) join generate_series(1, 3) s on s <= n"
              .formatted(tool.applied()))) {
        wrong.add("the history lacks a migration");
      }
      if (!isSo(database, done)) {
        wrong.add("it reports success, but the change is not there, or twice");
      }
    }
    if (!isSo(database, "select not exists (select from pg_index where not indisvalid)")) {
      wrong.add("an INVALID index is left");
    }
    return wrong.isEmpty()
        ? "the next run finishes the work in %d s".formatted(seconds)
        : String.join("; ", wrong);
  }

  private String crowd(FaultTool tool) throws Exception {
    TestDatabase database = database();
    return crowd(tool, database, database.jdbcUrl());
  }

  private static String crowd(FaultTool tool, TestDatabase database, String url) throws Exception {
    Path folder = Files.createTempDirectory("faults");
    tool.write(folder, 1, Fault.BASE + "\nselect pg_sleep(0.3);", true);
    tool.write(folder, 2, "create index concurrently base_name on base (name);", false);
    tool.write(folder, 3, "create table last (id int);", true);
    List<ChildJvm> children = new ArrayList<>();
    for (int i = 0; i < 8; i++) {
      children.add(start(tool, database, url, folder));
    }
    long start = System.nanoTime();
    children.forEach(child -> child.say("go"));
    List<String> failures = new ArrayList<>();
    for (ChildJvm child : children) {
      String end = end(child);
      if (!end.isEmpty()) {
        failures.add(end);
      }
    }
    long took = TimeUnit.NANOSECONDS.toMillis(System.nanoTime() - start);
    String after = after(tool, database, folder, "select count(*) = 1000 from base");
    String ended =
        failures.isEmpty()
            ? "all succeed in %.1f s".formatted(took / 1000.0)
            : "%d of 8 fail: %s".formatted(failures.size(), shortened(failures.get(0)));
    return ended + "; " + after;
  }

  private String pooler(FaultTool tool) throws Exception {
    if (PgBouncer.find().isEmpty()) {
      return "not run, there is no pgbouncer";
    }
    TestDatabase database = database();
    try (PgBouncer bouncer = PgBouncer.before(database, 2)) {
      return crowd(tool, database, bouncer.jdbcUrl());
    }
  }

  /** What other readers see while a migration waits for one that is idle in its transaction. */
  private String reader(FaultTool tool) throws Exception {
    TestDatabase database = database();
    Path folder = Files.createTempDirectory("faults");
    tool.write(folder, 1, Fault.BASE, true);
    migrate(tool, database, folder);
    tool.write(folder, 2, "alter table base add column extra int;", true);
    tool.write(folder, 3, "create table last (id int);", true);
    ChildJvm child = start(tool, database, database.jdbcUrl(), folder);
    long longest = 0;
    try (Connection reader = database.dataSource().getConnection();
        Statement statement = reader.createStatement()) {
      reader.setAutoCommit(false);
      statement.execute("select * from base");
      child.say("go");
      Thread releasing =
          new Thread(
              () -> {
                try {
                  TimeUnit.SECONDS.sleep(8);
                  reader.abort(Runnable::run);
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      releasing.start();
      while (releasing.isAlive()) {
        long begun = System.nanoTime();
        isSo(database, "select count(*) = 1000 from base");
        longest = Math.max(longest, System.nanoTime() - begun);
      }
    }
    String end = end(child);
    return "other readers wait up to %.1f s; %s"
        .formatted(
            TimeUnit.NANOSECONDS.toMillis(longest) / 1000.0,
            end.isEmpty() ? "done when the reader has left" : shortened(end));
  }

  private static String shortened(String message) {
    String line = message.replaceAll("\\s+", " ").replaceAll("/tmp/\\S*/", "").replace("|", "/");
    return line.length() > 240 ? line.substring(0, 240) + "…" : line;
  }
}
