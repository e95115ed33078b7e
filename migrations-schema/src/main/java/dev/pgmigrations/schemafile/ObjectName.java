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

import org.pgcodekeeper.core.PgDiffUtils;
import org.pgcodekeeper.core.model.difftree.DbObjType;
import org.pgcodekeeper.core.schema.PgStatement;

/**
 * What the catalog and pgCodeKeeper both call an object.
 *
 * @param kind {@code relation}, {@code routine}, {@code type}, {@code constraint}, or for all else
 *     pgCodeKeeper's word
 * @param identity as {@code pg_identify_object} writes it, without {@code pg_catalog}
 */
record ObjectName(String kind, String identity) {

  static ObjectName of(PgStatement statement) {
    DbObjType type = statement.getStatementType();
    String name = statement.getQualifiedName();
    return switch (type) {
      case TABLE, VIEW, SEQUENCE, INDEX -> new ObjectName("relation", name);
      case FUNCTION, PROCEDURE, AGGREGATE ->
          new ObjectName("routine", name.replace(", ", ",").replace("pg_catalog.", ""));
      case TYPE, DOMAIN -> new ObjectName("type", name);
      case CONSTRAINT ->
          new ObjectName(
              "constraint",
              PgDiffUtils.getQuotedName(statement.getName())
                  + " on "
                  + statement.getParent().getQualifiedName());
      default -> new ObjectName(type.name(), name);
    };
  }

  /** From what {@code pg_identify_object} says. */
  static ObjectName identified(String kind, String identity) {
    return new ObjectName(kind, identity.replace("pg_catalog.", ""));
  }

  @Override
  public String toString() {
    return kind + " " + identity;
  }
}
