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

package dev.pgmigrations.cli;

import dev.pgmigrations.diagnostic.Diagnostic;
import java.util.function.Supplier;
import picocli.CommandLine.Option;

/** What is for development is refused where production is said to be. */
final class ProductionOption {

  private static final String MARK = "MIGRATIONS_PRODUCTION";

  @Option(
      names = "--allow-production",
      description = "Also where MIGRATIONS_PRODUCTION=true marks the database as production.")
  boolean allowed;

  Answer unlessMarked(DatabaseWork work, Supplier<Answer> command) {
    if (work.variables().isOn(MARK) && !allowed) {
      throw new RefusedException(
          Diagnostic.error("production", "%s marks this database as production".formatted(MARK))
              .kept("everything as it was")
              .fix("if it is meant all the same, add --allow-production"));
    }
    return command.get();
  }
}
