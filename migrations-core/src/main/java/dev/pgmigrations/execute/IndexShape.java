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
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What makes two indexes of a table the same but for the name, in PostgreSQL's own judgement: the
 * index of a statement is made on an empty copy of the table, in a transaction that is rolled back.
 */
final class IndexShape {

  private static final Logger log = LoggerFactory.getLogger(IndexShape.class);

  private static final String SHAPE =
      """
      select pg_catalog.jsonb_build_array(c.relam::int8, i.indisunique,
        pg_catalog.to_jsonb(i) -> 'indnullsnotdistinct', i.indnkeyatts, i.indclass::text,
        i.indcollation::text, i.indoption::text,
        array(select o from pg_catalog.unnest(c.reloptions) o order by o),
        case when ? then c.reltablespace::int8 end,
        array(select pg_catalog.pg_get_indexdef(i.indexrelid, k, false)
              from pg_catalog.generate_series(1, i.indnatts) k),
        pg_catalog.pg_get_expr(i.indpred, i.indrelid),
        array(select a.attoptions::text from pg_catalog.pg_attribute a
              where a.attrelid = i.indexrelid order by a.attnum))::text
      from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indexrelid
      """;

  private final JdbcClient jdbc;
  private final boolean tablespace;

  /**
   * Compares for one statement.
   *
   * @param definition of the statement, what follows the table's name; the tablespace counts where
   *     it names one
   */
  IndexShape(JdbcClient jdbc, String definition) {
    this.jdbc = jdbc;
    this.tablespace = Tokens.of(definition).stream().anyMatch(token -> token.is("tablespace"));
  }

  /** Of an index that is there. */
  Optional<String> of(IndexCatalog.Index index) {
    return jdbc.sql(SHAPE + "where i.indexrelid = ?::oid")
        .params(tablespace, index.oid())
        .query(String.class)
        .optional();
  }

  /**
   * Of the index that the statement would make.
   *
   * @param table quoted
   * @return empty where it cannot be made on a copy: for want of a right, or because it speaks of
   *     the table's row type
   */
  Optional<String> of(boolean unique, String table, String definition) {
    String name = table.substring(table.lastIndexOf('.') + 1);
    String copy = "pg_temp." + (isQuotedName(name) ? name : Sql.identifier("copy"));
    return made(
            "create temporary table %s (like %s)".formatted(copy, table), copy, unique, definition)
        .or(() -> inSchema(table, unique, definition));
  }

  private static boolean isQuotedName(String name) {
    return name.length() > 2 && name.startsWith("\"") && name.endsWith("\"");
  }

  /** Where temporary tables are forbidden; making an index takes the right to create there. */
  private Optional<String> inSchema(String table, boolean unique, String definition) {
    String schema =
        jdbc.sql(
                """
                select pg_catalog.quote_ident(n.nspname) from pg_catalog.pg_class c
                join pg_catalog.pg_namespace n on n.oid = c.relnamespace
                where c.oid = pg_catalog.to_regclass(?)::oid\
                """)
            .param(table)
            .query(String.class)
            .single();
    String copy = schema + ".pgmigrations_copy";
    return made(
        "create unlogged table %s (like %s)".formatted(copy, table), copy, unique, definition);
  }

  private Optional<String> made(String createCopy, String copy, boolean unique, String definition) {
    jdbc.sql("begin").update();
    try {
      jdbc.sql(createCopy).update();
      jdbc.sql(
              "create %s index on %s %s"
                  .formatted(unique ? "unique" : "", copy, withoutParameters(definition)))
          .update();
      return jdbc.sql(SHAPE + "where i.indrelid = pg_catalog.to_regclass(?)::oid")
          .params(tablespace, copy)
          .query(String.class)
          .optional();
    } catch (DataAccessException e) {
      log.debug("The index cannot be made on a copy of its table", e);
      return Optional.empty();
    } finally {
      jdbc.sql("rollback").update();
    }
  }

  /** To JDBC a question mark is a parameter and two are an operator with one. */
  private static String withoutParameters(String sql) {
    StringBuilder escaped = new StringBuilder();
    int copied = 0;
    for (Token token : Tokens.of(sql)) {
      if (token.kind() == TokenKind.OPERATOR) {
        escaped.append(sql, copied, token.start()).append(token.text().replace("?", "??"));
        copied = token.start() + token.text().length();
      }
    }
    return escaped.append(sql, copied, sql.length()).toString();
  }
}
