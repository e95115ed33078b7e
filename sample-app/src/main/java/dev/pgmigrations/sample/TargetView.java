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

package dev.pgmigrations.sample;

import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.report.StatusReport;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * What a reader of the page wants to know about a target.
 *
 * @param problems where files and history do not fit
 */
record TargetView(String name, List<MigrationView> migrations, List<String> problems) {

  /**
   * A migration.
   *
   * @param version or what it is instead, such as {@code seed}
   * @param at null if it is not applied, as the next two
   */
  record MigrationView(
      String version,
      String description,
      String state,
      @Nullable Instant at,
      @Nullable String by,
      @Nullable Long millis) {

    static MigrationView of(StatusReport.Row row) {
      Kind kind = row.id().kind();
      return new MigrationView(
          kind == Kind.VERSIONED ? row.id().key() : lower(kind),
          row.description(),
          row.standing().words(),
          row.at().orElse(null),
          row.by().orElse(null),
          row.took().map(Duration::toMillis).orElse(null));
    }

    private static String lower(Enum<?> value) {
      return value.name().toLowerCase(Locale.ROOT);
    }
  }

  static TargetView of(String name, StatusReport report) {
    return new TargetView(
        name,
        report.rows().stream().map(MigrationView::of).toList(),
        report.problems().stream().map(Object::toString).toList());
  }

  long applied() {
    return migrations.stream().filter(m -> m.state().equals("applied")).count();
  }
}
