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

package dev.pgmigrations.boot;

import dev.pgmigrations.SparingDataSource;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.history.TableName;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Properties;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.dao.DataAccessException;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.AbstractDriverBasedDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.support.JdbcTransactionManager;
import org.springframework.transaction.TransactionException;
import org.springframework.transaction.support.TransactionTemplate;

/** Finds targets that would write one history: each would miss the files of the other. */
final class SharedHistories {

  private static final Logger log = LoggerFactory.getLogger(SharedHistories.class);

  /** A server that was started then and there is no other; the schema is found as the core does. */
  private static final String PLACE =
      """
      select pg_catalog.pg_postmaster_start_time()::text as server,
        pg_catalog.current_database() as database,
        coalesce(?,
          (select n.nspname from pg_catalog.pg_class c
            join pg_catalog.pg_namespace n on n.oid = c.relnamespace
            where c.oid = pg_catalog.to_regclass(pg_catalog.quote_ident(?))),
          pg_catalog.current_schema()) as schema\
      """;

  /** What to do about targets of the properties. */
  static final String OF_TARGETS =
      "give each its own migrations.targets.<name>.schema, or a history-table of its own";

  /** What to do about those that a bean lists. */
  static final String OF_TENANTS =
      "give each tenant a schema or a database of its own, in what the Tenants bean lists";

  private SharedHistories() {}

  /** Where a history is; equal for one and the same. */
  private record Place(String server, String database, @Nullable String schema, String table) {}

  /** A database that is reached by its url, by whichever {@code DataSource}. */
  private record Login(
      String url, Optional<String> user, Map<Object, Object> properties, Optional<String> schema) {}

  /** Equal for two targets that are known to have one history, without asking a database. */
  static Object history(MigrationTarget target) {
    return List.of(database(target), table(target), target.settings().role());
  }

  /** Two pools of one url lead to one database; to one schema only if the user is the same. */
  private static Object database(MigrationTarget target) {
    if (target.dataSource() instanceof AbstractDriverBasedDataSource driven
        && isPlain(driven)
        && driven.getUrl() != null) {
      return new Login(
          driven.getUrl(),
          Optional.ofNullable(driven.getUsername()),
          Objects.requireNonNullElse(driven.getConnectionProperties(), new Properties()),
          Optional.ofNullable(driven.getSchema()));
    }
    return target.dataSource();
  }

  /** A subclass of the application's may do anything, set a search path say. */
  private static boolean isPlain(AbstractDriverBasedDataSource dataSource) {
    return dataSource.getClass() == DriverManagerDataSource.class
        || dataSource.getClass() == SimpleDriverDataSource.class
        || dataSource instanceof SparingDataSource;
  }

  /**
   * Those that are seen without asking a database: one data source or url, one name. Targets of one
   * name are told apart by nobody, so they are left out.
   */
  static List<Diagnostic> certain(List<MigrationTarget> targets, String fix) {
    if (targets.size() < 2) {
      return List.of();
    }
    Map<Object, List<MigrationTarget>> histories = new LinkedHashMap<>();
    for (MigrationTarget target : targets) {
      histories.computeIfAbsent(history(target), any -> new ArrayList<>()).add(target);
    }
    return histories.values().stream()
        .filter(group -> names(group).size() > 1)
        .map(group -> problem(group, "the history table " + table(group.get(0)), fix))
        .toList();
  }

  /** Those that only their databases can tell; asks those alone that are in doubt. */
  static List<Diagnostic> found(List<MigrationTarget> targets) {
    if (targets.size() < 2) {
      return List.of();
    }
    Map<Place, List<MigrationTarget>> histories = new LinkedHashMap<>();
    targets.stream()
        .collect(
            Collectors.groupingBy(
                target -> table(target).table(), LinkedHashMap::new, Collectors.toList()))
        .values()
        .forEach(group -> ask(group, histories));
    List<Diagnostic> problems = new ArrayList<>();
    histories.forEach(
        (place, group) -> {
          if (group.size() > 1) {
            problems.add(
                problem(
                    group,
                    "the history table %s.%s of the database %s"
                        .formatted(place.schema(), place.table(), place.database()),
                    OF_TARGETS));
          }
        });
    return problems;
  }

  /**
   * Of targets whose tables have one name, asks those that do not say their schema, and of the
   * others those whose schema another has as well.
   */
  private static void ask(
      List<MigrationTarget> group, Map<Place, List<MigrationTarget>> histories) {
    if (group.size() < 2) {
      return;
    }
    Map<String, Integer> schemas = new HashMap<>();
    List<MigrationTarget> sayIt = new ArrayList<>();
    for (MigrationTarget target : group) {
      if (table(target).schema().isPresent()) {
        sayIt.add(target);
        schemas.merge(table(target).schema().get(), 1, Integer::sum);
      } else {
        place(target)
            .ifPresent(
                place -> {
                  histories.computeIfAbsent(place, any -> new ArrayList<>()).add(target);
                  if (place.schema() != null) {
                    schemas.merge(place.schema(), 1, Integer::sum);
                  }
                });
      }
    }
    for (MigrationTarget target : sayIt) {
      if (schemas.getOrDefault(table(target).schema().orElseThrow(), 0) > 1) {
        place(target)
            .ifPresent(
                place -> histories.computeIfAbsent(place, any -> new ArrayList<>()).add(target));
      }
    }
  }

  private static Optional<Place> place(MigrationTarget target) {
    TableName table = table(target);
    try {
      return Optional.ofNullable(
          new TransactionTemplate(new JdbcTransactionManager(target.dataSource()))
              .execute(status -> place(JdbcClient.create(target.dataSource()), target, table)));
    } catch (DataAccessException | TransactionException e) {
      log.debug("The history of {} was not found; the run will say why", target.name(), e);
      return Optional.empty();
    }
  }

  private static Place place(JdbcClient jdbc, MigrationTarget target, TableName table) {
    target
        .settings()
        .role()
        .ifPresent(
            role ->
                jdbc.sql("select pg_catalog.set_config('role', ?, true)")
                    .param(role)
                    .query(String.class)
                    .single());
    return jdbc.sql(PLACE)
        .param(table.schema().orElse(null))
        .param(table.table())
        .query(
            (row, number) ->
                new Place(
                    Objects.requireNonNull(row.getString("server")),
                    Objects.requireNonNull(row.getString("database")),
                    row.getString("schema"),
                    table.table()))
        .single();
  }

  private static TableName table(MigrationTarget target) {
    return target.settings().historyTable().orIn(target.settings().schema());
  }

  private static Set<String> names(List<MigrationTarget> group) {
    return group.stream()
        .map(MigrationTarget::name)
        .collect(Collectors.toCollection(LinkedHashSet::new));
  }

  private static Diagnostic problem(List<MigrationTarget> group, String history, String fix) {
    String names = names(group).stream().collect(Collectors.joining("' and '", "'", "'"));
    return Diagnostic.error("one-history", "the targets %s share %s".formatted(names, history))
        .fix(fix);
  }
}
