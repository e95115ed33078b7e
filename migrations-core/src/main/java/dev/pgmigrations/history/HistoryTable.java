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

package dev.pgmigrations.history;

import static dev.pgmigrations.history.Sql.literal;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.HistoryException;
import dev.pgmigrations.migration.Checksum;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.MigrationId;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Timestamp;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** The table that remembers every run: reads it, and says how to make and change it. */
public final class HistoryTable implements HistoryRecord {

  /** The format that this release writes; in the comment of the table. */
  public static final int FORMAT = 1;

  private static final String COMMENT = "pgmigrations history, format ";
  private static final Set<String> ABSENT = Set.of("42P01", "3F000");

  /** Where no policy lets this role see anything, the table looks empty. */
  private static final String HIDDEN =
      """
      pg_catalog.row_security_active(c.oid) and not exists (
        select from pg_catalog.pg_policy p
        where p.polrelid = c.oid and p.polpermissive and p.polcmd in ('r', '*')
          and exists (select from pg_catalog.unnest(p.polroles) role
            where role = 0 or pg_catalog.pg_has_role(role, 'usage')))\
      """;

  private final TableName name;
  private final String runId;
  private final String application;

  /**
   * A table.
   *
   * @param runId of this run, for the rows that it writes
   * @param application the name of the application, for the same
   */
  public HistoryTable(TableName name, String runId, String application) {
    this.name = name;
    this.runId = runId;
    this.application = application;
  }

  /** Its name; with its schema, once that is known. */
  public TableName name() {
    return name;
  }

  /** The same table in the schema in which it was found or is to be made. */
  public HistoryTable in(String schema) {
    return new HistoryTable(new TableName(Optional.of(schema), name.table()), runId, application);
  }

  /**
   * What was read in one query.
   *
   * @param schema where the table was found; empty if there is none
   */
  public record Reading(Optional<String> schema, History history) {}

  /**
   * Reads the whole table in one query; creates nothing.
   *
   * @param withDowns also the ways back kept with rows that are done
   * @throws HistoryException if it was written by a newer release or may not be read
   */
  public Reading read(JdbcClient jdbc, boolean withDowns) {
    String sql =
        """
        select n.nspname, pg_catalog.obj_description(c.oid, 'pg_class') as format, %s as hidden,
          h.id, h.kind, h.version, h.description, h.script, h.direction, h.state, h.active,
          h.text_hash, h.token_hash, %s as down_sql, h.statements_total, h.statements_done,
          h.prefix_hash, h.units, h.started_at, h.finished_at, h.run_id, h.applied_by
        from pg_catalog.pg_class c
        join pg_catalog.pg_namespace n on n.oid = c.relnamespace
        left join %s h on true
        where c.oid = %s::pg_catalog.regclass
        order by h.id\
        """
            .formatted(
                HIDDEN,
                withDowns
                    ? "h.down_sql"
                    : "case when h.active and h.state <> 'done' then h.down_sql end",
                name.sql(),
                literal(name.sql()));
    try {
      List<HistoryEntry> entries = new ArrayList<>();
      String schema =
          jdbc.sql(sql)
              .query(
                  (ResultSet rows) -> {
                    String found = "";
                    while (rows.next()) {
                      if (found.isEmpty()) {
                        found = rows.getString("nspname");
                        checkFormat(rows.getString("format"));
                        checkVisible(rows.getBoolean("hidden"));
                      }
                      if (rows.getObject("id") != null) {
                        entries.add(entry(rows));
                      }
                    }
                    return found;
                  });
      return new Reading(Optional.ofNullable(schema), new History(entries));
    } catch (DataAccessException e) {
      return absentOr(e);
    }
  }

  private Reading absentOr(DataAccessException failure) {
    String state =
        failure.getRootCause() instanceof SQLException cause ? cause.getSQLState() : null;
    if (state != null && ABSENT.contains(state)) {
      return new Reading(Optional.empty(), History.EMPTY);
    }
    if ("42501".equals(state)) {
      throw new HistoryException(
          List.of(
              Diagnostic.error("42501", "this role may not read the history table " + name)
                  .fix(
                      "migrate with the role that owns it, or grant select, insert, update on %s"
                          .formatted(name.sql()))),
          failure);
    }
    if ("42703".equals(state)) {
      throw new HistoryException(
          List.of(
              Diagnostic.error("no-history", "the table %s is no history table".formatted(name))
                  .fix("give another name in migrations.history-table")),
          failure);
    }
    throw failure;
  }

