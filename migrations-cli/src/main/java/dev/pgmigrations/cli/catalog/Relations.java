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

import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.stream.Collectors;

/** Tables and views, each with all that hangs on it. */
final class Relations {

  private record Found(
      long oid,
      QualifiedName name,
      Relation.Kind kind,
      boolean unlogged,
      Relation.RowSecurity rowSecurity,
      boolean partition,
      boolean member,
      Optional<String> partitionKey,
      Optional<String> bound,
      List<Long> parents,
      Optional<String> definition,
      Optional<String> comment) {}

  private static final String RELATIONS =
      """
      select c.oid, n.nspname as schema, c.relname as name, c.relkind::text as kind,
        c.relpersistence = 'u' as unlogged,
        case when c.relrowsecurity and c.relforcerowsecurity then 'FORCED'
          when c.relrowsecurity then 'ON' else 'OFF' end as row_security,
        c.relispartition as partition, not (%2$s) as member,
        pg_catalog.pg_get_partkeydef(c.oid) as partition_key,
        pg_catalog.pg_get_expr(c.relpartbound, c.oid, true) as bound,
        (select pg_catalog.array_agg(h.inhparent::pg_catalog.int8 order by h.inhseqno)
          from pg_catalog.pg_inherits h where h.inhrelid = c.oid) as parents,
        case when c.relkind in ('v', 'm') then pg_catalog.pg_get_viewdef(c.oid, true) end
          as definition,
        pg_catalog.obj_description(c.oid, 'pg_class') as comment
      from pg_catalog.pg_class c %1$s
      where c.relkind in ('r', 'p', 'f', 'v', 'm') and c.relpersistence <> 't'\
      """;

  private static final String CONSTRAINTS =
      """
      select k.conrelid as owner, k.conname as name, k.contype::text as kind,
        pg_catalog.pg_get_constraintdef(k.oid, true) as definition,
        (select pg_catalog.array_agg(a.attname::text order by u.place)
          from pg_catalog.unnest(k.conkey) with ordinality u (number, place)
            join pg_catalog.pg_attribute a on a.attrelid = k.conrelid and a.attnum = u.number)
          as columns,
        fn.nspname as target_schema, f.relname as target_name, k.confmatchtype = 'f' as full,
        pg_catalog.obj_description(k.oid, 'pg_constraint') as comment
      from pg_catalog.pg_constraint k join pg_catalog.pg_class c on c.oid = k.conrelid %s
        left join pg_catalog.pg_class f on f.oid = k.confrelid
        left join pg_catalog.pg_namespace fn on fn.oid = f.relnamespace
      where k.contype in ('p', 'u', 'f', 'c', 'x') and k.conparentid = 0\
      """;

  /** Of whole rows only: a partial index or one of expressions says nothing about all of them. */
  private static final String UNIQUE_KEYS =
      """
      select i.indrelid as owner,
        (select pg_catalog.array_agg(a.attname::text order by a.attname collate "C")
          from pg_catalog.generate_series(0, i.indnkeyatts - 1) s (place)
            join pg_catalog.pg_attribute a
              on a.attrelid = i.indrelid and a.attnum = i.indkey[s.place]) as columns
      from pg_catalog.pg_index i join pg_catalog.pg_class c on c.oid = i.indrelid %s
      where i.indisunique and i.indisvalid and i.indpred is null and i.indexprs is null
      order by 2\
      """;

  private static final String INDEXES =
      """
      select i.indrelid as owner, x.relname as name,
        pg_catalog.pg_get_indexdef(i.indexrelid, 0, true) as definition, i.indisvalid as valid,
        pg_catalog.obj_description(i.indexrelid, 'pg_class') as comment
      from pg_catalog.pg_index i join pg_catalog.pg_class x on x.oid = i.indexrelid
        join pg_catalog.pg_class c on c.oid = i.indrelid %s
      where not exists (
        select from pg_catalog.pg_constraint k
        where k.conindid = i.indexrelid and k.contype in ('p', 'u', 'x'))\
      """;

