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

import dev.pgmigrations.benchmarks.faults.FaultsBenchmark;
import java.util.Map;
import java.util.TreeMap;

/** Runs the benchmark that is named. */
public final class Benchmarks {

  private static final Map<String, Benchmark> ALL =
      new TreeMap<>(
          Map.of(
              "faults", FaultsBenchmark::run,
              "start-up", StartUpBenchmark::run,
              "round-trips", RoundTripsBenchmark::run));

  private Benchmarks() {}

  /** A measurement that prints what it finds. */
  interface Benchmark {
    void run(int runs) throws Exception;
  }

  /** Takes how often each case runs, and the name of the benchmark. */
  public static void main(String[] arguments) throws Exception {
    Benchmark benchmark = ALL.get(arguments.length < 2 ? "" : arguments[1]);
    if (benchmark == null) {
      System.out.println("Say which: " + String.join(", ", ALL.keySet()));
      return;
    }
    benchmark.run(Integer.parseInt(arguments[0]));
  }
}
