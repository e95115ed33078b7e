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

import dev.pgmigrations.diagnostic.MigrationException;
import java.util.List;

/** A target could not be migrated, and those after it were not tried; the cause says why. */
public final class TargetFailedException extends MigrationException {

  private final String target;
  private final List<TargetReport> reports;

  TargetFailedException(String target, List<TargetReport> reports, MigrationException cause) {
    super(cause.diagnostics(), cause);
    this.target = target;
    this.reports = List.copyOf(reports);
  }

  /** The name of the target. */
  public String target() {
    return target;
  }

  /** How all targets stand, in their order. */
  public List<TargetReport> reports() {
    return reports;
  }
}
