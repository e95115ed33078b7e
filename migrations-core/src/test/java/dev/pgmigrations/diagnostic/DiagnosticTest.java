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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class DiagnosticTest {

  /** A diagnostic at the first {@code ^}, which is taken out of the text. */
  private static Diagnostic at(String text) {
    int caret = text.indexOf('^');
    SourceText source = SourceText.of("a.sql", text.replaceFirst("\\^", ""));
    return Diagnostic.error("42601", "syntax error").at(source, source.positionOf(caret));
  }

  @Test
  void it_says_what_where_what_was_kept_and_how_to_fix_it() {
    Diagnostic diagnostic =
        at("select 1;\nadd ^colum note;\n")
            .kept("nothing of 7; 5 and 6 are applied")
            .fix("correct line 2");
    assertThat(diagnostic)
        .hasToString(
            """
            a.sql:2:5 [42601] syntax error
              2 | add colum note;
                |     ^
              kept: nothing of 7; 5 and 6 are applied
              fix: correct line 2""");
  }

  @Test
  void without_a_place_it_is_a_line() {
    assertThat(Diagnostic.warning("ahead", "the database is ahead"))
        .hasToString("[ahead] the database is ahead");
    assertThat(Diagnostic.note("x", "y").at(Place.of("a.sql"))).hasToString("a.sql [x] y");
  }

  @Test
  void the_caret_stands_below_its_character_after_tabs_and_emoji() {
    assertThat(at("\t\tselect\t^x"))
        .hasToString("a.sql:1:10 [42601] syntax error\n  1 | \t\tselect\tx\n    | \t\t      \t^");
    assertThat(at("'🐘漢e\u0301'^x"))
        .hasToString("a.sql:1:7 [42601] syntax error\n  1 | '🐘漢e\u0301'x\n    |        ^");
  }

  @Test
  void of_a_long_line_only_the_surroundings_are_shown() {
    String diagnostic = at("a".repeat(300) + "^b" + "c".repeat(300)).toString();
    assertThat(diagnostic)
        .isEqualTo(
            "a.sql:1:301 [42601] syntax error\n  1 | …"
                + "a".repeat(60)
                + "b"
                + "c".repeat(59)
                + "…\n    |  "
                + " ".repeat(60)
                + "^");
  }

  @Test
  void an_emoji_is_never_halved() {
    for (int i = 100; i < 130; i++) {
      String diagnostic = at("x".repeat(i % 2) + "🐘".repeat(i) + "^" + "🐘".repeat(99)).toString();
      assertThat(
              new String(
                  diagnostic.getBytes(java.nio.charset.StandardCharsets.UTF_8),
                  java.nio.charset.StandardCharsets.UTF_8))
          .isEqualTo(diagnostic);
    }
  }

  @Test
  void the_end_of_the_text_can_be_pointed_at() {
    assertThat(at("select\n^")).hasToString("a.sql:2:1 [42601] syntax error\n  2 |\n    | ^");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '`',
      value = {
        "create role a password 'geheim' login | create role a password '***' login",
        "ALTER USER a ENCRYPTED PASSWORD E'ge\\'heim' | ALTER USER a ENCRYPTED PASSWORD E'***'",
        "options (user 'a', password 'ge''heim') | options (user 'a', password '***')",
        "connection 'host=x password=geheim user=y' | connection 'host=x password=*** user=y'",
        "connection 'password=''ge heim'' user=y' | connection 'password=''***'' user=y'",
        "password $$geheim$$; | password $$***$$;",
        "password $p$geheim$p$; | password $p$***$p$;",
        "password 'geheim not closed | password '***",
        "postgres://me:geheim@host/db | postgres://me:***@host/db",
        "client_secret 'geheim' | client_secret '***'",
        "add column password text | add column password text",
        "alter role a password null | alter role a password null",
      })
  void passwords_are_stars(String sql, String masked) {
    assertThat(Place.maskSecrets(sql)).isEqualTo(masked);
    assertThat(new Place("a.sql", Position.START, sql).lineText()).isEqualTo(masked);
  }

  @Test
  void the_caret_stays_right_behind_a_masked_password() {
    assertThat(at("alter role a password 'a long secret' ^oops"))
        .hasToString(
            """
            a.sql:1:39 [42601] syntax error
              1 | alter role a password '***' oops
                |                             ^""");
  }

  @Test
  void a_password_on_the_line_after_its_word_is_masked_too() {
    assertThat(at("alter role a password\n  -- here\n 'x';\nalter role b password\n ^'geheim\n;"))
        .hasToString(
            """
            a.sql:5:2 [42601] syntax error
              5 |  '***
                |  ^""");
  }

  @Test
  void an_exception_is_its_diagnostics() {
    ScriptSyntaxException e =
        new ScriptSyntaxException(
            List.of(Diagnostic.error("a", "one"), Diagnostic.error("b", "two").fix("it")));
    assertThat(e).hasMessage("[a] one\n[b] two\n  fix: it");
    assertThat(e.diagnostics()).hasSize(2);
  }

  @Test
  void a_position_has_valid_parts() {
    assertThatThrownBy(() -> new Position(-1, 1, 1))
        .hasMessage("no position: offset -1, line 1, column 1");
    assertThat(Position.START.after("a\n🐘b")).isEqualTo(new Position(5, 2, 3));
  }
}
