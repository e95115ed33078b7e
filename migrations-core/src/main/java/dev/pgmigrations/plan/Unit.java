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

package dev.pgmigrations.plan;

import dev.pgmigrations.script.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Statements that succeed or fail together.
 *
 * @param transactional false for a single statement that runs in auto-commit
 * @param beginOptions how the transaction is begun, such as {@code isolation level serializable};
 *     empty for the server's defaults
 * @param first how many statements of the migration come before
 * @param statements without BEGIN and COMMIT
 */
public record Unit(
    boolean transactional, String beginOptions, int first, List<Statement> statements) {

  public Unit {
    if (!transactional && statements.size() != 1) {
      throw new IllegalArgumentException("a unit without a transaction is one statement");
    }
  }

  /** How many statements of the migration are finished after this unit. */
  public int end() {
    return first + statements.size();
  }

  /** What is left of it when the first {@code done} statements of the migration are finished. */
  Unit after(int done) {
    return done <= first
        ? this
        : new Unit(
            transactional, beginOptions, done, statements.subList(done - first, statements.size()));
  }

  /**
   * A statement before another one that would lose its effect on it if they were parted, such as
   * {@code SET LOCAL} or {@code SAVEPOINT}.
   *
   * @param index of the other statement within this unit
   */
  public Optional<Statement> lastingBefore(int index) {
    return statements.subList(0, index).stream().filter(Lasting::is).findFirst();
  }

  /**
   * The units that it falls into when a statement cannot be in one transaction with those before
   * it.
   *
   * @param index of the statement within this unit; that of none for what comes after all
   * @param alone whether it cannot be in a transaction at all
   */
  public List<Unit> partedAt(int index, boolean alone) {
    List<Unit> parts = new ArrayList<>();
    int rest = index;
    if (index > 0) {
      parts.add(new Unit(true, beginOptions, first, statements.subList(0, index)));
    }
    if (alone) {
      parts.add(new Unit(false, "", first + index, statements.subList(index, index + 1)));
      rest++;
    }
    if (rest < statements.size()) {
      parts.add(
          new Unit(true, beginOptions, first + rest, statements.subList(rest, statements.size())));
    }
    return parts;
  }
}
