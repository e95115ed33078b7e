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
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Checks as SQL that asks them by itself. */
final class CheckQueries {

  private static final Set<String> QUERIES = Set.of("select", "values", "with", "table");

  private CheckQueries() {}

  /** Whether it gives rows that can be asked. */
  static boolean isQuery(String sql) {
    List<Token> tokens = Tokens.of(sql);
    return !tokens.isEmpty()
        && (tokens.get(0).text().equals("(")
            || (tokens.get(0).kind() == TokenKind.WORD
                && QUERIES.contains(tokens.get(0).text().toLowerCase(Locale.ROOT))));
  }

  /** A DO block that raises {@code message} unless all booleans of all rows are true. */
  static String asBlock(String query, String message) {
    String tag = "check";
    while (query.contains("$" + tag + "$") || message.contains("$" + tag + "$")) {
      tag += "_";
    }
    return """
        do $%1$s$
        declare
          answer record;
          field record;
          rows int := 0;
        begin
          for answer in %2$s
          loop
            rows := rows + 1;
            for field in select value from pg_catalog.json_each(pg_catalog.row_to_json(answer))
            loop
              if pg_catalog.json_typeof(field.value) in ('boolean', 'null')
                  and field.value::text is distinct from 'true' then
                raise exception using message = %3$s;
              end if;
            end loop;
          end loop;
          if rows = 0 then
            raise exception using message = %3$s;
          end if;
        end $%1$s$"""
        .formatted(tag, query, Sql.literal(message));
  }
}
