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

import java.util.List;
import java.util.Optional;

/**
 * A constraint of a table; that a column is not null is said by the column.
 *
 * @param columns in the order of the constraint; none where it is about expressions
 * @param reference of a foreign key
 */
public record Constraint(
    String name,
    Kind kind,
    List<String> columns,
    String definition,
    Optional<Reference> reference,
    Optional<String> comment) {

  public Constraint {
    columns = List.copyOf(columns);
  }

  /** In the order in which they are shown. */
  public enum Kind {
    PRIMARY_KEY,
    UNIQUE,
    FOREIGN_KEY,
    CHECK,
    EXCLUSION
  }

  /**
   * What a foreign key points to.
   *
   * @param full whether either all of its columns are null or none is
   */
  public record Reference(QualifiedName table, boolean full) {}
}
