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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.StatementFailedException;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.StatementReader;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.Tokens;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;

/**
 * Runs a statement that PostgreSQL refuses in a transaction, in auto-commit, and looks after what
 * it or an earlier try of it has left behind.
 */
final class Outside {

  /** Refused depending on what they name; to be run twice does no harm. */
  private static final Set<String> HARMLESS = Set.of("reindex", "cluster", "vacuum", "analyze");

  private static final int HEAD = 400;

  private final Wire wire;
  private final LockStrategy strategy;
  private final String guard;
  private final SqlErrors errors;
  private final Attempts attempts;
  private final Consumer<SqlTarget.Work> transaction;

  Outside(
      Wire wire,
      LockStrategy strategy,
      String guard,
      SqlErrors errors,
      Attempts attempts,
      Consumer<SqlTarget.Work> transaction) {
    this.wire = wire;
    this.strategy = strategy;
    this.guard = guard;
    this.errors = errors;
    this.attempts = attempts;
    this.transaction = transaction;
  }

  /** Whether it need not be tried in a transaction. */
  static boolean isKnown(SqlTarget.Alone alone) {
    return alone.refused() || alone.statement().kind() == StatementKind.NON_TRANSACTIONAL;
  }

  void run(SqlTarget.Alone alone) {
    String sql = alone.statement().render(wire.placeholders()).sql();
    if (strategy == LockStrategy.SESSION && discardsAll(sql)) {
      discardAll(alone);
      return;
    }
    Optional<Concurrently> concurrently = Concurrently.of(sql);
    if (concurrently.isPresent()) {
      Concurrently known = concurrently.get();
      attempts.run(alone.id(), timeouts(alone, sql), effort -> attempt(alone, known, effort));
    } else if (mayRunTwice(alone.statement(), sql)) {
      attempts.run(
          alone.id(), timeouts(alone, sql), effort -> send(alone, sql, effort.lockTimeout()));
    } else {
      // What it did before it failed may be committed: it is not tried again.
      transaction.accept(SqlTarget.Work.ours(alone.id(), alone.uncertain()));
      send(alone, sql, attempts.patience(alone.lockTimeout()));
    }
    transaction.accept(SqlTarget.Work.ours(alone.id(), alone.after()));
  }

  private static boolean discardsAll(String sql) {
    return sql.length() < HEAD
        && Tokens.of(sql).stream()
            .map(Token::name)
            .limit(2)
            .toList()
            .equals(List.of("discard", "all"));
  }

  /** As it is, it would free the lock of the run, and each run after it would end there, too. */
  private void discardAll(SqlTarget.Alone alone) {
    List<String> sql = new ArrayList<>(Session.FORGET);
    sql.addAll(alone.after());
    transaction.accept(SqlTarget.Work.ours(alone.id(), sql));
  }

  private static boolean mayRunTwice(Statement statement, String sql) {
    return statement.kind() == StatementKind.NON_TRANSACTIONAL || HARMLESS.contains(firstWord(sql));
  }

  private static String firstWord(String sql) {
    return Tokens.head(sql).stream().findFirst().map(token -> token.name()).orElse("");
  }

  /** A lock_timeout would leave an INVALID index; these wait without holding up anybody. */
  private static LockTimeouts timeouts(SqlTarget.Alone alone, String sql) {
    return Tokens.of(sql).stream().anyMatch(token -> token.is("concurrently"))
        ? LockTimeouts.scheduled(Optional.of(Duration.ZERO))
        : LockTimeouts.scheduled(alone.lockTimeout());
  }

  private void attempt(SqlTarget.Alone alone, Concurrently concurrently, Effort effort) {
    Concurrently.Before before = concurrently.before(wire.jdbc(), alone.cutOff());
    if (before instanceof Concurrently.Before.Skip skip) {
      tell(alone, skip.note());
    } else if (before instanceof Concurrently.Before.Refuse refuse) {
      throw new StatementFailedException(List.of(placed(alone, refuse.error())), null, null);
    } else if (before instanceof Concurrently.Before.Run run) {
      run.notes().forEach(note -> tell(alone, note));
      run.first().forEach(first -> send(alone, first, Duration.ZERO));
      lookingAfter(alone, concurrently, run.sql(), effort);
    }
  }

  private void lookingAfter(
      SqlTarget.Alone alone, Concurrently concurrently, String sql, Effort effort) {
    try {
      send(alone, sql, effort.lockTimeout());
    } catch (StatementFailedException failure) {
      concurrently.afterFailure(wire.jdbc()).forEach(note -> tell(alone, note));
      throw failure;
    }
    concurrently
        .afterSuccess(wire.jdbc())
        .ifPresent(
            wrong -> {
              throw new StatementFailedException(List.of(placed(alone, wrong)), null, null);
            });
  }

  /**
   * The setting and the statement go over one by one: together they would be a transaction. In a
   * session that is not ours alone nothing is set: the next client would have it, and this
   * statement perhaps not.
   */
  private void send(SqlTarget.Alone alone, String sql, Duration lockTimeout) {
    try (StatementReader reader = new StatementReader(wire.placeholders())) {
      Batch batch = new Batch(wire, alone.id(), reader, errors, null);
      batch.guard(guard);
      if (strategy == LockStrategy.SESSION) {
        batch.ours(
            lockTimeout.isZero()
                ? LockTimeouts.OFF_FOR_NOW
                : LockTimeouts.unlessOthers(lockTimeout, false));
      }
      batch.flush();
      try {
        batch.user(alone.statement(), sql);
        batch.flush();
      } catch (StatementFailedException failure) {
        restore(batch, lockTimeout, failure);
        throw failure;
      }
      restore(batch, lockTimeout, null);
    }
  }

  private void restore(
      Batch batch, Duration lockTimeout, @Nullable StatementFailedException failure) {
    if (!lockTimeout.isZero() || strategy == LockStrategy.TRANSACTION) {
      return;
    }
    try {
      batch.ours(LockTimeouts.AS_BEFORE);
      batch.flush();
    } catch (MigrationException second) {
      if (failure == null) {
        throw second;
      }
      failure.addSuppressed(second);
    }
  }

  private void tell(SqlTarget.Alone alone, Diagnostic note) {
    wire.events().tell(new MigrationEvent.Warned(placed(alone, note)));
  }

  private static Diagnostic placed(SqlTarget.Alone alone, Diagnostic diagnostic) {
    Statement statement = alone.statement();
    return diagnostic.place() == null
        ? diagnostic.at(Place.of(statement.source(), statement.start()))
        : diagnostic;
  }
}
