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

package dev.pgmigrations.plan;

import java.util.List;
import java.util.Optional;

/**
 * What a statement takes away for good, as its words say.
 *
 * @param kind in PostgreSQL's words: {@code table}, {@code materialized view}, {@code column},
 *     {@code constraint}; {@code all rows} and {@code rows} for TRUNCATE and DELETE
 * @param relation the name as the catalog has it, its schema first where that is written; of a
 *     column, a constraint or rows it is the table's
 * @param part the name of the column or constraint; else empty
 * @param arguments of a routine, each as it is written; empty where none are
 * @param cascades whether what depends on it goes along; of all rows, those of tables that refer to
 *     it
 */
public record Loss(
    String kind,
    List<String> relation,
    String part,
    Optional<List<String>> arguments,
    boolean cascades) {

  public Loss {
    relation = List.copyOf(relation);
    arguments = arguments.map(List::copyOf);
  }

  /** Of anything but a routine. */
  public Loss(String kind, List<String> relation, String part, boolean cascades) {
    this(kind, relation, part, Optional.empty(), cascades);
  }

  /** For people: {@code public.users}, {@code users.email}, {@code twice(int)}. */
  public String name() {
    String whole = String.join(".", relation);
    return (part.isEmpty() ? whole : whole + "." + part)
        + arguments.map(all -> "(" + String.join(", ", all) + ")").orElse("");
  }

  /** Whether rows go with it. */
  public boolean hasRows() {
    return switch (kind) {
      case "table", "foreign table", "materialized view", "column", "schema", "rows", "all rows" ->
          true;
      default -> false;
    };
  }
}
