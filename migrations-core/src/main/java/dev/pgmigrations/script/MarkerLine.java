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

package dev.pgmigrations.script;

import java.util.Locale;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A comment line that holds nothing but the name of a section: {@code -- === UP: ===}. */
final class MarkerLine {

  private static final int LONGEST = 300;
  private static final Pattern MARKER =
      Pattern.compile("--[-=\\s]*(REQUIRE|UP|VERIFY|DOWN)\\s*:?[-=\\s]*", Pattern.CASE_INSENSITIVE);

  private MarkerLine() {}

  /** The section that the comment opens. */
  static Optional<SectionKind> kind(String comment) {
    if (comment.length() > LONGEST) {
      return Optional.empty();
    }
    Matcher matcher = MARKER.matcher(comment);
    return matcher.matches()
        ? Optional.of(SectionKind.valueOf(matcher.group(1).toUpperCase(Locale.ROOT)))
        : Optional.empty();
  }
}
