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

package dev.pgmigrations.boot.autoconfigure;

import static org.assertj.core.api.Assertions.assertThat;

import com.zaxxer.hikari.HikariDataSource;
import com.zaxxer.hikari.util.Credentials;
import dev.pgmigrations.boot.GivenDatabase;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.testsupport.EnabledIfDockerAnswers;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.Connection;
import java.util.Map;
import java.util.function.Supplier;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.extension.ExtendWith;
import org.springframework.boot.autoconfigure.AutoConfigurations;
import org.springframework.boot.jdbc.autoconfigure.DataSourceAutoConfiguration;
import org.springframework.boot.jdbc.autoconfigure.JdbcConnectionDetails;
import org.springframework.boot.test.context.runner.ApplicationContextRunner;
import org.springframework.boot.test.system.CapturedOutput;
import org.springframework.boot.test.system.OutputCaptureExtension;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.lookup.AbstractRoutingDataSource;

/** Real runs over every kind of {@code DataSource}; the pool is as good as before afterwards. */
@PostgresTest
@ExtendWith(OutputCaptureExtension.class)
class WhichDatabaseTest {

  private final TestDatabase database;
  private final ApplicationContextRunner bare =
      new ApplicationContextRunner()
          .withConfiguration(
              AutoConfigurations.of(
                  DataSourceAutoConfiguration.class, MigrationsAutoConfiguration.class));
  private final ApplicationContextRunner application;

  WhichDatabaseTest(TestDatabase database) {
    this.database = database;
    this.application = bare.withPropertyValues(GivenDatabase.properties(database));
  }

  @Test
  void a_pool_with_properties_of_the_driver(CapturedOutput output) {
    database.execute("create schema app");
    runs(
        application.withPropertyValues(
            "spring.datasource.hikari.data-source-properties.options=-c search_path=app"),
        output);

    assertThat(schemaOfUsers()).isEqualTo("app");
  }

  @Test
  void a_pool_that_begins_each_connection_with_a_statement(CapturedOutput output) {
    String owner = Postgres.createRole("owner", "");
    database.execute("grant create on schema public to " + owner);

    runs(
        application.withPropertyValues(
            "spring.datasource.hikari.connection-init-sql=set role " + owner),
        output);
    // What the statement did is undone for migrations, as anything else that a session may have.
    assertThat(ownerOfUsers()).isEqualTo(database.username());
  }

  @Test
  void a_pool_that_asks_for_its_credentials_each_time(CapturedOutput output) {
    runs(
        with(
            () -> {
              HikariDataSource pool = new HikariDataSource();
              pool.setJdbcUrl(database.jdbcUrl());
              pool.setCredentialsProvider(
                  () -> Credentials.of(database.username(), database.password()));
              return pool;
            }),
        output);
  }

  @Test
  void a_single_connection_which_stays_open(CapturedOutput output) {
    SingleConnectionDataSource single =
        new SingleConnectionDataSource(
            database.jdbcUrl(), database.username(), database.password(), true);

    runs(with(() -> single), output);

    single.close();
  }

  @Test
  void a_pool_over_the_driver_s_own_data_source(CapturedOutput output) {
    runs(
        with(
            () -> {
              HikariDataSource pool = new HikariDataSource();
              pool.setDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
              pool.addDataSourceProperty("url", database.jdbcUrl());
              pool.setUsername(database.username());
              pool.setPassword(database.password());
              return pool;
            }),
        output);
  }

  @Test
  void a_pool_that_connects_late(CapturedOutput output) {
    try (HikariDataSource pool = pool(database)) {
      runs(with(() -> new LazyConnectionDataSourceProxy(pool)), output);
    }
  }

  @Test
  void a_pool_of_one_that_has_to_lend(CapturedOutput output) {
    runs(
        application.withPropertyValues(
            "spring.datasource.hikari.maximum-pool-size=1",
            "spring.datasource.hikari.connection-timeout=2000",
            "spring.datasource.hikari.schema=public"),
        output);
  }

  @Test
  void a_router_leads_to_where_it_does_without_a_key() {
    try (TestDatabase other = Postgres.create();
        HikariDataSource first = pool(database);
        HikariDataSource second = pool(other)) {
      runs(with(() -> router(first, second)));

      assertThat(hasUsers(database)).isTrue();
      assertThat(hasUsers(other)).isFalse();
    }
  }

