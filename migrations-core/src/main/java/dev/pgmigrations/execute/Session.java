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
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.lock.RunName;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.script.Directives;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;

/**
 * What a session is to be at the start of each migration, whatever the one before did to it.
 *
 * @param serverVersion as {@code server_version_num}
 * @param application its name in {@code pg_stat_activity}, where the migration is added
 * @param schema the first of the search path, what was there follows; empty: the search path is as
 *     it was
 * @param role to migrate as; empty: the one that is logged in
 * @param initSql the user's own
 * @param extraSettings settings that this server was found to accept
 * @param strategy with a lock of a transaction the server's session is not ours alone: everything
 *     is set for a transaction, and nothing outlives it
 */
public record Session(
    int serverVersion,
    String application,
    Optional<String> schema,
    Optional<String> role,
    List<String> initSql,
    Map<String, String> extraSettings,
    LockStrategy strategy) {

  /** What {@code DISCARD ALL} does, but for freeing all advisory locks, one of which is ours. */
  static final List<String> FORGET =
      List.of(
          "close all",
          "unlisten *",
          "reset session authorization",
          "reset all",
          "deallocate all",
          "discard temp",
          "discard sequences",
          "discard plans");

  private static final int V14 = 140_000;
  private static final int V17 = 170_000;

  public Session {
    initSql = List.copyOf(initSql);
    extraSettings = Map.copyOf(extraSettings);
  }

  /** The same with further settings. */
  public Session with(Map<String, String> settings) {
    return new Session(serverVersion, application, schema, role, initSql, settings, strategy);
  }

  /**
   * Forgets everything that an earlier file may have left and sets ours. Not {@code DISCARD ALL},
   * which frees our lock; {@code RESET ALL} alone keeps a {@code SET ROLE}.
   *
   * @param migration that begins, for the name of the session
   */
  public List<String> reset(Directives directives, Optional<MigrationId> migration) {
    return strategy == LockStrategy.SESSION
        ? resetSession(directives, migration)
        : forTransaction(directives, migration);
  }

  /** At the start of each further transaction of a migration: nothing in a session of our own. */
  List<String> again(Directives directives, Optional<MigrationId> migration) {
    return strategy == LockStrategy.SESSION ? List.of() : forTransaction(directives, migration);
  }

  private List<String> resetSession(Directives directives, Optional<MigrationId> migration) {
    List<String> sql = new ArrayList<>(FORGET);
    sql.add("set role " + role.map(Sql::identifier).orElse("none"));
    sql.add(settings(directives, migration));
    sql.addAll(initSql);
    return sql;
  }

  /** What other clients left in the session is not ours to forget; what is set there is noted. */
  private List<String> forTransaction(Directives directives, Optional<MigrationId> migration) {
    List<String> sql = new ArrayList<>();
    sql.add(SharedSession.NOTE);
    sql.add("set local role " + role.map(Sql::identifier).orElse("none"));
    sql.add(settings(directives, migration));
    sql.addAll(initSql);
    return sql;
  }

  /**
   * The last statements of each transaction: what the file has set in a session that is not ours
   * alone is put back as it was.
   */
  List<String> leaving() {
    return strategy == LockStrategy.SESSION ? List.of() : SharedSession.LEAVE;
  }

  /** One query that sets everything for the session. */
  private String settings(Directives directives, Optional<MigrationId> migration) {
    Map<String, String> settings = new LinkedHashMap<>();
    settings.put(
        "application_name",
        new RunName(application, migration.map(MigrationId::toString)).toString());
    settings.put("standard_conforming_strings", "on");
    settings.put("statement_timeout", millis(directives.statementTimeout()));
    settings.put("idle_in_transaction_session_timeout", "0");
    if (serverVersion >= V14) {
      settings.put("idle_session_timeout", "0");
    }
    if (serverVersion >= V17) {
      settings.put("transaction_timeout", "0");
    }
    settings.putAll(extraSettings);
    StringBuilder sql = new StringBuilder("select ");
    sql.append(LockTimeouts.setting(directives.lockTimeout().orElse(Duration.ZERO), isLocal()));
    sql.append(", ");
    settings.forEach(
        (name, value) ->
            sql.append(
                "pg_catalog.set_config(%s, %s, %s), "
                    .formatted(Sql.literal(name), Sql.literal(value), isLocal())));
    schema.ifPresent(first -> sql.append(searchPath(first)).append(", "));
    return sql.substring(0, sql.length() - 2);
  }

  /** Left alone where the schema comes first already: a path may be stored with an object. */
  private String searchPath(String first) {
    return """
    pg_catalog.set_config('search_path', case
      when pg_catalog.current_schema() = %s then pg_catalog.current_setting('search_path')
      else pg_catalog.concat_ws(', ', %s,
        nullif(pg_catalog.current_setting('search_path'), '')) end, %s)\
    """
        .formatted(Sql.literal(first), Sql.literal(Sql.identifier(first)), isLocal());
  }

  private boolean isLocal() {
    return strategy == LockStrategy.TRANSACTION;
  }

  private static String millis(Optional<Duration> duration) {
    return duration.map(d -> d.toMillis() + "ms").orElse("0");
  }

  /**
   * Before our closing write, in its transaction: the role is ours again, and no timeout of the
   * file hits us. What the file has set for itself comes back after the transaction; but the next
   * one has to be written in.
   */
  List<String> closing() {
    List<String> sql = new ArrayList<>();
    if (isLocal()) {
      sql.add(SharedSession.NOTE);
    }
    sql.add("set local session authorization default");
    sql.add("set local role " + role.map(Sql::identifier).orElse("none"));
    sql.add("set local statement_timeout = 0");
    sql.add("set local lock_timeout = 0");
    if (!isLocal()) {
      sql.add("reset default_transaction_read_only");
    }
    return sql;
  }

  /**
   * With the end of a migration: a transaction takes its characteristics when it begins, before
   * anything can be reset in it, so what the file has set for later ones ends here.
   */
  List<String> ending() {
    return isLocal()
        ? List.of()
        : List.of("reset default_transaction_isolation", "reset default_transaction_deferrable");
  }

  /**
   * What would have to be set for a statement outside of transactions, and cannot be, for the
   * session is not ours alone.
   */
  public List<String> neededOutside() {
    List<String> needed = new ArrayList<>();
    if (isLocal()) {
      role.ifPresent(name -> needed.add("migrations.role"));
      schema.ifPresent(name -> needed.add("migrations.schema"));
      if (!initSql.isEmpty()) {
        needed.add("migrations.init-sql");
      }
    }
    return needed;
  }
}
