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

package dev.pgmigrations.cli.catalog;

import java.util.Comparator;
import java.util.regex.Pattern;

/** The name of something in a schema; both parts without quotes. */
public record QualifiedName(String schema, String name) implements Comparable<QualifiedName> {

  private static final Pattern PLAIN = Pattern.compile("[a-z_][a-z0-9_$]*");

  /** By code points of the text as it is, whatever the collation of the database. */
  private static final Comparator<QualifiedName> ORDER =
      Comparator.comparing(QualifiedName::schema).thenComparing(QualifiedName::name);

  /** What comes with PostgreSQL. */
  public static final String SYSTEM = "pg_catalog";

  @Override
  public int compareTo(QualifiedName other) {
    return ORDER.compare(this, other);
  }

  /** As it would be written in SQL, where no key words are about. */
  public static String quoted(String identifier) {
    return PLAIN.matcher(identifier).matches()
        ? identifier
        : '"' + identifier.replace("\"", "\"\"") + '"';
  }

  /** As it would be written in SQL. */
  @Override
  public String toString() {
    return quoted(schema) + "." + quoted(name);
  }
}
