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
import dev.pgmigrations.diagnostic.MigrationStoppedException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** What is thrown when a run ends before its time. */
public final class Stops {

  private Stops() {}

  /** Somebody asked. */
  public static MigrationStoppedException asked(@Nullable Throwable cause) {
    return stopped("stopped", "the run was asked to end before it was done", cause);
  }

  /** The thread was interrupted; stays so. */
  static MigrationStoppedException interrupted(@Nullable Throwable cause) {
    Thread.currentThread().interrupt();
    return stopped("interrupted", "the run was interrupted before it was done", cause);
  }

  private static MigrationStoppedException stopped(
      String code, String message, @Nullable Throwable cause) {
    return new MigrationStoppedException(
        List.of(Diagnostic.error(code, message).fix("run again: it goes on from what is there")),
        cause);
  }
}
