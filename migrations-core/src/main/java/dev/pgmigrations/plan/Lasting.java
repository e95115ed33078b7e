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

package dev.pgmigrations.plan;

import dev.pgmigrations.script.Statement;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.Tokens;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** What lasts only as long as the transaction, and so must not be parted from what follows. */
final class Lasting {

  private static final Set<String> FIRST =
      Set.of("savepoint", "release", "rollback", "lock", "declare");
  private static final Set<String> FIRST_TWO = Set.of("set local", "set constraints");

  private Lasting() {}

  /** Whether it is such a statement; but what follows does the same without its timeout. */
  static boolean is(Statement statement) {
    List<String> words =
        Tokens.of(statement.text()).stream()
            .limit(3)
            .map(Token::text)
            .map(word -> word.toLowerCase(Locale.ROOT))
            .toList();
    if (words.isEmpty()) {
      return false;
    }
    return FIRST.contains(words.get(0))
        || (words.size() > 2
            && FIRST_TWO.contains(words.get(0) + " " + words.get(1))
            && !words.get(2).endsWith("_timeout"));
  }
}
