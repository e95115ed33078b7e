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

import java.util.List;
import java.util.Set;

/** One of the ways to write a schema as SQL. Each makes a text of its own. */
sealed interface SchemaEngine permits PgDumpEngine, CatalogEngine {

  /**
   * What is wanted.
   *
   * @param leftOut tables, quoted as in SQL
   */
  record Request(DatabaseWork work, boolean owners, boolean privileges, Set<String> leftOut) {}

  /**
   * What came of it.
   *
   * @param notCovered what is in the database and not in the text, a line each
   */
  record Result(String sql, List<String> notCovered) {}

  /** As it stands in the first line of a file. */
  String label();

  Result write(Request request);
}
