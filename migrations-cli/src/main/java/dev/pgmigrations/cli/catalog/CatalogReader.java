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

import dev.pgmigrations.history.HistoryTable;
import dev.pgmigrations.history.TableName;
import java.util.Comparator;
import java.util.List;
import java.util.Objects;
import java.util.Optional;
import javax.sql.DataSource;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionDefinition;
import org.springframework.transaction.support.TransactionTemplate;

/** Reads the catalog of a database, PostgreSQL 14 to 18, in one snapshot that nobody can change. */
public final class CatalogReader {

  /**
   * A fragment that the queries have in common: the schemas of people. It joins {@code n} to the
   * namespace of {@code %s}.
   */
  static final String SCHEMA =
      """
      join pg_catalog.pg_namespace n on n.oid = %s
        and n.nspname !~ '^pg_' and n.nspname <> 'information_schema'
      """;

  /** What an extension brought along, or another object: the constructors of a range type. */
  static final String OF_NOTHING_ELSE =
      """
      not exists (
        select from pg_catalog.pg_depend m
        where m.classid = '%s'::pg_catalog.regclass and m.objid = %s and m.objsubid = 0
          and m.deptype in ('e', 'i'))
      """;

  /**
   * Definitions are written as these settings say, and so would differ between sessions: names by
   * the search path, constants of times by zone and style.
   */
  private static final String STEADY =
      """
      select pg_catalog.set_config(name, value, true)
      from (values ('search_path', ''), ('quote_all_identifiers', 'off'), ('TimeZone', 'UTC'),
        ('DateStyle', 'ISO, YMD'), ('IntervalStyle', 'postgres'), ('extra_float_digits', '1'),
        ('bytea_output', 'hex'), ('lc_monetary', 'C'), ('xmloption', 'content'),
        ('jit', 'off')) s (name, value)\
      """;

  /** Said of every public schema by PostgreSQL itself. */
  private static final String STANDARD = "standard public schema";

  private final DataSource dataSource;
  private final TableName history;

  /** Histories of migrations are left out: all that say what they are, and this one. */
  public CatalogReader(DataSource dataSource, TableName history) {
    this.dataSource = dataSource;
    this.history = history;
  }

  /** All of it. */
  public Catalog read() {
    TransactionTemplate transaction =
        new TransactionTemplate(new JdbcTransactionManager(dataSource));
    transaction.setReadOnly(true);
    transaction.setIsolationLevel(TransactionDefinition.ISOLATION_REPEATABLE_READ);
    return Objects.requireNonNull(
        transaction.execute(status -> read(JdbcClient.create(dataSource))));
  }

  private Catalog read(JdbcClient jdbc) {
    Optional<QualifiedName> named = historyTable(jdbc);
    jdbc.sql(STEADY).query(String.class).list();
    Rows rows = new Rows(jdbc);
    Columns columns = new Columns(rows);
    return new Catalog(
        schemas(rows),
        rows.list(
            "select extname::text as name from pg_catalog.pg_extension where extname <> 'plpgsql'"
                + " order by extname collate \"C\"",
            (row, number) -> row.getString("name")),
        new Relations(rows, columns)
            .all().stream()
                .filter(relation -> !isHistory(relation, named))
                .sorted(Comparator.comparing(Relation::name))
                .toList(),
        new Types(rows, columns)
            .all().stream().sorted(Comparator.comparing(UserType::name)).toList(),
        sequences(rows),
        routines(rows));
  }

  private static boolean isHistory(Relation relation, Optional<QualifiedName> named) {
    return named.filter(relation.name()::equals).isPresent()
        || relation.comment().filter(HistoryTable::isDescribedBy).isPresent();
  }

  /** Where the session finds it, while it still has its search path. */
  private Optional<QualifiedName> historyTable(JdbcClient jdbc) {
    return jdbc.sql(
            """
            select n.nspname as schema, c.relname as name
            from pg_catalog.pg_class c join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.oid = pg_catalog.to_regclass(?)\
            """)
        .param(history.sql())
        .query((row, number) -> Rows.name(row))
        .optional();
  }

  private static List<Schema> schemas(Rows rows) {
    return rows
        .list(
            """
            select n.nspname as name,
              nullif(pg_catalog.obj_description(n.oid, 'pg_namespace'), '%s') as comment
            from pg_catalog.pg_namespace s %s where %s\
            """
                .formatted(
                    STANDARD,
                    SCHEMA.formatted("s.oid"),
                    OF_NOTHING_ELSE.formatted("pg_catalog.pg_namespace", "n.oid")),
            (row, number) -> new Schema(row.getString("name"), Rows.comment(row)))
        .stream()
        .sorted(Comparator.comparing(Schema::name))
        .toList();
  }

  private static List<Sequence> sequences(Rows rows) {
    return rows
        .list(
            """
            select n.nspname as schema, c.relname as name,
              pg_catalog.format_type(s.seqtypid, null) as type, s.seqstart, s.seqincrement,
              s.seqmin, s.seqmax, s.seqcycle,
              pg_catalog.obj_description(c.oid, 'pg_class') as comment
            from pg_catalog.pg_sequence s join pg_catalog.pg_class c on c.oid = s.seqrelid %s
            where c.relpersistence <> 't' and %s
              and not exists (
                select from pg_catalog.pg_depend o
                where o.classid = 'pg_catalog.pg_class'::pg_catalog.regclass and o.objid = c.oid
                  and o.refclassid = 'pg_catalog.pg_class'::pg_catalog.regclass
                  and o.refobjsubid > 0 and o.deptype in ('a', 'i'))\
            """
                .formatted(
                    SCHEMA.formatted("c.relnamespace"),
                    OF_NOTHING_ELSE.formatted("pg_catalog.pg_class", "c.oid")),
            (row, number) ->
                new Sequence(
                    Rows.name(row),
                    row.getString("type"),
                    row.getLong("seqstart"),
                    row.getLong("seqincrement"),
                    row.getLong("seqmin"),
                    row.getLong("seqmax"),
                    row.getBoolean("seqcycle"),
                    Rows.comment(row)))
        .stream()
        .sorted(Comparator.comparing(Sequence::name))
        .toList();
  }

  private static List<Routine> routines(Rows rows) {
    return rows
        .list(
            """
            select n.nspname as schema, p.proname as name, p.prokind::text as kind,
              pg_catalog.pg_get_function_arguments(p.oid) as arguments,
              pg_catalog.pg_get_function_result(p.oid) as result, l.lanname as language,
              pg_catalog.obj_description(p.oid, 'pg_proc') as comment
            from pg_catalog.pg_proc p join pg_catalog.pg_language l on l.oid = p.prolang %s
            where %s\
            """
                .formatted(
                    SCHEMA.formatted("p.pronamespace"),
                    OF_NOTHING_ELSE.formatted("pg_catalog.pg_proc", "p.oid")),
            (row, number) ->
                new Routine(
                    Rows.name(row),
                    kind(row.getString("kind")),
                    row.getString("arguments"),
                    Rows.optional(row, "result"),
                    row.getString("language"),
                    Rows.comment(row)))
        .stream()
        .sorted(Comparator.comparing(Routine::name).thenComparing(Routine::arguments))
        .toList();
  }

  private static Routine.Kind kind(String letter) {
    return switch (letter) {
      case "p" -> Routine.Kind.PROCEDURE;
      case "a" -> Routine.Kind.AGGREGATE;
      case "w" -> Routine.Kind.WINDOW;
      default -> Routine.Kind.FUNCTION;
    };
  }
}
