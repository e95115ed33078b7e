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

import dev.pgmigrations.plan.Loss;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * What goes along where ways back drop something by CASCADE, as the catalog knows it now. It is
 * asked for one step after the other, for what an earlier one takes away is not there any more.
 *
 * @see <a href="https://www.postgresql.org/docs/current/catalog-pg-depend.html">PostgreSQL,
 *     pg_depend: what is automatic or internal goes without CASCADE, too</a>
 */
final class Cascade {

  /**
   * Along the dependencies, and from an internal part, such as the rule of a view, or a member of
   * an extension to its whole. A column is left out where its table goes.
   */
  private static final String DEPENDENT =
      """
      with recursive root(classid, objid, objsubid) as (%s),
      gone(classid, objid, objsubid) as (
        select classid, objid, objsubid from root where objid is not null
        union
        select n.classid, n.objid, n.objsubid from gone g cross join lateral (
          select d.classid, d.objid, d.objsubid from pg_catalog.pg_depend d
          where d.refclassid = g.classid and d.refobjid = g.objid
            and (g.objsubid = 0 or d.refobjsubid = g.objsubid)
            and d.deptype in ('n', 'a', 'i', 'e', 'P', 'S')
          union all
          select d.refclassid, d.refobjid, d.refobjsubid from pg_catalog.pg_depend d
          where d.classid = g.classid and d.objid = g.objid and d.objsubid = g.objsubid
            and d.deptype in ('i', 'e')) n
      )
      select pg_catalog.pg_describe_object(g.classid, g.objid, g.objsubid) as what
      from gone g
      where not exists (select from root r where r.classid = g.classid and r.objid = g.objid
          and r.objsubid in (0, g.objsubid))
        and not exists (select from gone w where g.objsubid <> 0
          and w.classid = g.classid and w.objid = g.objid and w.objsubid = 0)
        and not exists (select from pg_catalog.pg_depend d join gone o
            on o.classid = d.refclassid and o.objid = d.refobjid
            and o.objsubid in (0, d.refobjsubid)
          where d.classid = g.classid and d.objid = g.objid and d.objsubid = g.objsubid
            and d.deptype in ('a', 'i', 'e', 'P', 'S'))
      order by 1\
      """;

  private static final String RELATION =
      "select 'pg_catalog.pg_class'::regclass::oid, pg_catalog.to_regclass(?)::oid, 0";
  private static final String COLUMN =
      """
      select 'pg_catalog.pg_class'::regclass::oid, a.attrelid, a.attnum::int
      from pg_catalog.pg_attribute a
      where a.attrelid = pg_catalog.to_regclass(?) and a.attname = ?\
      """;
  private static final String CONSTRAINT =
      """
      select 'pg_catalog.pg_constraint'::regclass::oid, c.oid, 0 from pg_catalog.pg_constraint c
      where c.conrelid = pg_catalog.to_regclass(?) and c.conname = ?\
      """;
  private static final String WITHOUT_SCHEMA =
      """
      select 'pg_catalog.%1$s'::regclass::oid, o.oid, 0 from pg_catalog.%1$s o
      where o.%2$s = ?\
      """;
  private static final String TYPE =
      "select 'pg_catalog.pg_type'::regclass::oid, pg_catalog.to_regtype(?)::oid, 0";
  private static final String ROUTINE = "select 'pg_catalog.pg_proc'::regclass::oid, ?::oid, 0";

  /** With their children and partitions, and then along the foreign keys. */
  private static final String EMPTIED =
      """
      with recursive root(oid) as (
        select r.oid from (%s) r(oid) where r.oid is not null
        union
        select i.inhrelid from root join pg_catalog.pg_inherits i on i.inhparent = root.oid
      ),
      emptied(oid) as (
        select oid from root
        union
        select c.conrelid from emptied e
        join pg_catalog.pg_constraint c on c.confrelid = e.oid and c.contype = 'f'
      )
      select 'rows of '
        || pg_catalog.pg_describe_object('pg_catalog.pg_class'::regclass, e.oid, 0) as what
      from emptied e where e.oid not in (select oid from root)
      order by 1\
      """;

  private final JdbcClient jdbc;
  private final CatalogNames names;
  private final RoutineNames routines;
  private final List<Root> roots = new ArrayList<>();
  private final Set<String> told = new HashSet<>();

  Cascade(JdbcClient jdbc, CatalogNames names) {
    this.jdbc = jdbc;
    this.names = names;
    this.routines = new RoutineNames(jdbc, names);
  }

  /** An object that is dropped by its name. */
  private record Root(String sql, List<String> parameters) {}

  /** What goes along with the next step, as PostgreSQL describes it: {@code view v}. */
  List<String> of(List<Loss> losses) {
    losses.forEach(loss -> root(loss).ifPresent(roots::add));
    List<Loss> cascading = losses.stream().filter(Loss::cascades).toList();
    List<Loss> emptying = cascading.stream().filter(Cascade::empties).toList();
    Set<String> along = new LinkedHashSet<>();
    if (cascading.size() > emptying.size()) {
      along.addAll(list(DEPENDENT, roots));
    }
    along.addAll(list(EMPTIED, emptying.stream().flatMap(loss -> emptied(loss).stream()).toList()));
    along.removeAll(told);
    told.addAll(along);
    return List.copyOf(along);
  }

  private List<String> list(String sql, List<Root> from) {
    return from.isEmpty()
        ? List.of()
        : jdbc.sql(
                sql.formatted(from.stream().map(Root::sql).collect(Collectors.joining(" union "))))
            .params(from.stream().flatMap(root -> root.parameters().stream()).toList())
            .query(String.class)
            .list();
  }

  private static boolean empties(Loss loss) {
    return loss.kind().equals("all rows");
  }

  private Optional<Root> emptied(Loss loss) {
    return named("select pg_catalog.to_regclass(?)::oid", "to_regclass", loss);
  }

  private Optional<Root> root(Loss loss) {
    return switch (loss.kind()) {
      case "table", "foreign table", "view", "materialized view", "sequence", "index" ->
          named(RELATION, "to_regclass", loss);
      case "type", "domain" -> named(TYPE, "to_regtype", loss);
      case "function", "procedure", "routine", "aggregate" ->
          routines.find(loss).map(oid -> new Root(ROUTINE, List.of(oid)));
      case "schema" -> withoutSchema("pg_namespace", "nspname", loss);
      case "extension" -> withoutSchema("pg_extension", "extname", loss);
      case "server" -> withoutSchema("pg_foreign_server", "srvname", loss);
      case "foreign data wrapper" -> withoutSchema("pg_foreign_data_wrapper", "fdwname", loss);
      case "language" -> withoutSchema("pg_language", "lanname", loss);
      case "column" -> part(COLUMN, loss);
      case "constraint" -> part(CONSTRAINT, loss);
      default -> Optional.empty();
    };
  }

  private static Optional<Root> withoutSchema(String catalog, String column, Loss loss) {
    return Optional.of(
        new Root(WITHOUT_SCHEMA.formatted(catalog, column), List.of(loss.relation().get(0))));
  }

  private Optional<Root> named(String sql, String lookup, Loss loss) {
    return Optional.of(new Root(sql, List.of(names.resolved(loss.relation(), lookup))));
  }

  private Optional<Root> part(String sql, Loss loss) {
    String table = names.resolved(loss.relation(), "to_regclass");
    return Optional.of(new Root(sql, List.of(table, loss.part())));
  }
}
