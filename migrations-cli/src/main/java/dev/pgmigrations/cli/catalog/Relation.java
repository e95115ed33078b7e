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
 * A table or a view with all that hangs on it.
 *
 * @param uniqueKeys columns that no two rows have in common, by constraints and by indexes
 * @param parents what it inherits from
 * @param partitionKey of a partitioned table: {@code RANGE (at)}
 * @param definition of a view: its query
 */
public record Relation(
    QualifiedName name,
    Kind kind,
    boolean unlogged,
    Optional<String> comment,
    List<Column> columns,
    List<Constraint> constraints,
    List<List<String>> uniqueKeys,
    List<Index> indexes,
    List<Trigger> triggers,
    RowSecurity rowSecurity,
    List<Policy> policies,
    List<QualifiedName> parents,
    Optional<String> partitionKey,
    List<Partition> partitions,
    Optional<String> definition) {

  public Relation {
    columns = List.copyOf(columns);
    constraints = List.copyOf(constraints);
    uniqueKeys = List.copyOf(uniqueKeys);
    indexes = List.copyOf(indexes);
    triggers = List.copyOf(triggers);
    policies = List.copyOf(policies);
    parents = List.copyOf(parents);
    partitions = List.copyOf(partitions);
  }

  /** What it is. Partitions are part of their table. */
  public enum Kind {
    TABLE("Table"),
    PARTITIONED_TABLE("Partitioned table"),
    FOREIGN_TABLE("Foreign table"),
    VIEW("View"),
    MATERIALIZED_VIEW("Materialized view");

    private final String words;

    Kind(String words) {
      this.words = words;
    }

    /** For people. */
    public String words() {
      return words;
    }

    /** Whether its rows come from a query. */
    public boolean isView() {
      return this == VIEW || this == MATERIALIZED_VIEW;
    }
  }

  /** Whether policies decide about rows. */
  public enum RowSecurity {
    OFF,
    ON,
    /** For the owner, too. */
    FORCED
  }
}
