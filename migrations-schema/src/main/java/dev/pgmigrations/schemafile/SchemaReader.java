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

package dev.pgmigrations.schemafile;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import javax.sql.DataSource;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.schema.PgStatement;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.jdbc.datasource.DataSourceUtils;
import org.springframework.jdbc.datasource.SingleConnectionDataSource;

/**
 * Reads the schema of a database and writes it as one SQL file that builds it again. Equal schemas
 * give equal texts, in whatever order their objects were made: objects are written by kind and
 * name, after those that they need.
 *
 * <p>PostgreSQL 14 to 18. What pgCodeKeeper does not read is either added here (default privileges,
 * replica identities, publications) or listed in {@link SchemaScript#notCovered}. Roles,
 * tablespaces, settings of the database and data are no part of a schema.
 */
public final class SchemaReader {

  /** As {@code pg_dump} begins, and with a search path that finds nothing by accident. */
  private static final String HEAD =
      """
      SET client_encoding = 'UTF8';
      SET standard_conforming_strings = on;
      SET check_function_bodies = false;
      SET xmloption = content;
      SET client_min_messages = warning;
      SET search_path = pg_catalog;

      """;

  private final DataSource dataSource;

  public SchemaReader(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /**
   * Reads the catalog, by a connection of its own and those of pgCodeKeeper.
   *
   * @throws org.springframework.dao.DataAccessException if the server does not answer
   * @throws SchemaReadException if the catalog cannot be read
   */
  public SchemaScript read(SchemaOptions options) {
    try (SingleConnectionDataSource own =
        new SingleConnectionDataSource(DataSourceUtils.getConnection(dataSource), true)) {
      return read(JdbcClient.create(own), options);
    }
  }

  private SchemaScript read(JdbcClient jdbc, SchemaOptions options) {
    Catalog catalog = new Catalog(jdbc);
    AbstractDatabase database = new CatalogLoader(dataSource).load();
    new Corrections(catalog).apply(database);
    List<PgStatement> all = StatementOrder.of(database, catalog.dependencies());
    LeftOut leftOut = new LeftOut(options.leftOut(), catalog.ownedSequences());
    Supplements supplements = new Supplements(jdbc, options);
    StatementWriter writer = new StatementWriter(options);
    supplements.publicSchema().forEach(writer::write);
    List<String> written = new ArrayList<>();
    for (PgStatement statement : all) {
      if (!leftOut.test(statement)) {
        writer.write(statement);
        written.add(ObjectName.of(statement).toString());
      }
    }
    String sql = writer.text() + separated(supplements.last());
    return new SchemaScript((HEAD + sql).strip() + "\n", catalog.notCovered(written, leftOut));
  }

  private static String separated(List<String> statements) {
    return statements.stream()
        .map(statement -> "\n\n" + statement + ";")
        .collect(Collectors.joining());
  }
}
