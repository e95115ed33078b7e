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

package dev.pgmigrations.diagnostic;

import java.util.List;
import org.jspecify.annotations.Nullable;

/** A run was asked to end before it was done, for its process is about to end. */
public final class MigrationStoppedException extends MigrationException {

  /** An end; {@code cause} is what was under way, if anything failed by it. */
  public MigrationStoppedException(List<Diagnostic> diagnostics, @Nullable Throwable cause) {
    super(diagnostics, cause);
  }
}
