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

import java.util.Set;

/**
 * What of a schema is written.
 *
 * @param owners whether objects are given to the roles that own them here; without it, they belong
 *     to whoever runs the file
 * @param privileges whether grants and default privileges are written
 * @param leftOut tables that are left out with all that hangs on them, as {@code schema.table} and
 *     quoted as in SQL
 */
public record SchemaOptions(boolean owners, boolean privileges, Set<String> leftOut) {

  public SchemaOptions {
    leftOut = Set.copyOf(leftOut);
  }

  /** All of it, but for the owners. */
  public static SchemaOptions withoutOwners() {
    return new SchemaOptions(false, true, Set.of());
  }
}
