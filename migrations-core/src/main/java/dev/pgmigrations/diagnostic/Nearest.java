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

package dev.pgmigrations.diagnostic;

import java.util.Collection;
import java.util.Comparator;
import java.util.Optional;

/** What somebody may have meant. */
public final class Nearest {

  private Nearest() {}

  /** The name that is most like {@code written}, unless none is much like it. */
  public static Optional<String> to(String written, Collection<String> names) {
    int limit = Math.max(2, written.length() / 4);
    return names.stream()
        .filter(name -> distance(written, name) <= limit)
        .min(Comparator.comparingInt(name -> distance(written, name)));
  }

  /** The same for the end of a message; empty where there is none. */
  public static String hint(String written, Collection<String> names) {
    return to(written, names).map("; did you mean '%s'?"::formatted).orElse("");
  }

  /** How many single-character edits part them (Levenshtein). */
  public static int distance(String a, String b) {
    int[] previous = new int[b.length() + 1];
    for (int j = 0; j <= b.length(); j++) {
      previous[j] = j;
    }
    for (int i = 1; i <= a.length(); i++) {
      int[] row = new int[b.length() + 1];
      row[0] = i;
      for (int j = 1; j <= b.length(); j++) {
        int cost = a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1;
        row[j] = Math.min(Math.min(row[j - 1], previous[j]) + 1, previous[j - 1] + cost);
      }
      previous = row;
    }
    return previous[b.length()];
  }
}
