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
import java.util.Objects;
import org.jspecify.annotations.Nullable;

/** The server refused a statement, or a check said no. */
public final class StatementFailedException extends MigrationException {

  private final String sqlState;

  /**
   * A failure.
   *
   * @param sqlState of the server; empty for a check that said no
   */
  public StatementFailedException(
      List<Diagnostic> diagnostics, @Nullable String sqlState, @Nullable Throwable cause) {
    super(diagnostics, cause);
    this.sqlState = Objects.requireNonNullElse(sqlState, "");
  }

  /** The five characters of the server; empty for a check that said no. */
  public String sqlState() {
    return sqlState;
  }
}
