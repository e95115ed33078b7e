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

package dev.pgmigrations.boot.actuate;

import dev.pgmigrations.MigratorSettings;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.source.Location;
import dev.pgmigrations.source.MigrationSource;
import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The text of a migration as its file has it.
 *
 * @param text its beginning, passwords masked
 * @param truncated whether there is more
 */
record MigrationSql(String text, boolean truncated) {

  private static final int LONGEST = 100_000;

  /** The file of that name; null if there is none. */
  static @Nullable MigrationSql find(
      MigratorSettings settings, @Nullable ClassLoader classLoader, String name) {
    List<Location> locations = new ArrayList<>(settings.locations());
    locations.addAll(settings.seedLocations());
    MigrationSource source =
        classLoader == null
            ? MigrationSource.of(locations)
            : MigrationSource.of(locations, classLoader);
    return source.files().stream()
        .filter(file -> file.text().name().equals(name))
        .map(file -> of(file.text()))
        .findFirst()
        .orElse(null);
  }

  private static MigrationSql of(SourceText source) {
    String text = source.slice(0, LONGEST + 1L);
    boolean truncated = text.length() > LONGEST;
    return new MigrationSql(
        Place.maskSecrets(truncated ? text.substring(0, LONGEST) : text), truncated);
  }
}