  private static final String TRIGGERS =
      """
      select g.tgrelid as owner, g.tgname as name,
        pg_catalog.pg_get_triggerdef(g.oid, true) as definition, g.tgenabled::text as firing,
        pg_catalog.obj_description(g.oid, 'pg_trigger') as comment
      from pg_catalog.pg_trigger g join pg_catalog.pg_class c on c.oid = g.tgrelid %s
      where not g.tgisinternal\
      """;

  private static final String POLICIES =
      """
      select p.polrelid as owner, p.polname as name, p.polpermissive as permissive,
        case p.polcmd when 'r' then 'select' when 'a' then 'insert' when 'w' then 'update'
          when 'd' then 'delete' else 'all' end as command,
        (select pg_catalog.array_agg(coalesce(r.rolname::text, 'public')
            order by r.rolname collate "C")
          from pg_catalog.unnest(p.polroles) u (role)
            left join pg_catalog.pg_roles r on r.oid = u.role) as roles,
        pg_catalog.pg_get_expr(p.polqual, p.polrelid, true) as using,
        pg_catalog.pg_get_expr(p.polwithcheck, p.polrelid, true) as with_check,
        pg_catalog.obj_description(p.oid, 'pg_policy') as comment
      from pg_catalog.pg_policy p join pg_catalog.pg_class c on c.oid = p.polrelid %s\
      """;

  private final Columns columns;
  private final Map<Long, Found> found = new LinkedHashMap<>();
  private final Map<Long, List<Found>> partitions;
  private final Map<Long, List<Constraint>> constraints;
  private final Map<Long, List<List<String>>> uniqueKeys;
  private final Map<Long, List<Index>> indexes;
  private final Map<Long, List<Trigger>> triggers;
  private final Map<Long, List<Policy>> policies;

  Relations(Rows rows, Columns columns) {
    this.columns = columns;
    relations(rows).forEach(relation -> found.put(relation.oid(), relation));
    this.partitions =
        found.values().stream()
            .filter(Found::partition)
            .collect(Collectors.groupingBy(partition -> partition.parents().get(0)));
    this.constraints = constraints(rows);
    this.uniqueKeys =
        rows.byOwner(inSchemas(UNIQUE_KEYS), (row, number) -> Rows.texts(row, "columns"));
    this.indexes =
        rows.byOwner(
            inSchemas(INDEXES),
            (row, number) ->
                new Index(
                    row.getString("name"),
                    row.getString("definition"),
                    row.getBoolean("valid"),
                    Rows.comment(row)));
    this.triggers =
        rows.byOwner(
            inSchemas(TRIGGERS),
            (row, number) ->
                new Trigger(
                    row.getString("name"),
                    row.getString("definition"),
                    firing(row.getString("firing")),
                    Rows.comment(row)));
    this.policies = policies(rows);
  }

  private static String inSchemas(String sql) {
    return sql.formatted(CatalogReader.SCHEMA.formatted("c.relnamespace"));
  }

  private static List<Found> relations(Rows rows) {
    return rows.list(
        RELATIONS.formatted(
            CatalogReader.SCHEMA.formatted("c.relnamespace"),
            CatalogReader.OF_NOTHING_ELSE.formatted("pg_catalog.pg_class", "c.oid")
                + " or c.relispartition"),
        (row, number) ->
            new Found(
                row.getLong("oid"),
                Rows.name(row),
                kind(row.getString("kind")),
                row.getBoolean("unlogged"),
                Relation.RowSecurity.valueOf(row.getString("row_security")),
                row.getBoolean("partition"),
                row.getBoolean("member"),
                Rows.optional(row, "partition_key"),
                Rows.optional(row, "bound"),
                Rows.numbers(row, "parents"),
                Rows.optional(row, "definition"),
                Rows.comment(row)));
  }

