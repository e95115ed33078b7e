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

package dev.pgmigrations.boot;

import dev.pgmigrations.diagnostic.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;

/** Why targets failed, as one exception. */
final class TargetFailures {

  private TargetFailures() {}

  /**
   * What is nobody's fault that we know of comes as it is.
   *
   * @param reports of all targets, asked for only where one failed
   */
  static void throwIfAny(Map<String, Throwable> failures, Supplier<List<TargetReport>> reports) {
    if (failures.isEmpty()) {
      return;
    }
    Map<String, MigrationException> told = new LinkedHashMap<>();
    List<Throwable> unexpected = new ArrayList<>();
    failures.forEach(
        (target, failure) -> {
          if (failure instanceof MigrationException known) {
            told.put(target, known);
          } else {
            unexpected.add(failure);
          }
        });
    if (unexpected.isEmpty()) {
      throw new TargetFailedException(told, reports.get());
    }
    Throwable first = unexpected.get(0);
    // A DataSource, say, may throw one and the same exception for each.
    unexpected.stream().filter(failure -> failure != first).forEach(first::addSuppressed);
    told.values().forEach(first::addSuppressed);
    throw thrown(first);
  }

  /** What is to be thrown; throws it itself where it is an error. */
  static RuntimeException thrown(Throwable failure) {
    if (failure instanceof Error error) {
      throw error;
    }
    return (RuntimeException) failure;
  }
}
