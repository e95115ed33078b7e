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

package dev.pgmigrations.cli;

import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** How much is to be undone: one of four. */
final class RollbackGoal {

  @Option(names = "--steps", paramLabel = "N", description = "The last N versions; one by default.")
  @Nullable Integer steps;

  @Option(
      names = "--to",
      paramLabel = "VERSION",
      description = "All versions above this one, which stays; 0 for all.")
  @Nullable Version to;

  @Option(names = "--all", description = "Everything, repeatables too.")
  boolean all;

  @Option(
      names = "--only",
      paramLabel = "VERSION",
      description = "This version, whatever stands above it.")
  @Nullable Version only;

  /** The goal, for which these phrases are given. */
  Goal.Rollback goal(Set<String> phrases) {
    if (to != null) {
      return new Goal.RollbackTo(to, phrases);
    }
    if (only != null) {
      return new Goal.RollbackOnly(only, phrases);
    }
    if (all) {
      return new Goal.RollbackAll(phrases);
    }
    int count = steps == null ? 1 : steps;
    if (count < 1) {
      throw new UsageException(
          "roll back %s versions?".formatted(count), "give one or more: --steps 1");
    }
    return new Goal.RollbackLast(count, phrases);
  }
}
