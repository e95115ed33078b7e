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

import java.util.ArrayList;
import java.util.List;
import java.util.Map;

/** Enums, domains, composite types and ranges. */
final class Types {

  /** A composite type has a relation, and it is that which extensions own. */
  private static final String FROM =
      """
      from pg_catalog.pg_type t %s
      where t.typtype = '%s' and %s\
      """;

  private static final String CHECKS =
      """
      select k.contypid as owner, k.conname as name,
        pg_catalog.pg_get_constraintdef(k.oid, true) as definition
      from pg_catalog.pg_constraint k where k.contypid <> 0 and k.contype = 'c'
      order by k.conname collate "C"\
      """;

  private final Rows rows;
  private final Columns columns;

  Types(Rows rows, Columns columns) {
    this.rows = rows;
    this.columns = columns;
  }

  List<UserType> all() {
    List<UserType> all = new ArrayList<>();
    all.addAll(enums());
    all.addAll(domains());
    all.addAll(composites());
    all.addAll(ranges());
    return all;
  }

  /** Types of one kind: what is selected besides schema, name and comment, and from where. */
  private static String select(String what, String tables, String kind) {
    return """
    select n.nspname as schema, t.typname as name,
      pg_catalog.obj_description(t.oid, 'pg_type') as comment, %s
    """
            .formatted(what)
        + FROM.formatted(
            tables + CatalogReader.SCHEMA.formatted("t.typnamespace"),
            kind,
            CatalogReader.OF_NOTHING_ELSE.formatted("pg_catalog.pg_type", "t.oid"));
  }

  private List<UserType.EnumType> enums() {
    return rows.list(
        select(
            "(select pg_catalog.array_agg(l.enumlabel::text order by l.enumsortorder)"
                + " from pg_catalog.pg_enum l where l.enumtypid = t.oid) as labels",
            "",
            "e"),
        (row, number) ->
            new UserType.EnumType(Rows.name(row), Rows.texts(row, "labels"), Rows.comment(row)));
  }

  private List<UserType.Domain> domains() {
    Map<Long, List<UserType.Domain.Check>> checks =
        rows.byOwner(
            CHECKS,
            (row, number) ->
                new UserType.Domain.Check(row.getString("name"), row.getString("definition")));
    return rows.list(
        """
        select n.nspname as schema, d.typname as name, d.oid as domain,
          pg_catalog.obj_description(d.oid, 'pg_type') as comment, %s, %s,
          not d.typnotnull as nullable,
          pg_catalog.pg_get_expr(d.typdefaultbin, d.tableoid, true) as default_value
        from pg_catalog.pg_type d %s join pg_catalog.pg_type t on t.oid = d.typbasetype %s
        where d.typtype = 'd' and %s\
        """
            .formatted(
                Columns.TYPE.formatted("d.typtypmod"),
                Columns.COLLATION.formatted("d.typcollation"),
                CatalogReader.SCHEMA.formatted("d.typnamespace"),
                Columns.TYPE_TABLES,
                CatalogReader.OF_NOTHING_ELSE.formatted("pg_catalog.pg_type", "d.oid")),
        (row, number) ->
            new UserType.Domain(
                Rows.name(row),
                Columns.type(row),
                row.getBoolean("nullable"),
                Rows.optional(row, "default_value"),
                checks.getOrDefault(row.getLong("domain"), List.of()),
                Rows.comment(row)));
  }

  private List<UserType.CompositeType> composites() {
    return rows.list(
        """
        select n.nspname as schema, c.relname as name, c.oid as relation,
          pg_catalog.obj_description(c.reltype, 'pg_type') as comment
        from pg_catalog.pg_class c %s
        where c.relkind = 'c' and %s\
        """
            .formatted(
                CatalogReader.SCHEMA.formatted("c.relnamespace"),
                // The relation belongs to its type by a dependency of the same kind.
                CatalogReader.OF_NOTHING_ELSE.formatted("pg_catalog.pg_type", "c.reltype")),
        (row, number) ->
            new UserType.CompositeType(
                Rows.name(row), columns.of(row.getLong("relation")), Rows.comment(row)));
  }

  private List<UserType.RangeType> ranges() {
    return rows.list(
        select(
            "pg_catalog.format_type(r.rngsubtype, null) as subtype, mn.nspname as multi_schema,"
                + " m.typname as multi_name",
            """
            join pg_catalog.pg_range r on r.rngtypid = t.oid
            join pg_catalog.pg_type m on m.oid = r.rngmultitypid
            join pg_catalog.pg_namespace mn on mn.oid = m.typnamespace
            """,
            "r"),
        (row, number) ->
            new UserType.RangeType(
                Rows.name(row),
                row.getString("subtype"),
                new QualifiedName(row.getString("multi_schema"), row.getString("multi_name")),
                Rows.comment(row)));
  }
}
