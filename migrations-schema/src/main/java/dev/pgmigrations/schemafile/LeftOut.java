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

import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import org.jspecify.annotations.Nullable;
import org.pgcodekeeper.core.model.difftree.DbObjType;
import org.pgcodekeeper.core.schema.PgStatement;

/** Tables that are not wanted, with their sequences; and what each database has or none should. */
final class LeftOut implements Predicate<PgStatement> {

  private final Set<String> relations;

  /**
   * Leaves out these tables.
   *
   * @param ownedSequences the table of each sequence that belongs to a column
   */
  LeftOut(Set<String> tables, Map<String, String> ownedSequences) {
    relations = new HashSet<>(tables);
    ownedSequences.forEach(
        (sequence, table) -> {
          if (tables.contains(table)) {
            relations.add(sequence);
          }
        });
  }

  /** Whether an object is left out. */
  @Override
  public boolean test(PgStatement statement) {
    return switch (statement.getStatementType()) {
      // May hold a password, and belongs to a role.
      case USER_MAPPING -> true;
      // What differs from that of an empty database is written first.
      case SCHEMA -> statement.getName().equals("public");
      case EXTENSION -> statement.getName().equals("plpgsql");
      default -> relation(statement);
    };
  }

  private boolean relation(PgStatement statement) {
    return relations.contains(statement.getQualifiedName()) || hangsOnOne(statement.getParent());
  }

  private boolean hangsOnOne(@Nullable PgStatement parent) {
    return parent != null
        && parent.getStatementType() == DbObjType.TABLE
        && relations.contains(parent.getQualifiedName());
  }

  /** Whether a relation of this name is left out. */
  boolean contains(String relation) {
    return relations.contains(relation);
  }
}
