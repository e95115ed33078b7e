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
import dev.pgmigrations.script.Statement;
import java.util.List;

/** How a transaction leaves a session that other clients use before and after it. */
public final class SharedSession {

  private SharedSession() {}

  /**
   * Notes what is set in the session, by the pooler or by its configuration, for the end of the
   * transaction; once in each.
   */
  static final String NOTE =
      """
      select pg_catalog.set_config('pgmigrations.session', coalesce((
        select pg_catalog.json_object_agg(s.name, s.setting)::text from pg_catalog.pg_settings s
        where s.source = 'session' and s.context = 'user' and s.name not like 'transaction%'), '{}'),
        true)
      where coalesce(pg_catalog.current_setting('pgmigrations.session', true), '') = ''\
      """;

  /** A statement that needs what cannot be set for it. */
  public static Diagnostic refused(Statement statement, List<String> needed) {
    String names = String.join(", ", needed);
    return Diagnostic.error(
            "shared-session",
            "this statement runs outside of transactions, and with lock.strategy=transaction"
                + " nothing can be set for it: "
                + names)
        .at(statement.source(), statement.start())
        .fix("run it over a direct connection (migrations.url), or without " + names);
  }

  /**
   * Forgets what the file has left, and sets again what was noted. A SET of a file would outlive
   * its transaction otherwise, as {@code pg_dump}'s empty search path does, and the next client of
   * the pooler would have it. RESET ALL alone would forget what the pooler has set for its clients,
   * too. Prepared statements and cursors of other clients are left alone.
   */
  static final List<String> LEAVE =
      List.of(
          "reset session authorization",
          "reset role",
          "unlisten *",
          """
          do $pgmigrations$
          declare
            noted text := pg_catalog.current_setting('pgmigrations.session', true);
            leftover text;
          begin
            for leftover in select c.name from pg_catalog.pg_cursors c
              where c.is_holdable and c.creation_time >= pg_catalog.transaction_timestamp()
            loop
              execute pg_catalog.format('close %I', leftover);
            end loop;
            for leftover in select p.name from pg_catalog.pg_prepared_statements p
              where p.from_sql and p.prepare_time >= pg_catalog.transaction_timestamp()
            loop
              execute pg_catalog.format('deallocate %I', leftover);
            end loop;
            if pg_catalog.pg_my_temp_schema() <> 0 then
              discard temp;
            end if;
            reset all;
            perform pg_catalog.set_config(s.key, s.value, false)
            from pg_catalog.json_each_text(nullif(noted, '')::pg_catalog.json) s;
          end
          $pgmigrations$\
          """);
}
