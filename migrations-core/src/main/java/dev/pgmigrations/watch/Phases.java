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
 * the others were measured once, with a table of two indexes, and are rough. A phase that is in no
 * list has no percentage: it waits, or is over at once.
 */
final class Phases {

  private record Phase(String name, int weight) {

    /** A build that has no list of its own counts as one, whatever part of it runs. */
    boolean isOf(Counters counters) {
      return name.equals(counters.phase())
          || (name.equals("building index") && counters.phase().startsWith("building index: "));
    }
  }

  private static final List<Phase> BTREE =
      List.of(
          new Phase("building index: initializing", 0),
          new Phase("building index: scanning table", 60),
          new Phase("building index: sorting live tuples", 6),
          new Phase("building index: sorting dead tuples", 0),
          new Phase("building index: loading tuples in tree", 12));
  private static final List<Phase> BTREE_VALIDATION =
      List.of(
          new Phase("index validation: scanning index", 12),
          new Phase("index validation: sorting tuples", 4),
          new Phase("index validation: scanning table", 6));

  /** From PostgreSQL 18 on. */
  private static final List<Phase> PARALLEL_GIN =
      List.of(
          new Phase("building index: initializing", 0),
          new Phase("building index: scanning table", 27),
          new Phase("building index: sorting tuples (workers)", 3),
          new Phase("building index: merging tuples (workers)", 6),
          new Phase("building index: sorting tuples", 4),
          new Phase("building index: merging tuples", 40));

  private static final List<Phase> PARALLEL_GIN_VALIDATION =
      List.of(
          new Phase("index validation: scanning index", 10),
          new Phase("index validation: sorting tuples", 5),
          new Phase("index validation: scanning table", 5));
  private static final List<Phase> OTHER = List.of(new Phase("building index", 92));
  private static final List<Phase> OTHER_VALIDATION =
      List.of(
          new Phase("index validation: scanning index", 4),
          new Phase("index validation: sorting tuples", 2),
          new Phase("index validation: scanning table", 2));
  private static final List<Phase> VACUUM_FULL =
      List.of(new Phase("seq scanning heap", 30), new Phase("rebuilding index", 70));

  /** The server takes the cheaper of two ways. */
  private static final List<Phase> CLUSTER_BY_SORTING =
      List.of(
          new Phase("seq scanning heap", 20),
          new Phase("sorting tuples", 10),
          new Phase("writing new heap", 30),
          new Phase("rebuilding index", 40));

  private static final List<Phase> CLUSTER_BY_INDEX =
      List.of(new Phase("index scanning heap", 60), new Phase("rebuilding index", 40));

  private static final List<Phase> VACUUM =
      List.of(
          new Phase("scanning heap", 50),
          new Phase("vacuuming indexes", 45),
          new Phase("vacuuming heap", 5));
  private static final List<Phase> ANALYZE =
      List.of(new Phase("acquiring sample rows", 90), new Phase("computing statistics", 10));
  private static final List<Phase> COPY = List.of(new Phase("", 1));

  private Phases() {}

  /** From 0 to 1; empty where nobody knows. */
  static OptionalDouble done(Counters counters) {
    List<Phase> phases = of(counters);
    int before = 0;
    for (Phase phase : phases) {
      if (phase.isOf(counters)) {
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
      case "CLUSTER" ->
          counters.phase().equals("index scanning heap") ? CLUSTER_BY_INDEX : CLUSTER_BY_SORTING;
      case "ANALYZE" -> ANALYZE;
      case "COPY FROM", "COPY TO" -> COPY;
      case "CREATE INDEX", "REINDEX" -> build(counters.method());
      case "CREATE INDEX CONCURRENTLY", "REINDEX CONCURRENTLY" ->
          Stream.concat(build(counters.method()).stream(), validation(counters.method()).stream())
              .toList();
      default -> List.of();
    };
  }

  private static List<Phase> build(String method) {
    return switch (method) {
      case "btree" -> BTREE;
      case "gin, parallel" -> PARALLEL_GIN;
      default -> OTHER;
    };
  }

  private static List<Phase> validation(String method) {
    return switch (method) {
      case "btree" -> BTREE_VALIDATION;
      case "gin, parallel" -> PARALLEL_GIN_VALIDATION;
      default -> OTHER_VALIDATION;
    };
  }
}
