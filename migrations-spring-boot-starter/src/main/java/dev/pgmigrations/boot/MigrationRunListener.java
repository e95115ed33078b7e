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
 * Hears when a run over all targets begins and ends, in the thread that runs. What it throws is
 * logged and changes nothing.
 */
public interface MigrationRunListener {

  /**
   * A run has begun.
   *
   * @param targets their names, in the order in which they begin; of the tenants those that were
   *     there when they were asked for last
   */
  default void started(List<String> targets) {}

  /** All targets are done: the schema is what this build needs. */
  default void completed(List<TargetReport> reports) {}

  /** The run has failed, and {@code failure} is about to be thrown. */
  default void failed(List<TargetReport> reports, Throwable failure) {}
}
