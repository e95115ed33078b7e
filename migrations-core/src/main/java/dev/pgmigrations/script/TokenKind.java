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

/** The kinds of token that a script is made of, by PostgreSQL's lexer and psql's. */
public enum TokenKind {
  /** A key word or a name without quotes. */
  WORD,
  /** A name in double quotes, also {@code U&"…"}. */
  QUOTED_NAME,
  /** A constant in single quotes with whatever prefix. */
  STRING,
  /** A further part of the constant before it, after a line break. */
  STRING_CONTINUED,
  /** A constant in dollar quotes. */
  DOLLAR_STRING,
  NUMBER,
  /** {@code $1}. */
  PARAMETER,
  /** {@code ${name}}, declared or not. */
  PLACEHOLDER,
  OPERATOR,
  /**
   * Comma, parenthesis, bracket, full stop, colon, semicolon, {@code ::}, {@code ..}, {@code :=}.
   */
  PUNCTUATION,
  /** {@code \;} or {@code \:}. */
  ESCAPED,
  /** A character that no SQL has outside quotes. */
  OTHER,
  /** From {@code --} to the end of the line; {@link Tokens} leaves it out. */
  LINE_COMMENT,
  /** From slash and star, nested; {@link Tokens} leaves it out. */
  BLOCK_COMMENT,
  /** A backslash and the rest of the line. */
  META_COMMAND,
  /** The end of a line that the reader of tokens asked to be told of. */
  LINE_END,
  /** The lines after a {@code COPY … FROM STDIN}. */
  COPY_DATA,
  /** The end of the text. */
  END
}
