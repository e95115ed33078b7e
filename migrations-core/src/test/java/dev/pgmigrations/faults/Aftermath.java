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

package dev.pgmigrations.faults;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.report.VerifyReport;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.function.Supplier;
import java.util.stream.Stream;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * What has to be so after any fault, once the next run is done: the database is the same as one
 * that never met the fault, and says so.
 */
final class Aftermath {

  private static final Duration UNTIL_GONE = Duration.ofSeconds(10);

  private final Supplier<TestDatabase> fresh;
  private final Map<Map<String, String>, Reference> references = new HashMap<>();

  /**
   * A checker.
   *
   * @param fresh makes an empty database on the same server
   */
  Aftermath(Supplier<TestDatabase> fresh) {
    this.fresh = fresh;
  }

  /** What a database is that was migrated without a fault. */
  private record Reference(CatalogSnapshot schema, Map<String, String> data) {}

  /**
   * Makes what migrations may use to be caught at work: {@code select pg_sleep(seconds) from
   * fault.gate} takes a minute until {@link #openGate}.
   */
  void closeGate(TestDatabase database) {
    database.execute(
        """
        create schema fault;
        create table fault.gate (seconds int);
        insert into fault.gate values (60);\
        """);
  }

  /** Lets further runs pass. */
  void openGate(TestDatabase database) {
    database.execute("update fault.gate set seconds = 0");
  }

  /** The settings of all runs here. */
  static MigratorSettings.Builder settings(Path folder) {
    return MigratorSettings.builder().locations("file:" + folder);
  }

  /** The fault is over: waits for its sessions to vanish, runs again and checks everything. */
  void check(TestDatabase database, Path folder) {
    awaitNobody(database);
    openGate(database);
    new Migrator(settings(folder).build(), database.dataSource()).migrate();
    checkDone(database, folder);
  }

  /** The server notices soon that a client has vanished. */
  void awaitNobody(TestDatabase database) {
    Eventually.within(UNTIL_GONE)
        .isTrue(
            "no session and no lock of the interrupted run is left",
            () ->
                number(
                        database,
                        """
                        select (select count(*) from pg_stat_activity
                            where datname = current_database() and pid <> pg_backend_pid()
                              and backend_type = 'client backend')
                          + (select count(*) from pg_locks where locktype = 'advisory')\
                        """)
                    == 0);
  }

  /** Everything was applied, by whichever run. */
  void checkDone(TestDatabase database, Path folder) {
    Migrator migrator = new Migrator(settings(folder).build(), database.dataSource());
    assertThat(migrator.migrate().isNothing()).as("a further run has nothing to do").isTrue();
    migrator.validate();
    VerifyReport verified = migrator.verify();
    assertThat(verified.holds()).as(verified.text()).isTrue();
    Reference reference = references.computeIfAbsent(content(folder), files -> reference(folder));
    // A new connection for each question would cost more than all of them.
    try (SingleConnectionDataSource one = connection(database)) {
      JdbcClient jdbc = JdbcClient.create(one);
      checkHistory(jdbc, folder);
      checkLeftovers(jdbc);
      assertThat(state(database, jdbc)).isEqualTo(reference);
    }
  }

  private static SingleConnectionDataSource connection(TestDatabase database) {
    return new SingleConnectionDataSource(
        DataSourceUtils.getConnection(database.dataSource()), true);
  }

  private static void checkHistory(JdbcClient jdbc, Path folder) {
    List<String> expected =
        content(folder).keySet().stream()
            .filter(name -> name.matches("\\d.*"))
            .map(name -> name.substring(0, name.indexOf('_')))
            .sorted()
            .toList();
    assertThat(
            jdbc.sql(
                    """
                    select concat_ws(' ', version, direction, state,
                      case when statements_done = statements_total then 'all' else 'some' end)
                    from migration_history where active order by version collate "C\"\
                    """)
                .query(String.class)
                .list())
        .isEqualTo(expected.stream().map(version -> version + " up done all").toList());
    assertThat(
            jdbc.sql(
                    """
                    select version from migration_history where direction = 'up' and state = 'done'
                    order by version collate "C\"\
                    """)
                .query(String.class)
                .list())
        .as("each was applied once")
        .isEqualTo(expected);
  }

  private static void checkLeftovers(JdbcClient jdbc) {
    assertThat(
            jdbc.sql(
                    """
                    select 'index ' || indexrelid::regclass from pg_index
                      where not (indisvalid and indisready and indislive)
                    union all select 'detached ' || inhrelid::regclass from pg_inherits
                      where inhdetachpending
                    union all select 'unvalidated ' || conname from pg_constraint
                      where not convalidated
                    union all select 'prepared ' || gid from pg_prepared_xacts
                    union all select 'lock ' || pid from pg_locks where locktype = 'advisory'\
                    """)
                .query(String.class)
                .list())
        .isEmpty();
  }

  private Reference reference(Path folder) {
    try (TestDatabase clean = fresh.get();
        SingleConnectionDataSource one = connection(clean)) {
      closeGate(clean);
      openGate(clean);
      new Migrator(settings(folder).build(), clean.dataSource()).migrate();
      return state(clean, JdbcClient.create(one));
    }
  }

  private static Reference state(TestDatabase database, JdbcClient jdbc) {
    Map<String, String> data = new TreeMap<>();
    jdbc.sql(
            """
            select c.oid::regclass::text from pg_class c
              join pg_namespace n on n.oid = c.relnamespace
            where c.relkind = 'r' and n.nspname not in ('pg_catalog', 'information_schema')
              and c.relname <> 'migration_history'\
            """)
        .query(String.class)
        .list()
        .forEach(
            table ->
                data.put(
                    table,
                    jdbc.sql(
                            "select count(*) || ' ' || coalesce(md5(string_agg(t::text, ',' order by t::text)), '') from %s t"
                                .formatted(table))
                        .query(String.class)
                        .single()));
    return new Reference(database.snapshot("public.migration_history"), data);
  }

  private static Map<String, String> content(Path folder) {
    try (Stream<Path> files = Files.list(folder)) {
      Map<String, String> content = new TreeMap<>();
      for (Path file : files.toList()) {
        content.put(file.getFileName().toString(), Files.readString(file));
      }
      return content;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static long number(TestDatabase database, String sql) {
    return database.jdbc().sql(sql).query(Long.class).single();
  }
}
