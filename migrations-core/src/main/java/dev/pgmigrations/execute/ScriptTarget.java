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

import dev.pgmigrations.history.Sql;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.script.Check;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.List;

/** Prints SQL that {@code psql -f} can run to the same effect; touches no database. */
public final class ScriptTarget implements SqlTarget {

  private final Appendable out;
  private final Placeholders placeholders;

  public ScriptTarget(Appendable out, Placeholders placeholders) {
    this.out = out;
    this.placeholders = placeholders;
    print("\\set ON_ERROR_STOP on\n");
  }

  @Override
  public void start(Step step) {
    String heading = step.direction().stored() + " " + step.id().named(step.description());
    print("\n-- " + heading.replace('\n', ' ') + "\n");
  }

  @Override
  public void transaction(Work work) {
    line(("begin " + work.beginOptions()).strip());
    work.before().forEach(this::line);
    work.requires().forEach(this::check);
    work.statements().forEach(this::inTransaction);
    work.verifies().forEach(this::check);
    work.after().forEach(this::line);
    line("commit");
  }

  /** In auto-commit, as the file says. */
  @Override
  public void alone(Alone alone) {
    statement(alone.statement());
    transaction(Work.ours(alone.id(), alone.after()));
  }

  /** Code cannot be printed: psql stops here. */
  @Override
  public void call(Step.Call step, List<String> before, List<String> after) {
    String message =
        "%s is the Java class %s, which psql cannot run".formatted(step.id(), step.source());
    line("do $$ begin raise exception using message = %s; end $$".formatted(Sql.literal(message)));
  }

  /** A run would find out when the server refuses it, and part the transaction; psql stops. */
  private void inTransaction(Statement statement) {
    if (statement.kind() == StatementKind.CALL_OR_DO && commits(statement)) {
      print(
          "-- This block commits, so psql stops here; a run parts the transaction by itself."
              + " For psql, give the file the line\n"
              + "--   -- migrations:transaction=none\n");
    }
    statement(statement);
  }

  private boolean commits(Statement block) {
    return Tokens.of(block.render(placeholders).sql()).stream()
        .filter(token -> token.kind() == TokenKind.DOLLAR_STRING)
        .map(token -> token.text().substring(token.text().indexOf('$', 1) + 1))
        .flatMap(body -> Tokens.of(body).stream())
        .anyMatch(token -> token.is("commit"));
  }

  private void statement(Statement statement) {
    line(statement.render(placeholders).sql());
    if (statement.hasData()) {
      try (Reader data = statement.openData()) {
        char[] buffer = new char[8192];
        for (int n = data.read(buffer); n > 0; n = data.read(buffer)) {
          print(new String(buffer, 0, n));
        }
        print("\\.\n");
      } catch (IOException e) {
        throw new UncheckedIOException(e);
      }
    }
  }

  /** A check as a block that raises: a DO block as it is, a query asked row by row. */
  private void check(Check check) {
    String sql = check.statement().render(placeholders).sql().strip();
    String query = sql.endsWith(";") ? sql.substring(0, sql.length() - 1) : sql;
    if (!CheckQueries.isQuery(query)) {
      line(sql);
      return;
    }
    line(CheckQueries.asBlock(query, check.message()));
  }

  private void line(String sql) {
    String text = sql.strip();
    String end = text.endsWith(";") ? "\n" : needsBreak(text) ? "\n;\n" : ";\n";
    print(text + end);
  }

  /** A comment at the end of the text would swallow the semicolon. */
  private static boolean needsBreak(String text) {
    return text.substring(text.lastIndexOf('\n') + 1).contains("--");
  }

  private void print(String text) {
    try {
      out.append(text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
