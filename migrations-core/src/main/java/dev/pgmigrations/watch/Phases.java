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

package dev.pgmigrations.watch;

import java.util.List;
import java.util.OptionalDouble;
import java.util.stream.Stream;

/**
 * How much of a statement is behind it, by the usual share of each phase in its time.
 *
 * <p>The shares of index builds are measured, with a B-tree on short texts and with GIN; those of
 * the others are rough. A phase that is in no list has no percentage: it waits, or is over at once.
 */
final class Phases {

  private record Phase(String name, int weight) {}

  private static final List<Phase> BTREE =
      List.of(
          new Phase("building index: initializing", 0),
          new Phase("building index: scanning table", 60),
          new Phase("building index: sorting live tuples", 6),
          new Phase("building index: sorting dead tuples", 0),
          new Phase("building index: loading tuples in tree", 12));
  private static final List<Phase> OTHER = List.of(new Phase("building index", 92));
  private static final List<Phase> BTREE_VALIDATION =
      List.of(
          new Phase("index validation: scanning index", 12),
          new Phase("index validation: sorting tuples", 4),
          new Phase("index validation: scanning table", 6));
  private static final List<Phase> OTHER_VALIDATION =
      List.of(
          new Phase("index validation: scanning index", 4),
          new Phase("index validation: sorting tuples", 2),
          new Phase("index validation: scanning table", 2));
  private static final List<Phase> VACUUM_FULL =
      List.of(new Phase("seq scanning heap", 50), new Phase("rebuilding index", 50));
  private static final List<Phase> CLUSTER =
      List.of(
          new Phase("seq scanning heap", 20),
          new Phase("index scanning heap", 0),
          new Phase("sorting tuples", 10),
          new Phase("writing new heap", 30),
          new Phase("rebuilding index", 40));
  private static final List<Phase> VACUUM =
      List.of(
          new Phase("scanning heap", 70),
          new Phase("vacuuming indexes", 20),
          new Phase("vacuuming heap", 10));
  private static final List<Phase> ANALYZE =
      List.of(new Phase("acquiring sample rows", 90), new Phase("computing statistics", 10));
  private static final List<Phase> COPY = List.of(new Phase("", 1));

  private Phases() {}

  /** From 0 to 1; empty where nobody knows. */
  static OptionalDouble done(Counters counters) {
    List<Phase> phases = of(counters);
    int before = 0;
    for (Phase phase : phases) {
      if (phase.name().equals(counters.phase())) {
        return share(counters, before, phase.weight(), sum(phases));
      }
      before += phase.weight();
    }
    return OptionalDouble.empty();
  }

  private static OptionalDouble share(Counters counters, int before, int weight, int whole) {
    if (counters.total() <= 0 && weight == whole) {
      return OptionalDouble.empty();
    }
    double within = counters.total() <= 0 ? 0 : (double) counters.done() / counters.total();
    double share = (before + weight * Math.min(1, Math.max(0, within))) / whole;
    return OptionalDouble.of(
        counters.parts() == 0 ? share : (counters.partsDone() + share) / counters.parts());
  }

  private static int sum(List<Phase> phases) {
    return phases.stream().mapToInt(Phase::weight).sum();
  }

  private static List<Phase> of(Counters counters) {
    return switch (counters.command()) {
      case "VACUUM" -> VACUUM;
      case "VACUUM FULL" -> VACUUM_FULL;
      case "CLUSTER" -> CLUSTER;
      case "ANALYZE" -> ANALYZE;
      case "COPY FROM", "COPY TO" -> COPY;
      case "CREATE INDEX CONCURRENTLY", "REINDEX CONCURRENTLY" -> concurrentBuild(counters);
      case "CREATE INDEX", "REINDEX" -> isBtree(counters) ? BTREE : OTHER;
      default -> List.of();
    };
  }

  private static List<Phase> concurrentBuild(Counters counters) {
    return isBtree(counters)
        ? Stream.concat(BTREE.stream(), BTREE_VALIDATION.stream()).toList()
        : Stream.concat(OTHER.stream(), OTHER_VALIDATION.stream()).toList();
  }

  /** An index that is being made may not be visible yet; but only B-trees name parts of a build. */
  private static boolean isBtree(Counters counters) {
    return counters.method().equals("btree") || counters.phase().startsWith("building index: ");
  }
}
