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

package dev.pgmigrations.migration;

/** What a file is to its migration, told from its name. */
public sealed interface FileRole {

  /** The change of a version. */
  record Versioned(Version version, String description) implements FileRole {}

  /** A change that runs whenever it changed. */
  record Repeatable(String description) implements FileRole {}

  /** The way back of a version. */
  record Rollback(Version version) implements FileRole {}

  /** A way back of everything at once, which is not needed. */
  record RollbackAll() implements FileRole {}

  /** Data for development. */
  record Seed(String description) implements FileRole {}
}
