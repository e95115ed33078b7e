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

/** A type that somebody made, and no extension. */
public sealed interface UserType {

  /** Without quotes. */
  QualifiedName name();

  /** What somebody said about it. */
  Optional<String> comment();

  /**
   * An enum.
   *
   * @param labels in their order
   */
  record EnumType(QualifiedName name, List<String> labels, Optional<String> comment)
      implements UserType {

    public EnumType {
      labels = List.copyOf(labels);
    }
  }

  /** A domain. */
  record Domain(
      QualifiedName name,
      TypeUse base,
      boolean nullable,
      Optional<String> defaultValue,
      List<Check> checks,
      Optional<String> comment)
      implements UserType {

    public Domain {
      checks = List.copyOf(checks);
    }

    /** A check of a domain. */
    public record Check(String name, String definition) {}
  }

  /** A type with attributes that is not that of a table. */
  record CompositeType(QualifiedName name, List<Column> columns, Optional<String> comment)
      implements UserType {

    public CompositeType {
      columns = List.copyOf(columns);
    }
  }

  /** A range, and the multirange that comes with it. */
  record RangeType(
      QualifiedName name, String subtype, QualifiedName multirange, Optional<String> comment)
      implements UserType {}
}
