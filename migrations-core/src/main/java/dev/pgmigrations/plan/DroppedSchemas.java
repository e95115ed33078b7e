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
import java.util.List;
import java.util.Set;
import java.util.stream.Collectors;

/** Which schemas a {@code DROP SCHEMA} names. */
final class DroppedSchemas {

  private DroppedSchemas() {}

  /** The names as the catalog has them; empty for any other statement. */
  static Set<String> of(String sql) {
    List<Token> tokens = Tokens.of(sql);
    if (tokens.size() < 3 || !tokens.get(0).is("drop") || !tokens.get(1).is("schema")) {
      return Set.of();
    }
    int start = tokens.get(2).is("if") ? 4 : 2;
    return tokens.stream()
        .skip(start)
        .filter(t -> t.kind() == TokenKind.QUOTED_NAME || t.kind() == TokenKind.WORD)
        .map(Token::name)
        .collect(Collectors.toSet());
  }
}
