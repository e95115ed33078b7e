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
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * {@code REINDEX … CONCURRENTLY}: interrupted, it leaves INVALID copies beside the indexes, which
 * cost every write, and which the next {@code REINDEX} skips.
 */
final class ReindexConcurrently implements Concurrently {

  /** What is rebuilt, and the indexes that it means. */
  private enum Target {
    INDEX(
        1,
        """
        select pg_catalog.to_regclass(?)::oid
        union select p.relid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p\
        """),
    TABLE(
        1,
        """
        with t as (
          select pg_catalog.to_regclass(?)::oid as oid
          union select p.relid from pg_catalog.pg_partition_tree(pg_catalog.to_regclass(?)) p)
        select x.indexrelid from pg_catalog.pg_index x where x.indrelid in (
          select t.oid from t
          union select c.reltoastrelid from pg_catalog.pg_class c join t on t.oid = c.oid)\
        """),
    SCHEMA(
        1,
        """
        with t as (
          select c.oid, c.reltoastrelid from pg_catalog.pg_class c
          where c.relnamespace in (
            pg_catalog.to_regnamespace(?)::oid, pg_catalog.to_regnamespace(?)::oid))
        select x.indexrelid from pg_catalog.pg_index x
        where x.indrelid in (select t.oid from t union select t.reltoastrelid from t)\
        """),
    DATABASE(0, "select x.indexrelid from pg_catalog.pg_index x");

    private final int names;
    private final String indexes;

    Target(int names, String indexes) {
      this.names = names;
      this.indexes = indexes;
    }

    /** The values of the parameters: the name is asked for twice. */
    List<String> values(String name) {
      return names == 0 ? List.of() : List.of(name, name);
    }
  }

  private final String sql;
  private final Target target;
  private final String name;
  private final Set<Long> known = new HashSet<>();

  private ReindexConcurrently(String sql, Target target, String name) {
    this.sql = sql;
    this.target = target;
    this.name = name;
  }

  static Optional<ReindexConcurrently> of(String sql) {
    StatementCursor cursor = new StatementCursor(sql);
    if (!cursor.take("reindex")) {
      return Optional.empty();
    }
    boolean option = cursor.takeOptions("concurrently");
    Optional<Target> target = target(cursor);
    boolean concurrently = cursor.take("concurrently") || option;
    if (!concurrently || target.isEmpty()) {
      return Optional.empty();
    }
    String name = cursor.qualifiedName().orElse("");
    return target.map(t -> new ReindexConcurrently(sql, t, name));
  }

  private static Optional<Target> target(StatementCursor cursor) {
    for (Target target : Target.values()) {
      if (cursor.take(target.name())) {
        return Optional.of(target);
      }
    }
    return Optional.empty();
  }

  @Override
  public Before before(JdbcClient jdbc, boolean resumed) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    List<String> first = new ArrayList<>();
    List<Diagnostic> notes = new ArrayList<>();
    known.clear();
    for (Index leftover : leftovers(catalog)) {
      known.add(leftover.oid());
      if (catalog.worker(leftover).isPresent()) {
        continue;
      }
      if (leftover.droppable()) {
        first.add(leftover.drop());
      }
      notes.add(note(leftover));
    }
    return new Before.Run(first, sql, notes);
  }

  private List<Index> leftovers(IndexCatalog catalog) {
    return catalog.beside(target.indexes, target.values(name));
  }

  private static Diagnostic note(Index leftover) {
    return leftover.droppable()
        ? Diagnostic.note(
            "leftover-index",
            "the index %s is INVALID, left by a REINDEX that was interrupted: it is dropped"
                .formatted(leftover.shown()))
        : Diagnostic.warning(
                "leftover-index",
                "the index %s is INVALID, left by a REINDEX that was interrupted, and this role may not drop it"
                    .formatted(leftover.shown()))
            .fix("as the owner, or of a TOAST table as a superuser: " + leftover.drop());
  }

  @Override
  public List<Diagnostic> afterFailure(JdbcClient jdbc) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    return new Leftovers(jdbc)
        .drop(
            () ->
                leftovers(catalog).stream()
                    .filter(index -> !known.contains(index.oid()))
                    .filter(index -> catalog.worker(index).isEmpty())
                    .toList());
  }

  @Override
  public Optional<Diagnostic> afterSuccess(JdbcClient jdbc) {
    IndexCatalog catalog = new IndexCatalog(jdbc);
    return target != Target.INDEX
        ? Optional.empty()
        : catalog
            .relation(name)
            .flatMap(catalog::index)
            .filter(Index::isHalfDone)
            .map(
                index ->
                    Diagnostic.error(
                            "index-invalid",
                            "PostgreSQL reports success, but the index %s is INVALID"
                                .formatted(index.shown()))
                        .fix("run again"));
  }
}
