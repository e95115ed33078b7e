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

import dev.pgmigrations.diagnostic.SourceText;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** Texts are written with {@code ⏎} for a line break. */
class TokenHashTest {

  private static String hash(String text) {
    return script(text).tokenHash();
  }

  private static Script script(String text) {
    String content = text.replace("⏎", "\n");
    return Script.parse(
        SourceText.of("a.sql", content), (from, path, relative, at) -> SourceText.of(path, "b;"));
  }

  @ParameterizedTest(name = "{0} = {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select 1; | SELECT   1",
        "select 1; | -- about it⏎select /* here */ 1 -- there⏎;⏎/* end */",
        "select 1; | -- UP⏎-- migrations:lock-timeout=5s⏎select 1;⏎-- DOWN⏎select 2;",
        "select 1; | ;;select 1;;",
        "a . b; | a.b;",
        "select 1E5, 0XAF; | select 1e5, 0xaf;",
        "select e'A', U&'B', N'c', X'1f'; | select E'A', u&'B', n'c', x'1f';",
        "select 'a'⏎'b'; | select 'a' -- more⏎   'b';",
        "select 1; | \\echo hello⏎select 1;⏎\\restrict x",
        "a; b; c; | a; \\i other⏎ c;",
        "select a<-1; | select a < - 1;",
        "begin; a; commit; | BEGIN; A; COMMIT",
        "copy t from stdin;⏎1⏎\\.⏎ | COPY T FROM STDIN; -- x⏎1⏎\\.⏎",
      })
  void what_does_not_matter(String one, String other) {
    assertThat(hash(other)).isEqualTo(hash(one));
  }

  @ParameterizedTest(name = "{0} != {1}")
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "select 'a'; | select 'A';",
        "select \"a\"; | select \"A\";",
        "select \"a\"; | select a;",
        "select $$a$$; | select $$A$$;",
        "select $a$a$a$; | select $A$a$A$;",
        "do $$ -- x⏎$$; | do $$ -- y⏎$$;",
        "do $$ begin  end $$; | do $$ begin end $$;",
        "select 'a' 'b'; | select 'a'⏎'b';",
        "select 'ab'; | select 'a'⏎'b';",
        "ab; | a b;",
        "a; b; | a b;",
        "select 1 2; | select 12;",
        "select 1.5; | select 1 .5;",
        "select a@-1; | select a@ -1;",
        "select 1; | select 1\\; select 2;",
        "select 1\\; select 2; | select 1; select 2;",
        "copy t from stdin;⏎a⏎\\.⏎ | copy t from stdin;⏎A⏎\\.⏎",
        "copy t from stdin;⏎a⏎\\.⏎ | copy t from stdin;⏎a ⏎\\.⏎",
        "select ${a}; | select ${A};",
        "select É; | select é;",
        "begin; a; commit; | a;",
        "select e'a'; | select 'a';",
      })
  void what_matters(String one, String other) {
    assertThat(hash(other)).isNotEqualTo(hash(one));
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        " | 1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
        "select 1 | 1:4f20e66ee63638ad366a7e8cc4a0c985171b8f262263a6ba31d6625494eb467d",
      })
  void the_values_are_frozen(String text, String hash) throws Exception {
    String tokens = text == null ? "" : "select\0w1\0n;\0u";
    byte[] digest =
        java.security.MessageDigest.getInstance("SHA-256")
            .digest(tokens.getBytes(java.nio.charset.StandardCharsets.UTF_8));
    assertThat(hash(text == null ? "" : text))
        .isEqualTo("1:" + java.util.HexFormat.of().formatHex(digest))
        .isEqualTo(hash);
  }

  @Test
  void long_tokens_are_hashed_whole() {
    String body = "x".repeat(100_000);
    String one =
        hash("select '" + body + "', \"" + body + "\", $$" + body + "$$ /* " + body + "*/");
    assertThat(hash("select '" + body + "', \"" + body + "\", $$" + body + "$$")).isEqualTo(one);
    assertThat(hash("select '" + body + "y', \"" + body + "\", $$" + body + "$$"))
        .isNotEqualTo(one);
    assertThat(hash("select '" + body + "', \"" + body + "y\", $$" + body + "$$"))
        .isNotEqualTo(one);
    assertThat(hash("select '" + body + "', \"" + body + "\", $$" + body + "y$$"))
        .isNotEqualTo(one);
  }
}
