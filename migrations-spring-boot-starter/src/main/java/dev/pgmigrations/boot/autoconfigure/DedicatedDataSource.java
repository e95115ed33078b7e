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

import com.zaxxer.hikari.HikariDataSource;
import java.sql.Driver;
import java.util.Objects;
import java.util.Properties;
import javax.sql.DataSource;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.jdbc.DataSourceBuilder;
import org.springframework.boot.jdbc.DatabaseDriver;
import org.springframework.jdbc.datasource.DelegatingDataSource;
import org.springframework.jdbc.datasource.DriverManagerDataSource;
import org.springframework.jdbc.datasource.LazyConnectionDataSourceProxy;
import org.springframework.jdbc.datasource.SimpleDriverDataSource;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;
import org.springframework.jdbc.datasource.TransactionAwareDataSourceProxy;
import org.springframework.util.ClassUtils;

/**
 * Connections that belong to nobody else. A migration may take longer than a pool lets anybody keep
 * a connection, and leaves one behind that no one should get.
 */
final class DedicatedDataSource {

  private static final boolean HIKARI =
      ClassUtils.isPresent(
          "com.zaxxer.hikari.HikariDataSource", DedicatedDataSource.class.getClassLoader());

  private DedicatedDataSource() {}

  /**
   * Connects as the pool does, past the pool, where url, user and password are all that makes its
   * connections. From any other {@code DataSource} the core borrows a connection and aborts it.
   */
  static DataSource of(DataSource dataSource) {
    DataSource inner = unwrapped(dataSource);
    if (inner.getClass() == SingleConnectionDataSource.class) {
      SingleConnectionDataSource single = (SingleConnectionDataSource) inner;
      return single.getUrl() == null ? dataSource : beside(single);
    }
    if (HIKARI && Hikari.isPlain(inner)) {
      return withKeepAlive(Hikari.past(inner));
    }
    return HIKARI && Hikari.isPool(inner) ? Hikari.lending(inner) : dataSource;
  }

  /**
   * Connects to where {@code dataSource} does, as somebody else.
   *
   * @throws RuntimeException if it does not tell its url
   */
  static DataSource of(DataSource dataSource, String username, @Nullable String password) {
    DataSource inner = unwrapped(dataSource);
    SimpleDriverDataSource derived = derived(inner);
    derived.setUsername(username);
    derived.setPassword(password);
    if (HIKARI) {
      Hikari.copyProperties(inner, derived);
    }
    return derived;
  }

  /** Connects to {@code jdbcUrl}. */
  static SimpleDriverDataSource of(
      String jdbcUrl, @Nullable String username, @Nullable String password) {
    SimpleDriverDataSource dataSource =
        DataSourceBuilder.create().type(SimpleDriverDataSource.class).url(jdbcUrl).build();
    dataSource.setUsername(username);
    dataSource.setPassword(password);
    return withKeepAlive(dataSource);
  }

  /** The one connection stays the application's: whoever ends it ends it for all. */
  private static DataSource beside(SingleConnectionDataSource single) {
    DriverManagerDataSource beside = new DriverManagerDataSource();
    beside.setUrl(Objects.requireNonNull(single.getUrl()));
    beside.setUsername(single.getUsername());
    beside.setPassword(single.getPassword());
    beside.setConnectionProperties(single.getConnectionProperties());
    beside.setCatalog(single.getCatalog());
    beside.setSchema(single.getSchema());
    return beside;
  }

  private static SimpleDriverDataSource derived(DataSource inner) {
    return withKeepAlive(
        DataSourceBuilder.derivedFrom(inner).type(SimpleDriverDataSource.class).build());
  }

  /** A statement may run for hours; firewalls forget connections on which nothing moves. */
  private static SimpleDriverDataSource withKeepAlive(SimpleDriverDataSource dataSource) {
    if (dataSource.getDriver() instanceof org.postgresql.Driver) {
      Properties properties = new Properties();
      properties.setProperty("tcpKeepAlive", "true");
      dataSource.setConnectionProperties(properties);
    }
    return dataSource;
  }

  /** Through the wrappers that leave connections as they are; others may set a role, say. */
  private static DataSource unwrapped(DataSource dataSource) {
    Class<?> type = dataSource.getClass();
    boolean transparent =
        type == LazyConnectionDataSourceProxy.class
            || type == TransactionAwareDataSourceProxy.class
            || type == DelegatingDataSource.class;
    DataSource target =
        transparent ? ((DelegatingDataSource) dataSource).getTargetDataSource() : null;
    return target == null ? dataSource : unwrapped(target);
  }

  /** Apart, so that it is loaded only where HikariCP is. */
  private static final class Hikari {

    private Hikari() {}

    /** A subclass may do anything, get a token for a password say. */
    static boolean isPlain(DataSource dataSource) {
      return dataSource.getClass() == HikariDataSource.class
          && isPlain((HikariDataSource) dataSource);
    }

    private static boolean isPlain(HikariDataSource pool) {
      return pool.getJdbcUrl() != null
          && pool.getDataSource() == null
          && pool.getDataSourceClassName() == null
          && pool.getDataSourceJNDI() == null
          && pool.getDataSourceProperties().isEmpty()
          && pool.getCredentialsProvider() == null
          && pool.getCredentialsProviderClassName() == null
          && pool.getConnectionInitSql() == null
          && pool.getCatalog() == null
          && pool.getSchema() == null
          && pool.getTransactionIsolation() == null;
    }

    /** As {@code DataSourceBuilder} would derive it, which takes longer to find out what it is. */
    static SimpleDriverDataSource past(DataSource dataSource) {
      HikariDataSource pool = (HikariDataSource) dataSource;
      SimpleDriverDataSource past = new SparingHikariDataSource(pool);
      String driver =
          pool.getDriverClassName() == null
              ? DatabaseDriver.fromJdbcUrl(pool.getJdbcUrl()).getDriverClassName()
              : pool.getDriverClassName();
      if (driver != null) {
        past.setDriverClass(
            ClassUtils.resolveClassName(driver, Hikari.class.getClassLoader())
                .asSubclass(Driver.class));
      }
      return past;
    }

    static boolean isPool(DataSource dataSource) {
      return dataSource instanceof HikariDataSource;
    }

    static DataSource lending(DataSource pool) {
      return new LendingHikariDataSource((HikariDataSource) pool);
    }

    static void copyProperties(DataSource from, SimpleDriverDataSource to) {
      if (from instanceof HikariDataSource pool) {
        Properties properties = new Properties();
        if (to.getConnectionProperties() != null) {
          properties.putAll(to.getConnectionProperties());
        }
        properties.putAll(pool.getDataSourceProperties());
        to.setConnectionProperties(properties);
      }
    }
  }
}
