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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.history.Sql;
import java.util.Arrays;
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * A table to begin with.
 *
 * @param name as it is written in SQL, quoted where it has to be
 */
record TableDraft(String fileName, String name) {

  /**
   * Words that are no name without quotes.
   *
   * @see <a href="https://www.postgresql.org/docs/current/sql-keywords-appendix.html">PostgreSQL,
   *     appendix C, reserved</a>
   */
  private static final Set<String> RESERVED =
      Set.of(
          ("all analyse analyze and any array as asc asymmetric authorization binary both case cast"
                  + " check collate collation column concurrently constraint create cross"
                  + " current_catalog current_date current_role current_schema current_time"
                  + " current_timestamp current_user default deferrable desc distinct do else end"
                  + " except false fetch for foreign freeze from full grant group having ilike in"
                  + " initially inner intersect into is isnull join lateral leading left like limit"
                  + " localtime localtimestamp natural not notnull null offset on only or order"
                  + " outer overlaps placing primary references returning right select session_user"
                  + " similar some symmetric system_user table tablesample then to trailing true"
                  + " union unique user using variadic verbose when where window with")
              .split(" "));

  /** A name, perhaps with a schema before it. */
  static TableDraft of(String text) {
    List<String> parts = Arrays.asList(text.strip().split("\\.", -1));
    if (parts.size() > 2 || parts.stream().anyMatch(part -> part.isBlank() || part.contains("/"))) {
      throw new SourceException(
          List.of(
              Diagnostic.error("table", "'%s' is no name of a table".formatted(text))
                  .fix("give a name such as users or app.users")));
    }
    return new TableDraft(
        parts.get(parts.size() - 1) + ".sql",
        parts.stream().map(TableDraft::written).collect(Collectors.joining(".")));
  }

  private static String written(String part) {
    return part.matches("[a-z_][a-z0-9_$]*") && !RESERVED.contains(part)
        ? part
        : Sql.identifier(part);
  }

  String create() {
    return """
    create table %s (
      id         bigint generated always as identity primary key,
      created_at timestamptz not null default now(),
      updated_at timestamptz not null default now()
    );
    """
        .formatted(name);
  }

  String drop() {
    return "drop table %s;".formatted(name);
  }
}
