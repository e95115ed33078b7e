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

package dev.pgmigrations.benchmarks;

import dev.pgmigrations.benchmarks.application.Application;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.BufferedReader;
import java.io.File;
import java.io.IOException;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * How long an application takes from the start of its JVM until it is ready, with nothing pending:
 * with no tool, with this library, with Flyway. The JVMs run in turn, so that a slow minute of the
 * machine meets them all; what is printed are medians, and those of the differences to the run
 * without a tool of the same turn.
 */
final class StartUpBenchmark {

  private static final int MIGRATIONS = 50;

  /** The first runs migrate, and fill the caches of the machine. */
  private static final int WARM_UPS = 2;

  /** One way to start. */
  private record Case(Tool tool, boolean asks) {

    String label() {
      return tool + (asks ? ", application asks the database" : "");
    }
  }

  /** What one start took. */
  private record Start(double wallMillis, double cpuMillis) {}

  private final Path folder;
  private final TestDatabase database;

  private StartUpBenchmark(Path folder, TestDatabase database) {
    this.folder = folder;
    this.database = database;
  }

  static void run(int runs) throws Exception {
    Path folder = Files.createTempDirectory("start-up");
    for (boolean asks : List.of(false, true)) {
      Map<Case, List<Start>> starts = new LinkedHashMap<>();
      Map<Case, StartUpBenchmark> benchmarks = new LinkedHashMap<>();
      for (Tool tool : Tool.values()) {
        tool.migrations(folder, MIGRATIONS);
        benchmarks.put(new Case(tool, asks), new StartUpBenchmark(folder, Postgres.create()));
      }
      for (int run = -WARM_UPS; run < runs; run++) {
        for (var each : benchmarks.entrySet()) {
          Start start = each.getValue().start(each.getKey());
          if (run >= 0) {
            starts.computeIfAbsent(each.getKey(), key -> new ArrayList<>()).add(start);
          }
        }
      }
      print(starts, runs);
    }
  }

  private Start start(Case what) throws IOException, InterruptedException {
    List<String> command = new ArrayList<>();
    command.add(Path.of(System.getProperty("java.home"), "bin", "java").toString());
    command.add("-cp");
    command.add(
        String.join(
            File.pathSeparator,
            what.tool().classPath(),
            here().toString(),
            folder.resolve(what.tool().name() + ".jar").toString()));
    command.add(Application.class.getName());
    command.add("--server.port=0");
    command.add("--ask=" + what.asks());
    command.add("--spring.datasource.url=" + database.jdbcUrl());
    command.add("--spring.datasource.username=" + database.username());
    command.add("--spring.datasource.password=" + database.password());

    long begin = System.nanoTime();
    Process process = new ProcessBuilder(command).redirectErrorStream(true).start();
    List<String> said = new ArrayList<>();
    try (BufferedReader out = process.inputReader()) {
      for (String line = out.readLine(); line != null; line = out.readLine()) {
        if (line.equals(Application.READY)) {
          double wall = (System.nanoTime() - begin) / 1e6;
          return new Start(wall, Long.parseLong(out.readLine()) / 1e6);
        }
        said.add(line);
      }
      throw new IllegalStateException(
          "no start with " + what.label() + ":\n" + String.join("\n", said));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  /** Where the application's own classes are. */
  private static Path here() {
    try {
      return Path.of(Application.class.getProtectionDomain().getCodeSource().getLocation().toURI());
    } catch (URISyntaxException e) {
      throw new IllegalStateException(e);
    }
  }

  private static void print(Map<Case, List<Start>> starts, int runs) {
    System.out.printf(
        "Start of a web application, %d migrations, nothing pending, medians of %d cold JVMs"
            + " each%n",
        MIGRATIONS, runs);
    System.out.printf("%-50s %10s %10s %10s %10s%n", "ms", "wall", "more", "cpu", "more");
    List<Start> base = starts.values().iterator().next();
    starts.forEach(
        (what, own) ->
            System.out.printf(
                "%-50s %10.0f %10.0f %10.0f %10.0f%n",
                what.label(),
                Medians.of(own, Start::wallMillis),
                Medians.ofDifferences(own, base, Start::wallMillis),
                Medians.of(own, Start::cpuMillis),
                Medians.ofDifferences(own, base, Start::cpuMillis)));
  }
}