  @Test
  void what_a_router_leads_to_may_be_targets() {
    try (TestDatabase other = Postgres.create();
        HikariDataSource first = pool(database);
        HikariDataSource second = pool(other)) {
      bare.withBean("first", HikariDataSource.class, () -> first)
          .withBean("second", HikariDataSource.class, () -> second)
          .withBean("router", DataSource.class, () -> router(first, second))
          .withPropertyValues(
              "migrations.targets.first.data-source=first",
              "migrations.targets.second.data-source=second")
          .run(context -> context.getBean(MigrationRunner.class).run());

      assertThat(hasUsers(database)).isTrue();
      assertThat(hasUsers(other)).isTrue();
    }
  }

  @Test
  void a_role_with_timeouts_of_its_own(CapturedOutput output) {
    String role = Postgres.createRole("hasty", "");
    database.execute("grant create on schema public to " + role);
    database.execute("alter role %s set statement_timeout = '200ms'".formatted(role));
    database.execute("alter role %s set lock_timeout = '1ms'".formatted(role));
    database.execute(
        "alter role %s set idle_in_transaction_session_timeout = '200ms'".formatted(role));

    runs(
        application.withPropertyValues(
            "spring.datasource.username=" + role,
            "spring.datasource.password=" + role,
            "migrations.init-sql=select pg_sleep(0.5)"),
        output);
    assertThat(ownerOfUsers()).isEqualTo(role);
  }

  @Test
  void connection_details_come_before_properties(CapturedOutput output) {
    runs(
        bare.withPropertyValues("spring.datasource.url=jdbc:postgresql://nowhere/none")
            .withBean(JdbcConnectionDetails.class, () -> new TestDetails(database)),
        output);
  }

  @Test
  @EnabledIfDockerAnswers
  void a_container_named_by_its_url() {
    bare.withPropertyValues("spring.datasource.url=jdbc:tc:postgresql:18:///app")
        .run(
            context -> {
              context.getBean(MigrationRunner.class).run();
              assertThat(
                      JdbcClient.create(context.getBean(DataSource.class))
                          .sql("select count(*) from users")
                          .query(Long.class)
                          .single())
                  .isZero();
            });
  }

  private ApplicationContextRunner with(Supplier<DataSource> dataSource) {
    return bare.withBean("dataSource", DataSource.class, dataSource);
  }

  /** And the application can go on with what it has. */
  private void runs(ApplicationContextRunner runner, CapturedOutput output) {
    runs(runner);
    assertThat(output).doesNotContain("broken").doesNotContain("PSQLException");
  }

  private void runs(ApplicationContextRunner runner) {
    runner.run(
        context -> {
          context.getBean(MigrationRunner.class).run();
          assertThat(hasUsers(database)).isTrue();
          try (Connection again = context.getBean(DataSource.class).getConnection()) {
            assertThat(again.isValid(5)).isTrue();
            assertThat(again.getAutoCommit()).isTrue();
          }
        });
  }

  private static HikariDataSource pool(TestDatabase database) {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(database.jdbcUrl());
    pool.setUsername(database.username());
    pool.setPassword(database.password());
    pool.setMinimumIdle(0);
    return pool;
  }

  private static DataSource router(DataSource first, DataSource second) {
    AbstractRoutingDataSource router =
        new AbstractRoutingDataSource() {
          @Override
          protected Object determineCurrentLookupKey() {
            return null;
          }
        };
    router.setTargetDataSources(Map.of("second", second));
    router.setDefaultTargetDataSource(first);
    router.afterPropertiesSet();
    return router;
  }

  private static boolean hasUsers(TestDatabase database) {
    return database
        .jdbc()
        .sql("select exists (select from pg_tables where tablename = 'users')")
        .query(Boolean.class)
        .single();
  }

  private String schemaOfUsers() {
    return ofUsers("schemaname");
  }

  private String ownerOfUsers() {
    return ofUsers("tableowner");
  }

  private String ofUsers(String column) {
    return database
        .jdbc()
        .sql("select %s::text from pg_tables where tablename = 'users'".formatted(column))
        .query(String.class)
        .single();
  }
}
