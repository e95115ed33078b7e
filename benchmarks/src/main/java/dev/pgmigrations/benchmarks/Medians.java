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

import java.util.List;
import java.util.function.ToDoubleFunction;
import java.util.stream.DoubleStream;
import java.util.stream.IntStream;

/** The middle of what was measured: what a disturbed run does not move. */
final class Medians {

  private Medians() {}

  static <T> double of(List<T> values, ToDoubleFunction<T> measure) {
    return median(values.stream().mapToDouble(measure));
  }

  /** Of the differences between what was measured in one turn. */
  static <T> double ofDifferences(List<T> values, List<T> base, ToDoubleFunction<T> measure) {
    return median(
        IntStream.range(0, values.size())
            .mapToDouble(
                i -> measure.applyAsDouble(values.get(i)) - measure.applyAsDouble(base.get(i))));
  }

  private static double median(DoubleStream values) {
    double[] sorted = values.sorted().toArray();
    int middle = sorted.length / 2;
    return sorted.length % 2 == 1 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
  }
}
