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

import java.util.List;

/**
 * A run is done: the schema is what this build needs. Message listeners may start. Published to the
 * application once per run, in the thread that migrates; a run during startup is told of when all
 * beans exist.
 *
 * @param reports how each target fared, in their order
 */
public record MigrationsCompletedEvent(List<TargetReport> reports) {

  public MigrationsCompletedEvent {
    reports = List.copyOf(reports);
  }
}
