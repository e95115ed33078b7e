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
import dev.pgmigrations.execute.IndexCatalog.Index;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code DROP INDEX CONCURRENTLY}: interrupted, it leaves the index INVALID; then it is repeated.
 */
final class DropIndexConcurrently implements Concurrently {

  private final String sql;
  private final String name;

  private DropIndexConcurrently(String sql, String name) {
    this.sql = sql;
    this.name = name;
  }

  static Optional<DropIndexConcurrently> of(String sql) {
    StatementCursor cursor = new StatementCursor(sql);
    if (!cursor.take("drop", "index", "concurrently")) {
      return Optional.empty();
    }
    cursor.take("if", "exists");
    return cursor.qualifiedName().map(name -> new DropIndexConcurrently(sql, name));
  }

  @Override
  public Before before(JdbcClient jdbc, boolean resumed) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    Optional<Long> there = catalog.relation(name);
    if (!resumed) {
      return new Before.Run(sql);
    }
    return there.isEmpty()
        ? new Before.Skip(
            Diagnostic.note(
                "index-gone", "the index %s is gone already: nothing to do".formatted(name)))
        : new Before.Run(
            List.of(),
            sql,
            there.flatMap(catalog::index).filter(Index::isHalfDone).stream()
                .map(DropIndexConcurrently::again)
                .toList());
  }

  private static Diagnostic again(Index index) {
    return Diagnostic.note(
        "leftover-index",
        "the index %s is INVALID, left by a drop that was interrupted: it is dropped again"
            .formatted(index.shown()));
  }

  /** Nothing brings the index back; it is for the next run to finish what this one began. */
  @Override
  public List<Diagnostic> afterFailure(JdbcClient jdbc) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    return Leftovers.told(
        () ->
            catalog
                .relation(name)
                .flatMap(catalog::index)
                .filter(Index::isHalfDone)
                .map(DropIndexConcurrently::halfDropped));
  }

  private static Diagnostic halfDropped(Index index) {
    return Diagnostic.warning(
            "leftover-index",
            "the index %s is half dropped: INVALID, no query uses it any more"
                .formatted(index.shown()))
        .fix(
            "run again: the drop is repeated; to keep the index: reindex index concurrently "
                + index.qualified());
  }

  @Override
  public Optional<Diagnostic> afterSuccess(JdbcClient jdbc) {
    return Optional.empty();
  }
}
