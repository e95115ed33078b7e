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

import java.util.Locale;

/** What sort of migration a file or a row of the history is. */
public enum Kind {
  /** Runs once, in the order of versions. */
  VERSIONED,
  /** Runs after the versioned ones whenever it changed. */
  REPEATABLE,
  /** Data for development, run when asked for. */
  SEED,
  /** A row only: all versions up to this one count as applied. */
  BASELINE,
  /** A script that is run when asked for, and never recorded. */
  SCRIPT;

  /** As the history table has it. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
