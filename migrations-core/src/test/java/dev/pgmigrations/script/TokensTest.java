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

import static org.assertj.core.api.Assertions.assertThat;

import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TokensTest {

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "drop schema if exists a, \"B;\" cascade; | WORD:drop WORD:schema WORD:if WORD:exists"
            + " WORD:a PUNCTUATION:, QUOTED_NAME:\"B;\" WORD:cascade PUNCTUATION:;",
        "a/*x*/b--c | WORD:a WORD:b",
        "e'a\\'b' E | STRING:e'a\\'b' WORD:E",
        "U&'a' U&\"b\" u&c | STRING:U&'a' QUOTED_NAME:U&\"b\" WORD:u OPERATOR:& WORD:c",
        "b'1' X'F' n'x' | STRING:b'1' STRING:X'F' STRING:n'x'",
        "'it''s' | STRING:'it''s'",
        "'a\\' 'b' | STRING:'a\\' STRING:'b'",
        "$$a$$ $x$b$$$x$ | DOLLAR_STRING:$$a$$ DOLLAR_STRING:$x$b$$$x$",
        "a$b$c $1 $1a $ $é$x$é$ | WORD:a$b$c PARAMETER:$1 PARAMETER:$1 WORD:a OTHER:$"
            + " DOLLAR_STRING:$é$x$é$",
        "1 1.5 .5 1. 1e5 1e+5 1e 1..2 0x1F 0b1 0o7 1_0 | NUMBER:1 NUMBER:1.5 NUMBER:.5 NUMBER:1."
            + " NUMBER:1e5 NUMBER:1e+5 NUMBER:1 WORD:e NUMBER:1 PUNCTUATION:.. NUMBER:2 NUMBER:0x1F"
            + " NUMBER:0b1 NUMBER:0o7 NUMBER:1_0",
        "a::b[1:2]:=c | WORD:a PUNCTUATION::: WORD:b PUNCTUATION:[ NUMBER:1 PUNCTUATION:: NUMBER:2"
            + " PUNCTUATION:] PUNCTUATION::= WORD:c",
        "<= <> != => ->> =- +- @- *-1 ^@ ?& | OPERATOR:<= OPERATOR:<> OPERATOR:!= OPERATOR:=>"
            + " OPERATOR:->> OPERATOR:= OPERATOR:- OPERATOR:+ OPERATOR:- OPERATOR:@- OPERATOR:*"
            + " OPERATOR:- NUMBER:1 OPERATOR:^@ OPERATOR:?&",
        "${a.b-c} ${} ${a | PLACEHOLDER:${a.b-c} OTHER:$ OTHER:{ OTHER:} OTHER:$ OTHER:{ WORD:a",
        "\\; \\: | ESCAPED:\\; ESCAPED:\\:",
        "Größe straße | WORD:Größe WORD:straße",
        "'open | STRING:'open",
      })
  void a_text_is_these_tokens(String sql, String tokens) {
    assertThat(
            Tokens.of(sql).stream()
                .map(token -> token.kind() + ":" + token.text())
                .collect(Collectors.joining(" ")))
        .isEqualTo(tokens);
    assertThat(Tokens.of(sql)).allMatch(token -> sql.startsWith(token.text(), token.start()));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "Users | users",
        "ÄRGER | Ärger",
        "\"Users\" | Users",
        "\"a\"\"b\" | a\"b",
        "U&\"d\\0061t\\+000061\" | data",
        "U&\"\\\\\" | \\",
        "\"\\0061\" | \\0061",
      })
  void a_name_is_as_the_catalogs_have_it(String sql, String name) {
    assertThat(Tokens.of(sql)).singleElement().extracting(Token::name).isEqualTo(name);
  }

  @Test
  void a_quoted_name_is_no_key_word() {
    assertThat(Tokens.of("Drop \"drop\"").stream().filter(token -> token.is("drop"))).hasSize(1);
  }
}
