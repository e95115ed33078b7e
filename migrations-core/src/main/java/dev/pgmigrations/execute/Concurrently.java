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
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A statement that PostgreSQL runs in several transactions of its own, or beside any transaction,
 * and what an interrupted one leaves behind.
 *
 * <p>All questions are asked on the connection that will run the statement, in auto-commit, so that
 * a name without a schema means what it means to the statement. One instance is for one try after
 * another of one statement; not thread-safe.
 */
interface Concurrently {

  /** Recognised by its tokens; empty for what leaves nothing behind and can simply be sent. */
  static Optional<Concurrently> of(String sql) {
    return switch (new StatementCursor(sql).word()) {
      case "create" ->
          CreateIndexConcurrently.of(sql).<Concurrently>map(c -> c).or(() -> OnceOnly.of(sql));
      case "drop" ->
          DropIndexConcurrently.of(sql).<Concurrently>map(c -> c).or(() -> OnceOnly.of(sql));
      case "alter" ->
          DetachConcurrently.of(sql).<Concurrently>map(c -> c).or(() -> OnceOnly.of(sql));
      case "reindex" -> ReindexConcurrently.of(sql).map(c -> c);
      case "commit", "end", "rollback" -> OnceOnly.of(sql).map(c -> c);
      default -> Optional.empty();
    };
  }

  /**
   * Looks before it is sent.
   *
   * @param resumed whether an earlier run may have been cut off or have failed within this
   *     statement, or was cut off right after it, before it could be recorded
   */
  Before before(JdbcClient jdbc, boolean resumed);

  /**
   * It failed and the connection still works: clears what this try left behind. Never throws, and
   * takes a few seconds at most.
   *
   * @return what was done, or could not be done
   */
  List<Diagnostic> afterFailure(JdbcClient jdbc);

  /** It succeeded: what is wrong all the same, such as an index that is INVALID. */
  Optional<Diagnostic> afterSuccess(JdbcClient jdbc);

  /** What to do instead of simply sending the statement. */
  sealed interface Before {

    /**
     * Send something.
     *
     * @param first to be sent before, each alone
     * @param sql the statement as it was given, or another one that has its effect
     * @param notes what was found
     */
    record Run(List<String> first, String sql, List<Diagnostic> notes) implements Before {
      public Run {
        first = List.copyOf(first);
        notes = List.copyOf(notes);
      }

      /** Nothing was found. */
      Run(String sql) {
        this(List.of(), sql, List.of());
      }
    }

    /** Its effect is there already. */
    record Skip(Diagnostic note) implements Before {}

    /** It must not be sent. */
    record Refuse(Diagnostic error) implements Before {}
  }
}
