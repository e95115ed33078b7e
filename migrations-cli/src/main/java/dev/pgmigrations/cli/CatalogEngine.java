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

package dev.pgmigrations.cli;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.schemafile.SchemaOptions;
import dev.pgmigrations.schemafile.SchemaReadException;
import dev.pgmigrations.schemafile.SchemaReader;
import dev.pgmigrations.schemafile.SchemaScript;

/** Through the module {@code migrations-schema}, which may be absent. */
final class CatalogEngine implements SchemaEngine {

  static final String LABEL = "pgCodeKeeper";

  static final String MODULE = "dev.pgmigrations.schemafile.SchemaReader";

  @Override
  public String label() {
    return LABEL;
  }

  @Override
  public Result write(Request request) {
    SchemaOptions options =
        new SchemaOptions(request.owners(), request.privileges(), request.leftOut());
    try {
      SchemaScript script =
          request.work().ask(dataSource -> new SchemaReader(dataSource).read(options));
      return new Result(script.sql(), script.notCovered());
    } catch (SchemaReadException e) {
      throw new RefusedException(
          Diagnostic.error("schema", String.valueOf(e.getMessage()))
              .kept("everything as it was")
              .fix("see that this role may read the catalog, or take --engine pg_dump"));
    }
  }
}
