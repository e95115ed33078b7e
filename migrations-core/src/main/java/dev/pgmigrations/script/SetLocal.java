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
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** A {@code SET LOCAL} that can be sent as a {@code SET}. */
final class SetLocal {

  /** Without the characteristics of a transaction, which are no settings of a session. */
  private static final Pattern HEAD =
      Pattern.compile("set\\s+(local)\\s+(?!transaction)(\\w+)", Pattern.CASE_INSENSITIVE);

  private SetLocal() {}

  /** What follows does the same without a timeout; with that of a short change it may not. */
  static boolean isIn(String sql) {
    Matcher head = HEAD.matcher(sql);
    return head.lookingAt() && !head.group(2).toLowerCase(Locale.ROOT).endsWith("_timeout");
  }

  /** As long as it was, so that each character stays where it stands. */
  static String asSet(String sql) {
    Matcher head = HEAD.matcher(sql);
    return head.lookingAt()
        ? sql.substring(0, head.start(1)) + "     " + sql.substring(head.end(1))
        : sql;
  }
}
