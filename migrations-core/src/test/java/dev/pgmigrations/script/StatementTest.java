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
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;

class StatementTest {

  private static List<Statement> statements(String text) {
    return Script.parse(SourceText.of("a.sql", text), Includes.NONE)
        .section(SectionKind.UP)
        .orElseThrow()
        .statements();
  }

  @Test
  void declared_placeholders_are_replaced_but_not_in_comments_and_data() throws IOException {
    Statement statement =
        statements(
                """
                copy ${schema}.t -- ${schema}
                /* ${schema} */ from stdin with (null '${none}', delimiter '${d}');
                ${schema}
                \\.
                """)
            .get(0);
    Placeholders placeholders = Placeholders.of(Map.of("schema", "app", "d", ";"));
    assertThat(statement.render(placeholders).sql())
        .isEqualTo(
            """
            copy app.t -- ${schema}
            /* ${schema} */ from stdin with (null '${none}', delimiter ';');""");
    try (var data = new BufferedReader(statement.openData())) {
      assertThat(data.lines()).containsExactly("${schema}");
    }
  }

  @Test
  void placeholders_are_replaced_within_quotes_and_bodies() {
    Statement statement =
        statements("do $$ -- ${a}\n select '${a}', \"${a}\", '${b}${a}$ {a}' $$;").get(0);
    assertThat(statement.render(Placeholders.of(Map.of("a", "x"))).sql())
        .isEqualTo("do $$ -- x\n select 'x', \"x\", '${b}x$ {a}' $$;");
  }

  @Test
  void a_value_is_not_looked_into_again() {
    Statement statement = statements("select '${a}';").get(0);
    assertThat(statement.render(Placeholders.of(Map.of("a", "${b}", "b", "x"))).sql())
        .isEqualTo("select '${b}';");
  }

  @Test
  void the_servers_position_is_found_in_the_file() {
    Statement statement = statements("\n  select '🐘',\n oops;").get(0);
    Rendered rendered = statement.render(Placeholders.NONE);
    assertThat(rendered.positionOf(1)).isEqualTo(new Position(3, 2, 3));
    assertThat(rendered.positionOf(11)).isEqualTo(new Position(14, 2, 13));
    assertThat(rendered.positionOf(14)).isEqualTo(new Position(17, 3, 2));
  }

  @Test
  void the_servers_position_is_found_behind_placeholders_and_escapes() {
    Statement statement = statements("select ${long_name}, 1\\; select ${x} oops;").get(0);
    Rendered rendered =
        statement.render(Placeholders.of(Map.of("long_name", "'🐘🐘'", "x", "1, 2, 3")));
    assertThat(rendered.sql()).isEqualTo("select '🐘🐘', 1; select 1, 2, 3 oops;");
    assertThat(rendered.positionOf(8)).hasToString("1:8");
    assertThat(rendered.positionOf(11)).hasToString("1:8");
    assertThat(rendered.positionOf(12)).hasToString("1:20");
    assertThat(rendered.positionOf(15)).hasToString("1:23");
    assertThat(rendered.positionOf(17)).hasToString("1:26");
    assertThat(rendered.positionOf(30)).hasToString("1:33");
    assertThat(rendered.positionOf(32)).hasToString("1:38");
    assertThat(rendered.positionOf(99)).hasToString("1:43");
    assertThat(rendered.positionOf(0)).hasToString("1:1");
  }

  @Test
  void secrets_are_in_no_string() {
    Placeholders placeholders = Placeholders.of(Map.of("pw", "geheim"));
    Statement statement = statements("alter role a password '${pw}';").get(0);
    assertThat(placeholders).hasToString("Placeholders[pw]");
    assertThat(statement).hasToString("a.sql:1:1");
    assertThat(statement.render(placeholders)).hasToString("Rendered[1:1]");
  }

  @Test
  void a_placeholder_has_a_plain_name() {
    assertThatThrownBy(() -> Placeholders.of(Map.of("a b", "x")))
        .hasMessage("placeholder name 'a b': use letters, digits, '_', '.' and '-'");
    assertThat(Placeholders.of(Map.of("b", "", "a.b-c", "")).names()).containsExactly("a.b-c", "b");
  }

  @Test
  void the_placeholders_used_are_those_of_up() {
    Script script =
        Script.parse(
            SourceText.of("a.sql", "select ${a}, ${none} -- ${b}\n-- DOWN\nselect ${c};"),
            Includes.NONE);
    assertThat(script.placeholdersUsed(Placeholders.of(Map.of("a", "1", "b", "2", "c", "3"))))
        .containsExactly("a");
  }

  @Test
  void there_is_no_data_without_copy() {
    Statement statement = statements("select 1").get(0);
    assertThat(statement.hasData()).isFalse();
    assertThatThrownBy(statement::openData)
        .isInstanceOf(IllegalStateException.class)
        .hasMessage("no data in the file at a.sql:1:1");
  }

  @Test
  void statements_can_be_read_in_any_order() {
    List<Statement> statements = statements("select 1; select 2; select 3;");
    try (StatementReader reader = new StatementReader(Placeholders.NONE)) {
      assertThat(reader.read(statements.get(2)).sql()).isEqualTo("select 3;");
      assertThat(reader.read(statements.get(0)).sql()).isEqualTo("select 1;");
      assertThat(reader.read(statements.get(1)).sql()).isEqualTo("select 2;");
      assertThat(reader.read(statements.get(1)).sql()).isEqualTo("select 2;");
    }
  }
}
