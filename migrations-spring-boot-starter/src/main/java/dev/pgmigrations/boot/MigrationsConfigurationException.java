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

package dev.pgmigrations.boot;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import java.util.List;
import org.jspecify.annotations.Nullable;

/** Properties or beans of the migrations are wrong; no database was touched. */
public final class MigrationsConfigurationException extends MigrationException {

  public MigrationsConfigurationException(List<Diagnostic> diagnostics) {
    this(diagnostics, null);
  }

  public MigrationsConfigurationException(List<Diagnostic> diagnostics, @Nullable Throwable cause) {
    super(diagnostics, cause);
  }

  /** Tells everything that is wrong, if anything is. */
  public static void throwIfAny(List<Diagnostic> problems) {
    if (!problems.isEmpty()) {
      throw new MigrationsConfigurationException(problems);
    }
  }
}
