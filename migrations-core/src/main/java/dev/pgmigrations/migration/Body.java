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
import dev.pgmigrations.script.Script;
import dev.pgmigrations.script.Section;
import java.util.Optional;

/** What a migration does. SQL today; code has its place here. */
public sealed interface Body permits SqlBody {

  /** The file it stands in. */
  SourceText source();

  /** The hash of the text, without lexing it. */
  String textHash();

  /** Both hashes. */
  Checksum checksum();

  /**
   * The script, parsed once.
   *
   * @throws dev.pgmigrations.diagnostic.ScriptSyntaxException if it is none
   */
  Script script();

  /** The way back: the DOWN section or the rollback file; empty if there is none. */
  Optional<Section> down();
}
