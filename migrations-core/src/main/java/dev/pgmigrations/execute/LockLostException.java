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

package dev.pgmigrations.execute;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import java.util.List;

/** This session no longer holds the lock; the transaction that found it out did nothing. */
public final class LockLostException extends MigrationException {

  LockLostException(Throwable cause) {
    super(
        List.of(
            Diagnostic.error(
                    "lock-lost", "this run is not the only one any more: its lock was freed")
                .kept("what was finished before")
                .fix(
                    "look for pg_advisory_unlock_all() or DISCARD ALL in the last file, or for a"
                        + " connection pooler in between, and run again")),
        cause);
  }
}
