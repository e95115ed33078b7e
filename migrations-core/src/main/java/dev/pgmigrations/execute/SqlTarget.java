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

package dev.pgmigrations.execute;

import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Statement;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/** Where a plan is walked into: a database that keeps it, or a text. */
public interface SqlTarget {

  /** Work and its record, kept together or not at all. */
  void transaction(Work work);

  /** A statement that is no part of a larger transaction. */
  void alone(Alone alone);

  /** Code and its record, kept together or not at all. */
  void call(Step.Call step, List<String> before, List<String> after);

  /** A step begins; what follows belongs to it. */
  void start(Step step);

  /**
   * A transaction.
   *
   * @param id of the migration, for messages
   * @param beginOptions of its BEGIN
   * @param before our statements, first
   * @param requires checks that follow
   * @param statements of the user
   * @param verifies checks that follow
   * @param after our statements, last
   * @param lockTimeout what the file says of it
   */
  record Work(
      MigrationId id,
      String beginOptions,
      List<String> before,
      List<Check> requires,
      List<Statement> statements,
      List<Check> verifies,
      List<String> after,
      Optional<Duration> lockTimeout) {

    /** Our own statements. */
    static Work ours(MigrationId id, List<String> statements) {
      return new Work(
          id, "", statements, List.of(), List.of(), List.of(), List.of(), Optional.empty());
    }

    /** Our own statements, of no migration. */
    static Work ours(List<String> statements) {
      return ours(new MigrationId(Kind.BASELINE, "history"), statements);
    }

    boolean isOurs() {
      return requires.isEmpty() && statements.isEmpty() && verifies.isEmpty();
    }
  }

  /**
   * A statement by itself.
   *
   * @param id of the migration, for messages
   * @param lockTimeout what the file says of it
   * @param cutOff whether an earlier run was cut off in it, or right after it
   * @param refused whether it is known that PostgreSQL refuses it in a transaction
   * @param before our statements, first, where it is in a transaction
   * @param uncertain our statements before it, where nobody could tell later whether it took effect
   * @param after our statements that record it
   */
  record Alone(
      MigrationId id,
      Statement statement,
      Optional<Duration> lockTimeout,
      boolean cutOff,
      boolean refused,
      List<String> before,
      List<String> uncertain,
      List<String> after) {}
}
