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

package dev.pgmigrations.boot.autoconfigure;

import dev.pgmigrations.MigratorSettings;
import java.util.Collection;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.ResourceHints;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;

/** Takes the files of the default location into a native image. */
final class MigrationsRuntimeHints implements RuntimeHintsRegistrar {

  private static final String PREFIX = "classpath:";

  @Override
  public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
    register(hints.resources(), List.of(MigratorSettings.DEFAULT_LOCATION));
  }

  /** All below each folder of the class path, and the folder itself, where a search begins. */
  static void register(ResourceHints hints, Collection<String> locations) {
    for (String location : locations) {
      if (location.startsWith(PREFIX)) {
        String folder = location.substring(PREFIX.length());
        hints.registerPattern(folder);
        hints.registerPattern(folder + "/**");
      }
    }
  }
}
