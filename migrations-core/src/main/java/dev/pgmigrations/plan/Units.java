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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.script.Statement;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Cuts statements into units: a run of transactional statements is one transaction, COMMIT ends it,
 * a statement that PostgreSQL refuses inside one stands alone. What is set for a transaction that
 * ends only because of such a statement is set for the rest of the file. A value that is added to
 * an enum and then used parts a transaction in two.
 */
final class Units {

  private final boolean transaction;
  private final List<Unit> units = new ArrayList<>();
  private List<Statement> current = new ArrayList<>();
  private AddedValues added = new AddedValues();
  private String options = "";
  private @Nullable Statement opened;
  private int first;

  private Units(boolean transaction) {
    this.transaction = transaction;
  }

  /**
   * The units of a section.
   *
   * @param noTransaction each statement outside BEGIN and COMMIT stands alone
   */
  static List<Unit> of(List<Statement> statements, boolean noTransaction) {
    Units units = new Units(!noTransaction);
    statements.forEach(units::add);
    units.flush();
    if (units.units.isEmpty()) {
      units.units.add(new Unit(true, "", 0, List.of()));
    }
    return List.copyOf(units.units);
  }

  private void add(Statement statement) {
    switch (statement.kind()) {
      case BEGIN -> begin(statement);
      case SET_TRANSACTION -> modes(statement);
      case COMMIT -> {
        flush();
        opened = null;
      }
      case NON_TRANSACTIONAL -> alone(statement);
      case ORDINARY, COPY_FROM_STDIN, CALL_OR_DO, ADD_VALUE -> {
        if (transaction || opened != null) {
          if (added.part(current, statement)) {
            split();
          }
          added.note(statement);
          current.add(statement);
        } else {
          alone(statement);
        }
      }
    }
  }

  private void begin(Statement statement) {
    String given = statement.beginOptions();
    if (!given.isEmpty()) {
      flush();
      options = given;
    }
    opened = statement;
  }

  /** Joins the options of the transaction that begins here. */
  private void modes(Statement statement) {
    if (!current.isEmpty()) {
      throw new ScriptSyntaxException(
          List.of(
              Diagnostic.error("set-transaction", "SET TRANSACTION comes after the first statement")
                  .at(statement.source(), statement.start())
                  .fix("put it right after BEGIN, or at the start of the section")));
    }
    options =
        options.isEmpty() ? statement.beginOptions() : options + ", " + statement.beginOptions();
  }

  private void alone(Statement statement) {
    if (opened != null) {
      throw new ScriptSyntaxException(
          List.of(
              Diagnostic.error(
                      "in-transaction",
                      "PostgreSQL refuses this statement in a transaction, and BEGIN stands on line"
                          + " "
                          + opened.start().line())
                  .at(statement.source(), statement.start())
                  .fix("put COMMIT before it, or leave BEGIN and COMMIT out")));
    }
    current.replaceAll(Statement::forSession);
    flush();
    units.add(new Unit(false, "", first, List.of(statement.forSession())));
    first++;
  }

  /** Commits before a statement that PostgreSQL would refuse in this transaction. */
  private void split() {
    String same = options;
    flush();
    options = same;
  }

  private void flush() {
    added = new AddedValues();
    if (!current.isEmpty()) {
      units.add(new Unit(true, options, first, current));
      first += current.size();
      current = new ArrayList<>();
    }
    options = "";
  }
}
