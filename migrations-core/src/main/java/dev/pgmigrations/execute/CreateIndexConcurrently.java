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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code CREATE INDEX CONCURRENTLY}: interrupted, it leaves an INVALID index, which costs every
 * write, serves no query, and stands in the way of the next try.
 */
final class CreateIndexConcurrently implements Concurrently {

  private final String sql;
  private final boolean unique;
  private final boolean ifNotExists;
  private final @Nullable String name;
  private final String table;
  private final String definition;
  private final Set<Long> known = new HashSet<>();

  private CreateIndexConcurrently(
      String sql,
      boolean unique,
      boolean ifNotExists,
      @Nullable String name,
      String table,
      String definition) {
    this.sql = sql;
    this.unique = unique;
    this.ifNotExists = ifNotExists;
    this.name = name;
    this.table = table;
    this.definition = definition;
  }

  static Optional<CreateIndexConcurrently> of(String sql) {
    StatementCursor cursor = new StatementCursor(sql);
    if (!cursor.take("create")) {
      return Optional.empty();
    }
    boolean unique = cursor.take("unique");
    if (!cursor.take("index", "concurrently")) {
      return Optional.empty();
    }
    boolean ifNotExists = cursor.take("if", "not", "exists");
    String name = null;
    if (!cursor.take("on")) {
      name = cursor.name().orElse(null);
      if (name == null || !cursor.take("on")) {
        return Optional.empty();
      }
    }
    String indexName = name;
    return cursor
        .table()
        .map(
            table ->
                new CreateIndexConcurrently(
                    sql, unique, ifNotExists, indexName, table, cursor.restText()));
  }

