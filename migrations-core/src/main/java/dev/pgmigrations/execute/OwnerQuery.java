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
import dev.pgmigrations.event.Events;
import dev.pgmigrations.event.MigrationEvent;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/**
 * Warns when objects that a run has made belong to the role that migrates, but their schema to
 * another one: whoever works as that one may not alter them.
 *
 * <p>The schema {@code public} belongs to nobody by choice: to the owner of the database, or, made
 * before release 15, to the first superuser. So there it takes older objects of that owner.
 *
 * @param schema that is migrated; empty if there is none
 * @param role that migrates
 * @param newestBefore the highest number of an object before the run
 */
public record OwnerQuery(JdbcClient jdbc, Optional<String> schema, String role, long newestBefore) {

  private static final Logger log = LoggerFactory.getLogger(OwnerQuery.class);

  /** So many are named. */
  private static final int SHOWN = 5;

  private static final String FIRST_SUPERUSER = "10";

  private static final String QUERY =
      """
      with freed as materialized (select %s as freed),
      home as (
        select n.oid, by_default, case when by_default then d.datdba else n.nspowner end as owner
        from pg_catalog.pg_namespace n
        join pg_catalog.pg_database d on d.datname = pg_catalog.current_database()
        cross join lateral (select pg_catalog.pg_get_userbyid(n.nspowner) = 'pg_database_owner'
          or n.nspname = 'public' and n.nspowner = %s as by_default) by_default
        where n.nspname = ?),
      object as (
        select 'pg_catalog.pg_class'::pg_catalog.regclass as class, c.oid, c.relnamespace as schema,
          c.relowner as owner
        from pg_catalog.pg_class c
        where c.relkind in ('r', 'p', 'v', 'm', 'f', 'c')
        union all
        select 'pg_catalog.pg_type'::pg_catalog.regclass, t.oid, t.typnamespace, t.typowner
        from pg_catalog.pg_type t
        where t.typtype in ('e', 'd', 'r')
        union all
        select 'pg_catalog.pg_proc'::pg_catalog.regclass, p.oid, p.pronamespace, p.proowner
        from pg_catalog.pg_proc p),
      own as (
        select o.class, o.oid, o.owner, home.owner as expected, home.by_default
        from home join object o on o.schema = home.oid
        where not exists (select from pg_catalog.pg_depend e
          where e.classid = o.class and e.objid = o.oid and e.deptype = 'e')),
      stranger as (
        select n.oid, (select i.type || ' ' || i.identity
            from pg_catalog.pg_identify_object(n.class, n.oid, 0) i) as name,
          pg_catalog.pg_get_userbyid(n.expected) as expected, count(*) over () as strangers
        from own n
        where n.oid > cast(? as bigint)::pg_catalog.oid and n.owner <> n.expected
          and pg_catalog.pg_get_userbyid(n.owner) = ?
          and (not n.by_default or exists (select from own o
            where o.owner = n.expected and o.oid <= cast(? as bigint)::pg_catalog.oid))
        order by n.oid
        limit %s)
      select freed, name, expected, coalesce(strangers, 0) as strangers
      from freed left join stranger on true
      order by stranger.oid\
      """;

  private record Row(boolean freed, String name, String owner, int strangers) {

    static Row of(ResultSet row) throws SQLException {
      return new Row(
          row.getBoolean("freed"),
          Objects.requireNonNullElse(row.getString("name"), ""),
          Objects.requireNonNullElse(row.getString("expected"), ""),
          row.getInt("strangers"));
    }
  }

  /**
   * Asks and warns.
   *
   * @param also an SQL expression to be evaluated on the way
   * @return whether it was true; false also where nothing could be asked
   */
  public boolean ask(String also, Events events) {
    try {
      List<Row> rows =
          jdbc.sql(QUERY.formatted(also, FIRST_SUPERUSER, SHOWN))
              .params(schema.orElse(""), newestBefore, role, newestBefore)
              .query((row, number) -> Row.of(row))
              .list();
      List<Row> strangers = rows.stream().filter(row -> row.strangers() > 0).toList();
      if (!strangers.isEmpty()) {
        events.tell(new MigrationEvent.Warned(warning(strangers)));
      }
      return rows.get(0).freed();
    } catch (DataAccessException e) {
      log.debug("Could not find out to whom new objects belong", e);
      return false;
    }
  }

  private Diagnostic warning(List<Row> strangers) {
    String owner = strangers.get(0).owner();
    int more = strangers.get(0).strangers() - strangers.size();
    return Diagnostic.warning(
            "owner",
            "what was made in the schema %s belongs to %s, the schema to %s: %s%s"
                .formatted(
                    schema.orElse(""),
                    role,
                    owner,
                    String.join(", ", strangers.stream().map(Row::name).toList()),
                    more > 0 ? " and %s more".formatted(more) : ""))
        .fix(
            "set migrations.role=%s, and let these belong to it: alter … owner to %s"
                .formatted(owner, owner));
  }
}
