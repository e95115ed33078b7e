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

package dev.pgmigrations.history;

import java.util.Locale;

/** Which way a run of a migration went. */
public enum Direction {
  /** Its change was run. */
  UP,
  /** Its way back was run. */
  DOWN,
  /** Nothing was run; the row alone was written. */
  MARK;

  /** As the table has it. */
  public String stored() {
    return name().toLowerCase(Locale.ROOT);
  }
}
