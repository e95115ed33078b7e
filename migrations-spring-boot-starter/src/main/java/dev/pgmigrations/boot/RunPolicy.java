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

import java.util.Optional;

/**
 * How a run goes over its targets.
 *
 * @param mode what it does to each
 * @param parallel how many at a time, more than zero; each has a connection of its own
 * @param goesOn whether to go on with the others when one fails, and to fail at the end; empty:
 *     only tenants do
 */
public record RunPolicy(RunMode mode, int parallel, Optional<Boolean> goesOn) {

  /** Migrates, one after the other. */
  public static final RunPolicy DEFAULT = new RunPolicy(new RunMode.Migrate(), 1, Optional.empty());

  public RunPolicy {
    if (parallel < 1) {
      throw new IllegalArgumentException("parallel is %s; give one or more".formatted(parallel));
    }
  }

  /** The same that does something else to each. */
  public RunPolicy with(RunMode other) {
    return new RunPolicy(other, parallel, goesOn);
  }
}
