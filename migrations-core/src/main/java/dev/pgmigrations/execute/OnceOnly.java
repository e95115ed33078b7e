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
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * A statement beside any transaction that cannot be done twice, such as {@code CREATE DATABASE}.
 * PostgreSQL does it whole or not at all, and a catalog shows which. A {@code DROP DATABASE} that
 * was interrupted leaves a database that can only be dropped again.
 */
final class OnceOnly implements Concurrently {

  private static final String DATABASE =
      """
      exists (select from pg_catalog.pg_database
        where datname = ?::pg_catalog.name and datconnlimit <> -2)\
      """;
  private static final String ANY_DATABASE =
      "exists (select from pg_catalog.pg_database where datname = ?::pg_catalog.name)";
  private static final String TABLESPACE =
      "exists (select from pg_catalog.pg_tablespace where spcname = ?::pg_catalog.name)";
  private static final String SUBSCRIPTION =
      """
      exists (select from pg_catalog.pg_subscription s
        join pg_catalog.pg_database d on d.oid = s.subdbid
        where d.datname = pg_catalog.current_database() and s.subname = ?::pg_catalog.name%s)\
      """;
  private static final String LISTED = " and ?::pg_catalog.name::text = any (s.subpublications)";
  private static final String PREPARED =
      "exists (select from pg_catalog.pg_prepared_xacts where gid = ?)";

  private final String sql;
  private final String done;
  private final List<String> values;
  private final String what;

  /**
   * A statement.
   *
   * @param done a condition: whether its effect is there
   * @param values of the condition's parameters
   * @param what is there then
   */
  private OnceOnly(String sql, String done, List<String> values, String what) {
    this.sql = sql;
    this.done = done;
    this.values = List.copyOf(values);
    this.what = what;
  }

  static Optional<OnceOnly> of(String sql) {
    StatementCursor cursor = new StatementCursor(sql);
    if (cursor.take("create")) {
      return made(sql, cursor);
    }
    if (cursor.take("drop")) {
      return dropped(sql, cursor);
    }
    if (cursor.take("alter", "subscription")) {
      return published(sql, cursor);
    }
    return cursor.take("commit", "prepared") || cursor.take("rollback", "prepared")
        ? cursor
            .string()
            .map(
                gid ->
                    new OnceOnly(
                        sql,
                        "not " + PREPARED,
                        List.of(gid),
                        "the prepared transaction %s is finished".formatted(gid)))
        : Optional.empty();
  }

  private static Optional<OnceOnly> made(String sql, StatementCursor cursor) {
    String kind = cursor.word();
    String exists = exists(kind, DATABASE);
    if (exists.isEmpty() || !cursor.take(kind)) {
      return Optional.empty();
    }
    return cursor
        .name()
        .map(
            name ->
                new OnceOnly(
                    sql, exists, List.of(name), "the %s %s is there".formatted(kind, name)));
  }

  private static Optional<OnceOnly> dropped(String sql, StatementCursor cursor) {
    String kind = cursor.word();
    String exists = exists(kind, ANY_DATABASE);
    if (exists.isEmpty() || !cursor.take(kind)) {
      return Optional.empty();
    }
    cursor.take("if", "exists");
    return cursor
        .name()
        .map(
            name ->
                new OnceOnly(
                    sql,
                    "not " + exists,
                    List.of(name),
                    "the %s %s is gone".formatted(kind, name)));
  }

  private static String exists(String kind, String database) {
    return switch (kind) {
      case "database" -> database;
      case "tablespace" -> TABLESPACE;
      case "subscription" -> SUBSCRIPTION.formatted("");
      default -> "";
    };
  }

  /** Adds publications to a subscription or removes them; all else can be done twice. */
  private static Optional<OnceOnly> published(String sql, StatementCursor cursor) {
    Optional<String> subscription = cursor.name();
    boolean add = cursor.take("add", "publication");
    if (subscription.isEmpty() || (!add && !cursor.take("drop", "publication"))) {
      return Optional.empty();
    }
    List<String> conditions = new ArrayList<>();
    List<String> values = new ArrayList<>();
    do {
      cursor
          .name()
          .ifPresent(
              publication -> {
                conditions.add((add ? "" : "not ") + SUBSCRIPTION.formatted(LISTED));
                values.add(subscription.get());
                values.add(publication);
              });
    } while (cursor.takeMark(","));
    return conditions.isEmpty()
        ? Optional.empty()
        : Optional.of(
            new OnceOnly(
                sql,
                String.join(" and ", conditions),
                values,
                "the subscription %s has its publications so".formatted(subscription.get())));
  }

  @Override
  public Before before(JdbcClient jdbc, boolean resumed) {
    return resumed && isDone(jdbc)
        ? new Before.Skip(Diagnostic.note("already-done", what + " already: nothing to do"))
        : new Before.Run(sql);
  }

  private boolean isDone(JdbcClient jdbc) {
    return jdbc.sql("select " + done).params(values.toArray()).query(Boolean.class).single();
  }

  @Override
  public List<Diagnostic> afterFailure(JdbcClient jdbc) {
    return List.of();
  }

  @Override
  public Optional<Diagnostic> afterSuccess(JdbcClient jdbc) {
    return Optional.empty();
  }
}
