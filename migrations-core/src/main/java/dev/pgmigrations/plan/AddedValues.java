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
import dev.pgmigrations.script.StatementKind;
import dev.pgmigrations.script.Token;
import dev.pgmigrations.script.TokenKind;
import dev.pgmigrations.script.Tokens;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;

/**
 * The values that the statements of one transaction have added to enums, which PostgreSQL lets
 * nobody use before a commit (55P04).
 *
 * <p>A use is a string that holds the value as a word, or data of a {@code COPY}. What a function
 * uses that was there before is not seen.
 */
final class AddedValues {

  private static final Set<TokenKind> STRINGS =
      Set.of(TokenKind.STRING, TokenKind.STRING_CONTINUED, TokenKind.DOLLAR_STRING);

  private final List<Pattern> values = new ArrayList<>();

  /** A statement of the transaction. */
  void note(Statement statement) {
    statement.addedValue().map(AddedValues::asWord).ifPresent(values::add);
  }

  /** As it stands in dollar quotes, or with doubled single quotes. */
  private static Pattern asWord(String value) {
    String either = Pattern.quote(value) + "|" + Pattern.quote(value.replace("'", "''"));
    return Pattern.compile("(?<!\\w)(?:" + either + ")(?!\\w)", Pattern.UNICODE_CHARACTER_CLASS);
  }

  /**
   * Whether a commit has to come before a statement, and may.
   *
   * @param before what stands in the transaction so far
   */
  boolean part(List<Statement> before, Statement statement) {
    return !values.isEmpty()
        && statement.kind() != StatementKind.ADD_VALUE
        && (statement.hasData() || isUse(Tokens.of(statement.text())))
        && before.stream().noneMatch(Lasting::is);
  }

  private boolean isUse(List<Token> tokens) {
    return !tokens.isEmpty()
        && !tokens.get(0).is("comment")
        && tokens.stream()
            .filter(token -> STRINGS.contains(token.kind()))
            .anyMatch(token -> values.stream().anyMatch(v -> v.matcher(token.text()).find()));
  }
}