  /** Whether the comment of a table says that it is a history, of whichever release. */
  public static boolean isDescribedBy(String comment) {
    return comment.startsWith(COMMENT);
  }

  private void checkFormat(@Nullable String comment) {
    if (comment == null || !isDescribedBy(comment)) {
      return;
    }
    String number = comment.substring(COMMENT.length()).replaceFirst("\\D.*", "");
    if (!number.isEmpty() && Integer.parseInt(number) > FORMAT) {
      throw new HistoryException(
          List.of(
              Diagnostic.error(
                      "newer-history",
                      "the history table %s has format %s, this release knows %s"
                          .formatted(name, number, FORMAT))
                  .kept("the table as it is")
                  .fix("use the newer release")));
    }
  }

  /** What is hidden would count as pending. */
  private void checkVisible(boolean hidden) {
    if (hidden) {
      throw new HistoryException(
          List.of(
              Diagnostic.error(
                      "row-security",
                      "row level security hides all rows of the history table %s from this role"
                          .formatted(name))
                  .kept("everything as it was")
                  .fix(
                      "use the role that owns it, or let this one see them: create policy"
                          + " migrations on %1$s for select using (true); or alter table %1$s"
                              .formatted(name.sql())
                          + " disable row level security")));
    }
  }

  private static HistoryEntry entry(ResultSet row) throws SQLException {
    Kind kind = Kind.valueOf(row.getString("kind").toUpperCase(Locale.ROOT));
    String version = row.getString("version");
    String textHash = row.getString("text_hash");
    return new HistoryEntry(
        row.getLong("id"),
        new MigrationId(kind, version == null ? row.getString("description") : version),
        row.getString("description"),
        row.getString("script"),
        Direction.valueOf(row.getString("direction").toUpperCase(Locale.ROOT)),
        State.valueOf(row.getString("state").toUpperCase(Locale.ROOT)),
        row.getBoolean("active"),
        textHash == null
            ? Optional.empty()
            : Optional.of(new Checksum(textHash, row.getString("token_hash"))),
        Optional.ofNullable(row.getString("down_sql")),
        row.getInt("statements_total"),
        row.getInt("statements_done"),
        Optional.ofNullable(row.getString("prefix_hash")),
        row.getInt("units"),
        instant(row.getTimestamp("started_at")).orElseThrow(),
        instant(row.getTimestamp("finished_at")),
        row.getString("run_id"),
        row.getString("applied_by"));
  }

  private static Optional<Instant> instant(@Nullable Timestamp timestamp) {
    return timestamp == null ? Optional.empty() : Optional.of(timestamp.toInstant());
  }

  /** The statements that make it; the schema only if it is absent, which needs no right if not. */
  public List<String> creation(boolean withSchema) {
    List<String> sql = new ArrayList<>();
    if (withSchema) {
      sql.add("create schema if not exists " + Sql.identifier(name.schema().orElseThrow()));
    }
    sql.add(
        """
        create table if not exists %s (
          id bigint generated always as identity primary key,
          kind text not null check (kind in ('versioned', 'repeatable', 'seed', 'baseline')),
          version text,
          description text not null,
          script text not null,
          direction text not null check (direction in ('up', 'down', 'mark')),
          state text not null check (state in ('running', 'done', 'failed', 'unknown')),
          active boolean not null,
          text_hash text,
          token_hash text,
          down_sql text,
          statements_total integer not null,
          statements_done integer not null,
          prefix_hash text,
          units integer not null,
          started_at timestamptz not null default pg_catalog.clock_timestamp(),
          finished_at timestamptz,
          run_id text not null,
          applied_by text not null default session_user,
          application text not null,
          tool_version text not null
        )\
        """
            .formatted(name.sql()));
    sql.add(
        "create unique index if not exists %s on %s (kind, coalesce(version, description)) where active"
            .formatted(Sql.identifier(name.table() + "_fence"), name.sql()));
    sql.add(fenceOfAnyName());
    sql.add("comment on table %s is %s".formatted(name.sql(), literal(COMMENT + FORMAT)));
    return sql;
  }