  @Override
  public Before before(JdbcClient jdbc, boolean resumed) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    known.clear();
    Optional<Long> on = catalog.relation(table);
    if (on.isEmpty()) {
      return new Before.Run(sql);
    }
    known.addAll(catalog.oids(on.get()));
    Before decision =
        name == null
            ? unnamed(jdbc, catalog, on.get(), resumed)
            : catalog
                .inSchemaOf(on.get(), name)
                .map(there -> named(jdbc, catalog, on.get(), there, resumed))
                .orElseGet(() -> new Before.Run(sql));
    return decision;
  }

  private Before named(
      JdbcClient jdbc, IndexCatalog catalog, long on, Index there, boolean resumed) {
    if (there.tableOid() != on) {
      return new Before.Refuse(differs(catalog, there));
    }
    if (there.partitioned()) {
      return new Before.Run(sql);
    }
    if (!there.valid()) {
      Optional<Integer> worker = resumed ? catalog.workerThatStays(there) : catalog.worker(there);
      if (worker.isPresent()) {
        return new Before.Refuse(busy(there, worker.get()));
      }
      // Of an earlier run it is what this statement left, even if its text was corrected since.
      return resumed || likeness(jdbc, there) == Likeness.SAME
          ? afterDropping(List.of(there))
          : new Before.Refuse(leftoverOfAnother(catalog, there));
    }
    return switch (likeness(jdbc, there)) {
      case SAME -> new Before.Skip(exists(there));
      case DIFFERENT -> new Before.Refuse(differs(catalog, there));
      case UNKNOWN ->
          ifNotExists
              ? new Before.Run(List.of(), sql, List.of(notCompared(catalog, there)))
              : new Before.Refuse(differs(catalog, there));
    };
  }

  private Before unnamed(JdbcClient jdbc, IndexCatalog catalog, long on, boolean resumed) {
    List<Index> candidates =
        catalog.of(on).stream()
            .filter(index -> index.isHalfDone() || (resumed && index.valid()))
            .toList();
    if (candidates.isEmpty()) {
      return new Before.Run(sql);
    }
    IndexShape shape = new IndexShape(jdbc, definition);
    Optional<String> wanted = shape.of(unique, table, definition);
    List<Index> same =
        candidates.stream()
            .filter(index -> wanted.isPresent() && wanted.equals(shape.of(index)))
            .toList();
    Optional<Index> valid = same.stream().filter(Index::valid).findFirst();
    if (valid.isPresent()) {
      return new Before.Skip(exists(valid.get()));
    }
    List<Index> leftovers = same.stream().filter(index -> catalog.worker(index).isEmpty()).toList();
    return leftovers.isEmpty() ? new Before.Run(sql) : afterDropping(leftovers);
  }

  private Before afterDropping(List<Index> leftovers) {
    List<Diagnostic> notes = new ArrayList<>();
    for (Index leftover : leftovers) {
      known.remove(leftover.oid());
      notes.add(
          Diagnostic.note(
              "leftover-index",
              "the index %s is INVALID, left by a build that was interrupted: it is dropped and built again"
                  .formatted(leftover.shown())));
    }
    return new Before.Run(leftovers.stream().map(Index::drop).toList(), sql, notes);
  }

  private enum Likeness {
    SAME,
    DIFFERENT,
    UNKNOWN
  }

  private Likeness likeness(JdbcClient jdbc, Index there) {
    IndexShape shape = new IndexShape(jdbc, definition);
    Optional<String> wanted = shape.of(unique, table, definition);
    return wanted.isEmpty()
        ? Likeness.UNKNOWN
        : wanted.equals(shape.of(there)) ? Likeness.SAME : Likeness.DIFFERENT;
  }

  private static Diagnostic exists(Index there) {
    return Diagnostic.note(
        "index-exists",
        "the index %s is there already, valid and as this statement makes it: nothing to do"
            .formatted(there.shown()));
  }

  private static Diagnostic differs(IndexCatalog catalog, Index there) {
    return Diagnostic.error(
            "index-differs",
            "there is another index %s: %s".formatted(there.shown(), catalog.definition(there)))
        .kept("the index as it is")
        .fix(
            "give the new index another name, or drop or rename the old one in a statement before"
                + " this one; if it is the right one, remove this statement");
  }

  private static Diagnostic leftoverOfAnother(IndexCatalog catalog, Index there) {
    return Diagnostic.error(
            "index-differs",
            "the index %s is INVALID, left by another build that was interrupted: %s"
                .formatted(there.shown(), catalog.definition(there)))
        .kept("the index as it is")
        .fix(
            "drop index concurrently %s, or give the new index another name, and run again"
                .formatted(there.qualified()));
  }

  private static Diagnostic notCompared(IndexCatalog catalog, Index there) {
    return Diagnostic.warning(
        "index-not-compared",
        "there is an index %s, and PostgreSQL skips this statement; whether it is the same could not be found out: %s"
            .formatted(there.shown(), catalog.definition(there)));
  }

  private static Diagnostic busy(Index there, int pid) {
    return Diagnostic.error(
            "index-in-progress",
            "another session, pid %s, is building or dropping the index %s"
                .formatted(pid, there.shown()))
        .kept("what that session does")
        .fix(
            "run again when it has finished, or end it: select pg_terminate_backend(%s)"
                .formatted(pid));
  }

  @Override
  public List<Diagnostic> afterFailure(JdbcClient jdbc) {
    return new Leftovers(jdbc).drop(() -> ofThisTry(jdbc));
  }

  @Override
  public Optional<Diagnostic> afterSuccess(JdbcClient jdbc) {
    return ofThisTry(jdbc).stream().findFirst().map(CreateIndexConcurrently::invalid);
  }

  private static Diagnostic invalid(Index index) {
    return Diagnostic.error(
            "index-invalid",
            "PostgreSQL reports success, but the index %s is INVALID".formatted(index.shown()))
        .fix("run again: it is dropped and built again");
  }

  /** INVALID indexes that were not there before this try, and that nobody works on. */
  private List<Index> ofThisTry(JdbcClient jdbc) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    Optional<Long> on = catalog.relation(table);
    if (on.isEmpty()) {
      return List.of();
    }
    List<Index> there =
        name == null ? catalog.of(on.get()) : catalog.inSchemaOf(on.get(), name).stream().toList();
    return there.stream()
        .filter(index -> index.isHalfDone() && index.tableOid() == on.get())
        .filter(index -> !known.contains(index.oid()))
        .filter(index -> name != null || likeness(jdbc, index) != Likeness.DIFFERENT)
        .filter(index -> catalog.worker(index).isEmpty())
        .toList();
  }
}
