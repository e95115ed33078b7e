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

/**
 * A comment line {@code -- migrations:<key>=<value>}, or one that was meant to be.
 *
 * <p>Blanks around the colon and the equals sign do not matter, nor does case. {@code migration:}
 * is taken for a misspelling. Prose such as {@code -- Migrations: see the wiki} is no directive.
 *
 * @param key in lower case
 * @param value empty where it is absent
 * @param assigns whether there is an equals sign
 * @param misspelt whether {@code migrations} is written otherwise
 */
record DirectiveLine(String key, String value, boolean assigns, boolean misspelt) {

  private static final Pattern ASSIGNMENT =
      Pattern.compile(
          "--+\\s*(migrations?)\\s*:\\s*([a-z][a-z_-]*)\\s*=\\s*(.*?)\\s*",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);
  private static final Pattern KEY =
      Pattern.compile(
          "--+\\s*(migrations?)\\s*:(\\s*)([a-z][a-z_-]*)(\\s.*)?",
          Pattern.CASE_INSENSITIVE | Pattern.DOTALL);

  /** The directive that the comment is; empty for any other comment. */
  static Optional<DirectiveLine> of(String comment) {
    Matcher assignment = ASSIGNMENT.matcher(comment);
    if (assignment.matches()) {
      return Optional.of(
          new DirectiveLine(
              lower(assignment.group(2)),
              assignment.group(3),
              true,
              !lower(assignment.group(1)).equals("migrations")));
    }
    Matcher key = KEY.matcher(comment);
    return key.matches() && isMeant(key)
        ? Optional.of(
            new DirectiveLine(
                lower(key.group(3)), "", false, !lower(key.group(1)).equals("migrations")))
        : Optional.empty();
  }

  /** Without an equals sign it is prose, unless it is a key or looks like one. */
  private static boolean isMeant(Matcher matcher) {
    boolean known = DirectiveSet.KEYS.contains(lower(matcher.group(3)));
    boolean alone = matcher.group(2).isEmpty() && matcher.group(4) == null;
    return known || alone;
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }
}
