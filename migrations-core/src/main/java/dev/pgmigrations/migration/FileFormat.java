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

import java.util.Optional;

/** A way to name files; each of them says which file is which migration. */
public interface FileFormat {

  /** What {@code fileName} is in this form; empty if it is none of its files. */
  Optional<FileRole> roleOf(String fileName);

  /** The names that this form knows, for a message. */
  String description();
}
