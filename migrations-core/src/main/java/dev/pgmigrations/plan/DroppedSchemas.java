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

import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Set;

/** Which schemas a {@code DROP SCHEMA} names. */
final class DroppedSchemas {

  private DroppedSchemas() {}

  /** The names as the catalog has them; empty for any other statement. */
  static Set<String> of(String sql) {
    List<Token> tokens = Tokens.of(sql);
    if (tokens.size() < 3 || !isWord(tokens.get(0), "drop") || !isWord(tokens.get(1), "schema")) {
      return Set.of();
    }
    Set<String> names = new HashSet<>();
    int start = isWord(tokens.get(2), "if") ? 4 : 2;
    for (Token token : tokens.subList(Math.min(start, tokens.size()), tokens.size())) {
      if (token.kind() == TokenKind.QUOTED_NAME) {
        String quoted = token.text();
        names.add(quoted.substring(1, quoted.length() - 1).replace("\"\"", "\""));
      } else if (token.kind() == TokenKind.WORD) {
        names.add(token.text().toLowerCase(Locale.ROOT));
      }
    }
    return names;
  }

  private static boolean isWord(Token token, String word) {
    return token.kind() == TokenKind.WORD && token.text().equalsIgnoreCase(word);
  }
}
