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

package dev.pgmigrations.migration;

import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * {@code 7_add_note.sql}, {@code R_views.sql}, {@code rollback_7_add_note.sql}, {@code
 * rollback_all.sql} and {@code seed_test_data.sql}.
 */
public final class NativeFormat implements FileFormat {

  private static final int FLAGS = Pattern.CASE_INSENSITIVE;
  private static final Pattern VERSIONED = Pattern.compile("(\\d+(?:\\.\\d+)*)_(.+)\\.sql", FLAGS);
  private static final Pattern REPEATABLE = Pattern.compile("R_([^_].*)\\.sql");
  private static final Pattern ROLLBACK_ALL = Pattern.compile("rollback_all\\.sql", FLAGS);
  private static final Pattern ROLLBACK =
      Pattern.compile("rollback_(\\d+(?:\\.\\d+)*)(?:_.*)?\\.sql", FLAGS);
  private static final Pattern SEED = Pattern.compile("seed_(.+)\\.sql", FLAGS);

  @Override
  public Optional<FileRole> roleOf(String fileName) {
    Matcher versioned = VERSIONED.matcher(fileName);
    if (versioned.matches()) {
      return Optional.of(
          new FileRole.Versioned(Version.of(versioned.group(1)), words(versioned.group(2))));
    }
    Matcher repeatable = REPEATABLE.matcher(fileName);
    if (repeatable.matches()) {
      return Optional.of(new FileRole.Repeatable(words(repeatable.group(1))));
    }
    if (ROLLBACK_ALL.matcher(fileName).matches()) {
      return Optional.of(new FileRole.RollbackAll());
    }
    Matcher rollback = ROLLBACK.matcher(fileName);
    if (rollback.matches()) {
      return Optional.of(new FileRole.Rollback(Version.of(rollback.group(1))));
    }
    Matcher seed = SEED.matcher(fileName);
    return seed.matches() ? Optional.of(new FileRole.Seed(words(seed.group(1)))) : Optional.empty();
  }

  private static String words(String name) {
    return name.replace('_', ' ').strip();
  }

  @Override
  public String description() {
    return "<version>_<description>.sql, R_<description>.sql, rollback_<version>_<anything>.sql"
        + " or seed_<description>.sql";
  }
}
