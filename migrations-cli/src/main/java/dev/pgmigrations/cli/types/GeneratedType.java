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

package dev.pgmigrations.cli.types;

import dev.pgmigrations.cli.catalog.Column;
import dev.pgmigrations.cli.catalog.QualifiedName;
import java.util.List;
import java.util.Optional;

/** What becomes a type of the language. */
sealed interface GeneratedType {

  QualifiedName name();

  /** What it is in the database: {@code Table}, {@code Enum}. */
  String what();

  Optional<String> comment();

  /** A row of a table or view, or a composite value. */
  record Row(QualifiedName name, String what, Optional<String> comment, List<Column> columns)
      implements GeneratedType {}

  /** One of several labels. */
  record Choice(QualifiedName name, Optional<String> comment, List<String> labels)
      implements GeneratedType {

    @Override
    public String what() {
      return "Enum";
    }
  }
}
