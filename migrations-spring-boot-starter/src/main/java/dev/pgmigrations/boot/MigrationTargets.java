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
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;

/**
 * Everything that an application migrates. A bean of this type replaces what the properties say.
 *
 * @param targets in the order in which they run
 */
public record MigrationTargets(List<MigrationTarget> targets) {

  /**
   * Checks that the targets do not meet.
   *
   * @throws MigrationsConfigurationException if two have one name or, as far as is known without
   *     asking the database, one history
   */
  public MigrationTargets {
    targets = List.copyOf(targets);
    List<Diagnostic> problems = new ArrayList<>();
    Set<String> names = new HashSet<>();
    for (MigrationTarget target : targets) {
      if (!names.add(target.name())) {
        problems.add(
            Diagnostic.error("one-name", "two targets have the name '%s'".formatted(target.name()))
                .fix("give each target a name of its own"));
      }
    }
    problems.addAll(SharedHistories.certain(targets));
    MigrationsConfigurationException.throwIfAny(problems);
  }

  /** These, in this order. */
  public static MigrationTargets of(MigrationTarget... targets) {
    return new MigrationTargets(List.of(targets));
  }
}
