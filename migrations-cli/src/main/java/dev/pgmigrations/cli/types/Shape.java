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

import dev.pgmigrations.cli.catalog.QualifiedName;

/** What values of a column look like, whatever the language. */
sealed interface Shape {

  /** A type that is as it is: of PostgreSQL, of an extension, or one that is not generated. */
  record Scalar(QualifiedName type) implements Shape {

    /** Its name where PostgreSQL has it, else nothing that any language knows. */
    String builtIn() {
      return type.schema().equals(QualifiedName.SYSTEM) ? type.name() : "";
    }
  }

  /** A type that is generated, too. */
  record Generated(QualifiedName type) implements Shape {}

  /** Several of a shape. */
  record ListOf(Shape element) implements Shape {}
}
