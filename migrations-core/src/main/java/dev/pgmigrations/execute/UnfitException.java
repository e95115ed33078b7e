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

import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.plan.Unit;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.Tokens;
import java.util.List;
import java.util.Optional;

/**
 * A statement cannot be in one transaction with those before it, or in none; nothing of the unit is
 * done.
 */
final class UnfitException extends RuntimeException {

  private static final String IN_TRANSACTION = "25001";
  private static final String COMMITS_INSIDE = "2D000";
  private static final String NEW_ENUM_VALUE = "55P04";

  private final transient Statement statement;
  private final StatementFailedException failure;

  private UnfitException(Statement statement, StatementFailedException failure) {
    super(failure);
    this.statement = statement;
    this.failure = failure;
  }

  /** Empty for failures that no other cut into units would mend. */
  static Optional<UnfitException> of(
      Statement statement, String sql, StatementFailedException failure) {
    boolean unfit =
        switch (failure.sqlState()) {
          case IN_TRANSACTION -> !isSet(sql);
          case COMMITS_INSIDE -> statement.kind() == StatementKind.CALL_OR_DO;
          case NEW_ENUM_VALUE -> true;
          default -> false;
        };
    return unfit ? Optional.of(new UnfitException(statement, failure)) : Optional.empty();
  }

  /** Settings of a transaction that come too late have the same SQLSTATE. */
  private static boolean isSet(String sql) {
    List<Token> tokens = Tokens.head(sql);
    return !tokens.isEmpty() && tokens.get(0).is("set");
  }

  Statement statement() {
    return statement;
  }

  /** What is to be told where there is no other cut. */
  StatementFailedException failure() {
    return failure;
  }

  /** Whether it cannot be in a transaction at all. */
  boolean alone() {
    return !failure.sqlState().equals(NEW_ENUM_VALUE);
  }

  /**
   * The units that can be run instead.
   *
   * @throws StatementFailedException if there are none, or what precedes must not be parted from it
   */
  List<Unit> parts(Unit unit) {
    int index = unit.statements().indexOf(statement);
    int at = index < 0 ? unit.statements().size() : index;
    if (at == 0 && !alone()) {
      throw failure;
    }
    unit.lastingBefore(at)
        .ifPresent(
            lasting -> {
              throw inseparable(lasting);
            });
    return unit.partedAt(at, alone());
  }

  private StatementFailedException inseparable(Statement lasting) {
    return new StatementFailedException(
        failure.diagnostics().stream()
            .map(
                refused ->
                    refused.fix(
                        "this needs a transaction of its own, where the statement on line %s has no effect: write SET instead of SET LOCAL, or COMMIT where that may end"
                            .formatted(lasting.start().line())))
            .toList(),
        failure.sqlState(),
        failure);
  }
}
