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

import dev.pgmigrations.MigratorSettings;

/**
 * Has the last word on the settings of each target that the properties make. Beans of this type are
 * called in their order.
 */
@FunctionalInterface
public interface MigrationsCustomizer {

  /**
   * Changes what it likes.
   *
   * @param target its name, {@link MigrationTarget#DEFAULT_NAME} where there is only one without a
   *     name
   * @param settings as the properties and the {@link dev.pgmigrations.JavaMigration} beans have
   *     them
   */
  void customize(String target, MigratorSettings.Builder settings);
}
