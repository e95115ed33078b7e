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

package dev.pgmigrations.cli.catalog;

import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Map;

/** The columns of all tables, views and composite types. */
final class Columns {

  /**
   * What a {@link TypeUse} is made of, for the type {@code t} with the modifier {@code %1$s}. An
   * element knows its array; the other way round, old types such as {@code point} have elements and
   * are no arrays.
   */
  static final String TYPE =
      """
      pg_catalog.format_type(t.oid, %1$s) as type_text,
      coalesce(en.nspname, tn.nspname) as type_schema,
      coalesce(e.typname, t.typname) as type_name, e.oid is not null as type_array\
      """;

  /** The tables for {@link #TYPE}. */
  static final String TYPE_TABLES =
      """
      join pg_catalog.pg_namespace tn on tn.oid = t.typnamespace
      left join pg_catalog.pg_type e on e.typarray = t.oid
      left join pg_catalog.pg_namespace en on en.oid = e.typnamespace
      """;

  /** The collation {@code %1$s}, where it is not that of the type {@code t}. */
  static final String COLLATION =
      """
      (select ' collate ' || case when cn.nspname = 'pg_catalog' then '' else
          pg_catalog.quote_ident(cn.nspname) || '.' end || pg_catalog.quote_ident(l.collname)
        from pg_catalog.pg_collation l
          join pg_catalog.pg_namespace cn on cn.oid = l.collnamespace
        where l.oid = %1$s and l.oid <> t.typcollation) as collation\
      """;

  /** A column that is not null by a constraint that was never checked may still have nulls. */
  private static final String SQL =
      """
      select a.attrelid as owner, a.attname as name, %1$s,
        %4$s,
        not a.attnotnull or exists (
          select from pg_catalog.pg_constraint u
          where u.conrelid = a.attrelid and u.contype = 'n' and not u.convalidated
            and u.conkey = array[a.attnum]) as nullable,
        a.attidentity::text || a.attgenerated::text as generation,
        pg_catalog.pg_get_expr(d.adbin, d.adrelid, true) as expression,
        pg_catalog.col_description(a.attrelid, a.attnum) as comment
      from pg_catalog.pg_attribute a
        join pg_catalog.pg_class c on c.oid = a.attrelid and c.relkind in ('r','p','f','v','m','c')
        %2$s
        join pg_catalog.pg_type t on t.oid = a.atttypid
        %3$s
        left join pg_catalog.pg_attrdef d on d.adrelid = a.attrelid and d.adnum = a.attnum
      where a.attnum > 0 and not a.attisdropped
      order by a.attrelid, a.attnum\
      """;

  private final Map<Long, List<Column>> columns;

  Columns(Rows rows) {
    this.columns =
        rows.byOwner(
            SQL.formatted(
                TYPE.formatted("a.atttypmod"),
                CatalogReader.SCHEMA.formatted("c.relnamespace"),
                TYPE_TABLES,
                COLLATION.formatted("a.attcollation")),
            (row, number) ->
                new Column(
                    row.getString("name"),
                    type(row),
                    row.getBoolean("nullable"),
                    generation(row.getString("generation")),
                    Rows.optional(row, "expression"),
                    Rows.comment(row)));
  }

  /** Of a relation, by its oid. */
  List<Column> of(long relation) {
    return columns.getOrDefault(relation, List.of());
  }

  /** From what {@link #TYPE} and {@link #COLLATION} select. */
  static TypeUse type(ResultSet row) throws SQLException {
    return new TypeUse(
        row.getString("type_text") + Rows.optional(row, "collation").orElse(""),
        new QualifiedName(row.getString("type_schema"), row.getString("type_name")),
        row.getBoolean("type_array"));
  }

  private static Column.Generation generation(String letter) {
    return switch (letter) {
      case "a" -> Column.Generation.IDENTITY_ALWAYS;
      case "d" -> Column.Generation.IDENTITY_BY_DEFAULT;
      case "s" -> Column.Generation.STORED;
      case "v" -> Column.Generation.VIRTUAL;
      default -> Column.Generation.NONE;
    };
  }
}
