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
import com.zaxxer.hikari.pool.ProxyConnection;
import java.lang.reflect.InvocationHandler;
import java.lang.reflect.InvocationTargetException;
import java.lang.reflect.Method;
import java.lang.reflect.Proxy;
import java.sql.Connection;
import java.sql.SQLException;
import org.jspecify.annotations.Nullable;
import org.springframework.jdbc.datasource.DelegatingDataSource;

/**
 * Lends connections of a pool that are not to come back: one that is aborted leaves the pool. Given
 * back instead, the pool would find it broken and warn of it with a stack trace.
 */
final class LendingHikariDataSource extends DelegatingDataSource {

  private final HikariDataSource pool;

  LendingHikariDataSource(HikariDataSource pool) {
    super(pool);
    this.pool = pool;
  }

  @Override
  public Connection getConnection() throws SQLException {
    Connection lent = pool.getConnection();
    return lent instanceof ProxyConnection
        ? (Connection)
            Proxy.newProxyInstance(
                LendingHikariDataSource.class.getClassLoader(),
                new Class<?>[] {Connection.class},
                new Lent(pool, lent))
        : lent;
  }

  /** A connection until it is aborted; after that {@code close} has nothing to give back. */
  private static final class Lent implements InvocationHandler {

    private final HikariDataSource pool;
    private final Connection connection;
    private boolean evicted;

    Lent(HikariDataSource pool, Connection connection) {
      this.pool = pool;
      this.connection = connection;
    }

    @Override
    public @Nullable Object invoke(
        Object proxy, Method method, @Nullable Object @Nullable [] arguments) throws Throwable {
      if (evicted && method.getName().equals("close")) {
        return null;
      }
      try {
        Object result = method.invoke(connection, arguments);
        if (method.getName().equals("abort")) {
          pool.evictConnection(connection);
          evicted = true;
        }
        return result;
      } catch (InvocationTargetException e) {
        throw e.getCause();
      }
    }
  }
}
