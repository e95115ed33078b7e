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

import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Statement;
import java.util.List;

/** Where a plan is walked into: a database that keeps it, or a text. */
public interface SqlTarget {

  /** Work and its record, kept together or not at all. */
  void transaction(Work work);

  /** A statement in auto-commit. */
  void alone(MigrationId id, Statement statement);

  /** Code and its record, kept together or not at all. */
  void call(Step.Call step, List<String> before, List<String> after);

  /** Our own statements, in a transaction. */
  void ours(List<String> statements);

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
   */
  record Work(
      MigrationId id,
      String beginOptions,
      List<String> before,
      List<Check> requires,
      List<Statement> statements,
      List<Check> verifies,
      List<String> after) {}
}
