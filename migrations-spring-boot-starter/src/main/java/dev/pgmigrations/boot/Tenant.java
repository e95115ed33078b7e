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

import java.util.Map;
import java.util.Optional;
import javax.sql.DataSource;

/**
 * One of many that have the same tables: a schema or a database of its own. What it does not say it
 * inherits from {@code migrations.*}.
 *
 * @param name unique among the tenants and the targets of an application; in logs and reports
 * @param schema into which unqualified names go and that holds the history, made if absent; empty:
 *     the inherited one
 * @param dataSource of its database; empty: the inherited one
 * @param placeholders added to the inherited ones
 */
public record Tenant(
    String name,
    Optional<String> schema,
    Optional<DataSource> dataSource,
    Map<String, String> placeholders) {

  public Tenant {
    // Listed from a table, say: null is told as what it is.
    if (name == null || name.isBlank()) {
      throw new IllegalArgumentException("a tenant needs a name");
    }
    placeholders = Map.copyOf(placeholders);
  }

  /** A tenant with a schema of its own, which is its name as well. */
  public static Tenant ofSchema(String schema) {
    return new Tenant(schema, Optional.ofNullable(schema), Optional.empty(), Map.of());
  }

  /** A tenant with a database of its own. */
  public static Tenant of(String name, DataSource dataSource) {
    if (dataSource == null) {
      throw new IllegalArgumentException("the tenant '%s' needs a DataSource".formatted(name));
    }
    return new Tenant(name, Optional.empty(), Optional.of(dataSource), Map.of());
  }

  /** The same in that schema. */
  public Tenant withSchema(String value) {
    return new Tenant(name, Optional.of(value), dataSource, placeholders);
  }

  /** The same with these placeholders. */
  public Tenant withPlaceholders(Map<String, String> values) {
    return new Tenant(name, schema, dataSource, values);
  }

  /** Without the values of its placeholders, which may be secret. */
  @Override
  public String toString() {
    return "Tenant " + name;
  }
}
