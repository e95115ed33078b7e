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

package dev.pgmigrations.cli.docs;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

class MarkdownTest {

  @ParameterizedTest
  @MethodSource("codes")
  void code_is_shown_as_it_is_and_breaks_no_table(String sql, String markdown) {
    assertThat(Markdown.code(sql)).isEqualTo(markdown);
  }

  static Object[][] codes() {
    return new Object[][] {
      {"", ""},
      {"id", "`id`"},
      {"a  b", "<code>a  b</code>"},
      {" a ", "<code> a </code>"},
      {"now() < x", "`now() < x`"},
      {"a || b", "<code>a &#124;&#124; b</code>"},
      {"`", "<code>&#96;</code>"},
      {"a\\|b", "<code>a&#92;&#124;b</code>"},
      {
        "<b> | *x* a_b _c_ &amp;",
        "<code>&lt;b&gt; &#124; &#42;x&#42; a_b &#95;c&#95; &amp;amp;</code>"
      },
      {"case\n  when a\r\n  then 1 end", "`case when a then 1 end`"},
      {"\u0001😀", "<code> 😀</code>"},
    };
  }

  @ParameterizedTest
  @MethodSource("texts")
  void words_are_shown_as_they_are_and_break_no_table(String words, String markdown) {
    assertThat(Markdown.text(words)).isEqualTo(markdown);
  }

  static Object[][] texts() {
    return new Object[][] {
      {"The user's name: a-b, 3.5%!", "The user's name: a-b, 3.5%!"},
      {"a|b", "a&#124;b"},
      {"a\\|b", "a\\\\&#124;b"},
      {
        "`x` <script> & [a](b) *c* ~d~ $e$",
        "\\`x\\` &lt;script&gt; &amp; \\[a\\](b) \\*c\\* \\~d\\~ \\$e\\$"
      },
      {"user_id _x_ a__b", "user_id \\_x\\_ a\\_\\_b"},
      {"one\ntwo\r\n\r\nthree\n", "one<br>two<br>three"},
      {"# no\n- list\n1. of\n> all\n---", "\\# no<br>\\- list<br>1\\. of<br>&gt; all<br>\\---"},
      {"3 items, -1", "3 items, -1"},
      {"tab\there", "tab here"},
    };
  }

  @Test
  void a_block_ends_where_its_text_does() {
    assertThat(Markdown.block("sql", "select '```'")).isEqualTo("````sql\nselect '```'\n````\n");
  }

  @Test
  void anchors_are_plain_and_differ() {
    assertThat(Markdown.anchor("app.users")).isEqualTo("app.users");
    assertThat(Markdown.anchor("a b.\"😀\"")).isEqualTo("a-20-b.-22--1F600--22-");
  }

  @Test
  void columns_without_anything_are_left_out() {
    MarkdownTable table = new MarkdownTable("A", "B", "C");
    table.line("1", "", "x");
    table.line("2", "", "");

    assertThat(table.text()).isEqualTo("| A | C |\n| --- | --- |\n| 1 | x |\n| 2 |  |\n");
  }
}
