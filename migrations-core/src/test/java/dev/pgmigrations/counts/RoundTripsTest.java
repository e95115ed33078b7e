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

package dev.pgmigrations.counts;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.Migrator;
import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.testsupport.CountingProxy;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import dev.pgmigrations.watch.WatchSettings;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.SQLException;
import java.util.function.IntFunction;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/** How often a run waits for the server, after it is connected. */
@PostgresTest
class RoundTripsTest {

  /** What the first run on an empty database costs beside its migrations. */
  private static final int FIRST_RUN = 9;

  /** What a run costs that finds nothing to do. */
  private static final int NOTHING_TO_DO = 1;

  private static final String REQUIRE =
      """
      -- REQUIRE
      select to_regclass('t%1$d') is null;
      select 1 = 1;
      do $$ begin assert true; end $$;
      """;

  private static final String UP =
      """
      -- UP
      create table t%1$d (id int);
      """;

  private static final String VERIFY =
      """
      -- VERIFY
      select count(*) = 0 from t%1$d;
      select to_regclass('t%1$d') is not null;
      """;

  @TempDir Path folder;
  private CountingProxy proxy;

  @BeforeEach
  void proxy(TestDatabase database) {
    proxy = CountingProxy.before(database);
  }

  @AfterEach
  void close() {
    proxy.close();
  }

  /** Runs migrate and counts from when it has its connection. */
  private int migrate() {
    int[] connecting = {0};
    DelegatingDataSource counted =
        new DelegatingDataSource(proxy.dataSource()) {
          @Override
          public Connection getConnection() throws SQLException {
            Connection connection = super.getConnection();
            connecting[0] = proxy.roundTrips();
            return connection;
          }
        };
    proxy.reset();
    // Or a machine so busy that a statement takes a second would see the watch's connection, too.
    MigratorSettings settings =
        MigratorSettings.builder()
            .locations("file:" + folder)
            .watch(new WatchSettings(false, false))
            .build();
    new Migrator(settings, counted).migrate();
    assertThat(proxy.connections()).isEqualTo(1);
    return proxy.roundTrips() - connecting[0];
  }

  private void files(int count, IntFunction<String> content) throws IOException {
    for (int i = 1; i <= count; i++) {
      Files.writeString(folder.resolve(i + "_t.sql"), content.apply(i));
    }
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 50})
  void each_migration_costs_one_and_the_first_run_a_constant(int n) throws IOException {
    files(
        n,
        i ->
            """
            create table t%1$d (id int primary key, name text not null);
            create index on t%1$d (name);
            insert into t%1$d values (1, 'one'), (2, 'two');
            """
                .formatted(i));

    assertThat(migrate()).isEqualTo(n + FIRST_RUN).isLessThanOrEqualTo(n + 15);
  }

  @ParameterizedTest
  @ValueSource(ints = {1, 5, 50})
  void nothing_to_do_costs_one_query_whatever_is_applied(int n) throws IOException {
    files(n, i -> "create table t%d ();".formatted(i));
    migrate();

    assertThat(migrate()).isEqualTo(NOTHING_TO_DO).isLessThanOrEqualTo(3);
  }

  @Test
  void further_migrations_cost_one_each_and_less_than_the_first_run() throws IOException {
    files(5, i -> "create table t%d ();".formatted(i));
    migrate();
    files(12, i -> "create table t%d ();".formatted(i));

    assertThat(migrate()).isEqualTo(7 + FIRST_RUN - 2); // no table to look for and to make
  }

  @Test
  void a_require_costs_one_more_however_many_checks_it_holds() throws IOException {
    files(5, i -> REQUIRE.formatted(i) + UP.formatted(i));

    assertThat(migrate()).isEqualTo(2 * 5 + FIRST_RUN);
  }

  @Test
  void a_verify_costs_one_more_however_many_checks_it_holds() throws IOException {
    files(5, i -> UP.formatted(i) + VERIFY.formatted(i));

    assertThat(migrate()).isEqualTo(2 * 5 + FIRST_RUN);
  }

  @Test
  void both_cost_two_more() throws IOException {
    files(5, i -> REQUIRE.formatted(i) + UP.formatted(i) + VERIFY.formatted(i));

    assertThat(migrate()).isEqualTo(3 * 5 + FIRST_RUN);
  }

  /** The driver waits now and then, so that neither side stops at a full buffer. */
  @Test
  void many_statements_cost_one_for_each_few_hundred() throws IOException {
    files(1, i -> "create table t (id int);\n" + "insert into t values (1);\n".repeat(10_000));

    assertThat(migrate()).isLessThan(FIRST_RUN + 60);
  }

  @Test
  void a_repeatable_costs_one_as_well() throws IOException {
    files(1, i -> "create table t%d ();".formatted(i));
    Files.writeString(folder.resolve("R_v.sql"), "create or replace view v as select 1 as one;");

    assertThat(migrate()).isEqualTo(2 + FIRST_RUN);
  }
}
