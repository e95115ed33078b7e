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

import java.io.IOException;
import java.sql.Connection;
import java.sql.SQLException;
import javax.sql.DataSource;
import org.pgcodekeeper.core.database.base.jdbc.IJdbcConnector;
import org.pgcodekeeper.core.ignorelist.IgnoreSchemaList;
import org.pgcodekeeper.core.loader.pg.JdbcPgLoader;
import org.pgcodekeeper.core.monitor.NullMonitor;
import org.pgcodekeeper.core.schema.AbstractDatabase;
import org.pgcodekeeper.core.settings.CoreSettings;

/** Reads a catalog through pgCodeKeeper. */
final class CatalogLoader {

  private final DataSource dataSource;

  CatalogLoader(DataSource dataSource) {
    this.dataSource = dataSource;
  }

  /** Bodies of functions and views are written as they are, line breaks included. */
  static CoreSettings settings() {
    CoreSettings settings = new CoreSettings();
    settings.setKeepNewlines(true);
    settings.setInCharsetName("UTF-8");
    settings.setDisableCheckFunctionBodies(true);
    return settings;
  }

  AbstractDatabase load() {
    try {
      return new JdbcPgLoader(
              new Connector(), "UTC", settings(), new NullMonitor(), new IgnoreSchemaList())
          .loadAndAnalyze();
    } catch (IOException e) {
      throw new SchemaReadException("the catalog could not be read: " + e.getMessage(), e);
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new SchemaReadException("reading the catalog was interrupted", e);
    }
  }

  /** Connections as this project makes them, and not from an url with a password in it. */
  private final class Connector implements IJdbcConnector {

    @Override
    public Connection getConnection() throws IOException {
      try {
        return dataSource.getConnection();
      } catch (SQLException e) {
        throw new IOException(e.getMessage(), e);
      }
    }

    @Override
    public String getBatchDelimiter() {
      return ";";
    }

    @Override
    public String getUrl() {
      return "jdbc:postgresql:";
    }
  }
}