  private static Map<Long, List<Constraint>> constraints(Rows rows) {
    return rows.byOwner(
        inSchemas(CONSTRAINTS),
        (row, number) -> {
          Optional<String> target = Rows.optional(row, "target_name");
          String schema = row.getString("target_schema");
          boolean full = row.getBoolean("full");
          return new Constraint(
              row.getString("name"),
              constraintKind(row.getString("kind")),
              Rows.texts(row, "columns"),
              row.getString("definition"),
              target.map(t -> new Constraint.Reference(new QualifiedName(schema, t), full)),
              Rows.comment(row));
        });
  }

  private static Map<Long, List<Policy>> policies(Rows rows) {
    return rows.byOwner(
        inSchemas(POLICIES),
        (row, number) ->
            new Policy(
                row.getString("name"),
                row.getBoolean("permissive"),
                row.getString("command"),
                Rows.texts(row, "roles"),
                Rows.optional(row, "using"),
                Rows.optional(row, "with_check"),
                Rows.comment(row)));
  }

  List<Relation> all() {
    return found.values().stream()
        .filter(relation -> !relation.partition() && !relation.member())
        .map(this::relation)
        .toList();
  }

  private Relation relation(Found relation) {
    long oid = relation.oid();
    return new Relation(
        relation.name(),
        relation.kind(),
        relation.unlogged(),
        relation.comment(),
        columns.of(oid),
        sorted(
            constraints,
            oid,
            Comparator.comparing(Constraint::kind).thenComparing(Constraint::name)),
        uniqueKeys.getOrDefault(oid, List.of()),
        sorted(indexes, oid, Comparator.comparing(Index::name)),
        sorted(triggers, oid, Comparator.comparing(Trigger::name)),
        relation.rowSecurity(),
        sorted(policies, oid, Comparator.comparing(Policy::name)),
        relation.parents().stream()
            .flatMap(parent -> Optional.ofNullable(found.get(parent)).stream())
            .map(Found::name)
            .toList(),
        relation.partitionKey(),
        partitionsOf(oid),
        relation.definition().map(Relations::query));
  }

  private static <T> List<T> sorted(Map<Long, List<T>> all, long oid, Comparator<T> order) {
    return all.getOrDefault(oid, List.of()).stream().sorted(order).toList();
  }

  private List<Partition> partitionsOf(long oid) {
    return partitions.getOrDefault(oid, List.of()).stream()
        .map(
            partition ->
                new Partition(
                    partition.name(),
                    partition.bound().orElse(""),
                    partition.partitionKey(),
                    partitionsOf(partition.oid())))
        .sorted(Comparator.comparing(Partition::name))
        .toList();
  }

  /** Indented by a blank as PostgreSQL writes it. */
  private static String query(String definition) {
    return definition.strip();
  }

  private static Relation.Kind kind(String letter) {
    return switch (letter) {
      case "p" -> Relation.Kind.PARTITIONED_TABLE;
      case "f" -> Relation.Kind.FOREIGN_TABLE;
      case "v" -> Relation.Kind.VIEW;
      case "m" -> Relation.Kind.MATERIALIZED_VIEW;
      default -> Relation.Kind.TABLE;
    };
  }

  private static Constraint.Kind constraintKind(String letter) {
    return switch (letter) {
      case "p" -> Constraint.Kind.PRIMARY_KEY;
      case "u" -> Constraint.Kind.UNIQUE;
      case "f" -> Constraint.Kind.FOREIGN_KEY;
      case "x" -> Constraint.Kind.EXCLUSION;
      default -> Constraint.Kind.CHECK;
    };
  }

  private static Trigger.Firing firing(String letter) {
    return switch (letter) {
      case "D" -> Trigger.Firing.DISABLED;
      case "R" -> Trigger.Firing.REPLICA;
      case "A" -> Trigger.Firing.ALWAYS;
      default -> Trigger.Firing.ORIGIN;
    };
  }
}
