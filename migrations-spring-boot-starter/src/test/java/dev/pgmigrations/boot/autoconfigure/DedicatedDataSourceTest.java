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
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import javax.sql.DataSource;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import org.postgresql.ds.PGSimpleDataSource;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.lookup.IsolationLevelDataSourceRouter;
import org.testcontainers.jdbc.ContainerDatabaseDriver;

class DedicatedDataSourceTest {

  private static final String URL = "jdbc:postgresql://localhost/app?sslmode=prefer";

  @Test
  void a_pool_made_of_url_user_and_password_is_passed_by() {
    SimpleDriverDataSource unpooled = (SimpleDriverDataSource) DedicatedDataSource.of(pool());

    assertThat(unpooled.getUrl()).isEqualTo(URL);
    assertThat(unpooled.getUsername()).isEqualTo("me");
    assertThat(unpooled.getPassword()).isEqualTo("secret");
    assertThat(unpooled.getDriver()).isInstanceOf(org.postgresql.Driver.class);
    assertThat(unpooled.getConnectionProperties()).containsEntry("tcpKeepAlive", "true");
  }

  @Test
  void so_is_one_behind_a_wrapper_that_leaves_connections_alone() {
    assertThat(DedicatedDataSource.of(new LazyConnectionDataSourceProxy(pool())))
        .isInstanceOf(SimpleDriverDataSource.class);
    assertThat(
            DedicatedDataSource.of(
                new DelegatingDataSource(new LazyConnectionDataSourceProxy(pool()))))
        .isInstanceOf(SimpleDriverDataSource.class);
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void any_other_pool_lends(String name, DataSource pool) {
    assertThat(DedicatedDataSource.of(pool))
        .isInstanceOfSatisfying(
            LendingHikariDataSource.class,
            lending -> assertThat(lending.getTargetDataSource()).isSameAs(pool));
  }

  static Stream<Arguments> any_other_pool_lends() {
    return Stream.of(
        changed("data source properties", p -> p.addDataSourceProperty("socketFactory", "x")),
        changed("init sql", p -> p.setConnectionInitSql("set role app")),
        changed("credentials", p -> p.setCredentialsProvider(() -> Credentials.of("a", "b"))),
        changed("schema", p -> p.setSchema("app")),
        changed("catalog", p -> p.setCatalog("app")),
        changed("isolation", p -> p.setTransactionIsolation("TRANSACTION_SERIALIZABLE")),
        changed("data source", p -> p.setDataSource(new PGSimpleDataSource())),
        changed(
            "data source class",
            p -> {
              p.setJdbcUrl(null);
              p.setDataSourceClassName("org.postgresql.ds.PGSimpleDataSource");
            }),
        Arguments.of("a subclass", new HikariDataSource() {}));
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource
  void what_is_no_pool_is_handed_over_as_it_is(String name, DataSource dataSource) {
    assertThat(DedicatedDataSource.of(dataSource)).isSameAs(dataSource);
  }

  static Stream<Arguments> what_is_no_pool_is_handed_over_as_it_is() {
    return Stream.of(
        Arguments.of("a wrapper of the user's", new DelegatingDataSource(pool()) {}),
        Arguments.of("a router", router()),
        Arguments.of("the driver's", new PGSimpleDataSource()));
  }

  @Test
  void a_url_of_testcontainers_stays_one_of_testcontainers() {
    HikariDataSource pool = pool();
    pool.setJdbcUrl("jdbc:tc:postgresql:18:///app");
    pool.setDriverClassName("org.testcontainers.jdbc.ContainerDatabaseDriver");

    SimpleDriverDataSource unpooled = (SimpleDriverDataSource) DedicatedDataSource.of(pool);

    assertThat(unpooled.getUrl()).isEqualTo("jdbc:tc:postgresql:18:///app");
    assertThat(unpooled.getDriver()).isInstanceOf(ContainerDatabaseDriver.class);
    assertThat(DedicatedDataSource.of("jdbc:tc:postgresql:18:///app", "me", "secret").getDriver())
        .isInstanceOf(ContainerDatabaseDriver.class);
  }

  @Test
  void another_user_keeps_what_else_the_pool_says() {
    HikariDataSource pool = pool();
    pool.addDataSourceProperty("socketFactory", "x");

    SimpleDriverDataSource derived =
        (SimpleDriverDataSource) DedicatedDataSource.of(pool, "owner", null);

    assertThat(derived.getUrl()).isEqualTo(URL);
    assertThat(derived.getUsername()).isEqualTo("owner");
    assertThat(derived.getPassword()).isNull();
    assertThat(derived.getConnectionProperties())
        .containsEntry("socketFactory", "x")
        .containsEntry("tcpKeepAlive", "true");
  }

  private static HikariDataSource pool() {
    HikariDataSource pool = new HikariDataSource();
    pool.setJdbcUrl(URL);
    pool.setDriverClassName("org.postgresql.Driver");
    pool.setUsername("me");
    pool.setPassword("secret");
    return pool;
  }

  private static Arguments changed(String name, Consumer<HikariDataSource> change) {
    HikariDataSource pool = pool();
    change.accept(pool);
    return Arguments.of(name, pool);
  }

  private static DataSource router() {
    IsolationLevelDataSourceRouter router = new IsolationLevelDataSourceRouter();
    router.setTargetDataSources(Map.of());
    router.setDefaultTargetDataSource(pool());
    router.afterPropertiesSet();
    return router;
  }
}