  /**
   * Where the name of the fence is taken: by that of an older history, say, which was renamed, for
   * its indexes keep their names.
   */
  private String fenceOfAnyName() {
    return """
    do $pgmigrations$
    begin
      if not exists (select from pg_catalog.pg_index i
        where i.indrelid = %s::pg_catalog.regclass and i.indisunique and i.indpred is not null)
      then
        create unique index on %s (kind, coalesce(version, description)) where active;
      end if;
    end
    $pgmigrations$\
    """
        .formatted(literal(name.sql()), name.sql());
  }

  /** The statements that make a change, in order. */
  @Override
  public List<String> statements(HistoryChange change) {
    if (change instanceof HistoryChange.Begin begin) {
      return begin(begin);
    }
    if (change instanceof HistoryChange.Progress progress) {
      return List.of(
          own(
              progress.id(),
              "update %s set statements_done = %s, prefix_hash = %s, state = 'running'"
                  .formatted(
                      name.sql(), progress.statementsDone(), literal(progress.prefixHash()))));
    }
    if (change instanceof HistoryChange.Uncertain uncertain) {
      return List.of(own(uncertain.id(), "update %s set state = 'unknown'".formatted(name.sql())));
    }
    if (change instanceof HistoryChange.End end) {
      return List.of(end(end));
    }
    // But for the row of this very run, which has to see its end.
    return List.of(
        "update %s set active = false where active and kind in ('repeatable', 'seed') and not (%s)"
            .formatted(name.sql(), activeRow(change.id())));
  }

  private List<String> begin(HistoryChange.Begin begin) {
    List<String> sql = new ArrayList<>();
    if (begin.replaces()) {
      sql.add(deactivation(begin));
    }
    boolean done = begin.state() == State.DONE;
    sql.add(
        """
        insert into %s (kind, version, description, script, direction, state, active, text_hash,
          token_hash, down_sql, statements_total, statements_done, prefix_hash, units, finished_at,
          run_id, application, tool_version)
        values (%s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s, %s)\
        """
            .formatted(
                name.sql(),
                literal(begin.id().kind().stored()),
                literal(begin.id().version().map(Object::toString)),
                literal(begin.description()),
                literal(begin.script()),
                literal(begin.direction().stored()),
                literal(begin.state().stored()),
                begin.active(),
                literal(begin.checksum().map(Checksum::text)),
                literal(begin.checksum().map(Checksum::tokens)),
                literal(begin.downSql()),
                begin.statementsTotal(),
                begin.statementsDone(),
                literal(begin.prefixHash()),
                begin.units(),
                done ? "pg_catalog.clock_timestamp()" : "null",
                literal(runId),
                literal(application),
                literal(ToolVersion.current())));
    return sql;
  }

  private String end(HistoryChange.End end) {
    boolean gone = end.direction() == Direction.DOWN && end.state() == State.DONE;
    String done = end.state() == State.DONE ? ", statements_done = statements_total" : "";
    return own(
        end.id(),
        "update %s set state = %s, active = %s, finished_at = pg_catalog.clock_timestamp()%s"
            .formatted(name.sql(), literal(end.state().stored()), !gone, done));
  }

  private String deactivation(HistoryChange.Begin begin) {
    String update =
        "update %s set active = false where %s".formatted(name.sql(), activeRow(begin.id()));
    return begin.fence() ? alone(begin.id(), update + asItWasRead(begin)) : update;
  }

  /** A run that is resumed has not gone on since. */
  private static String asItWasRead(HistoryChange.Begin begin) {
    return begin.direction() == Direction.MARK
        ? ""
        : " and (direction <> %s or state <> 'done' and statements_done = %s)"
            .formatted(literal(begin.direction().stored()), begin.statementsDone());
  }

  /** Changes the row of this run, which another runner may have taken over meanwhile. */
  private String own(MigrationId id, String update) {
    return alone(id, update + " where %s and run_id = %s".formatted(activeRow(id), literal(runId)));
  }

  /** Fails unless there is exactly one such row. */
  private String alone(MigrationId id, String update) {
    return """
    with changed as (%s returning 1)
    select cast(case when count(*) = 1 then '1'
      when exists (select from %s where %s) then %s
      else %s end as pg_catalog.int4) from changed\
    """
        .formatted(
            update,
            name.sql(),
            row(id),
            literal("another runner has changed %s".formatted(id)),
            literal("the history has lost %s".formatted(id)));
  }

  private static String activeRow(MigrationId id) {
    return "active and " + row(id);
  }

  private static String row(MigrationId id) {
    return "kind = %s and coalesce(version, description) = %s"
        .formatted(literal(id.kind().stored()), literal(id.key()));
  }
}
