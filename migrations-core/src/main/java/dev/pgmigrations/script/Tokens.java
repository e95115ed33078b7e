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

import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;

/** The tokens of a text, without comments and white space. */
public final class Tokens {

  /** So many characters tell what a statement is, however long it may be. */
  private static final int HEAD = 400;

  private Tokens() {}

  /** Those at its beginning, enough to tell what {@code sql} is. */
  public static List<Token> head(String sql) {
    return of(sql.substring(0, Math.min(sql.length(), HEAD)));
  }

  /** The tokens of {@code sql}; an open quote or comment ends with the text. */
  public static List<Token> of(String sql) {
    List<Token> tokens = new ArrayList<>();
    Lexer lexer = Lexer.ofShort(new StringReader(sql), true);
    for (TokenKind kind; (kind = lexer.next()) != TokenKind.END; ) {
      if (kind != TokenKind.LINE_COMMENT && kind != TokenKind.BLOCK_COMMENT) {
        tokens.add(new Token(kind, lexer.text(), (int) lexer.start()));
      }
    }
    return tokens;
  }
}
