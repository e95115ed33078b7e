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

import dev.pgmigrations.diagnostic.SourceText;
import java.util.Optional;

/** What a migration does: SQL or code. */
public sealed interface Body permits SqlBody, CodeBody {

  /** The file or class it stands in. */
  SourceText source();

  /**
   * Both hashes; empty where there is no text to hash.
   *
   * @throws dev.pgmigrations.diagnostic.ScriptSyntaxException if the text is no script
   */
  Optional<Checksum> checksum();

  /** Whether the text is that which was applied; does not lex it. */
  boolean hasSameText(Checksum applied);

  /** Does now what {@link #hasSameText} would do first. */
  void readAhead();
}
