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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;

/** What holds for the cut of any text, tried on random ones. */
class CutterPropertyTest {

  private static final int TEXTS = 300;

  /** Whole statements and what may stand between them. */
  private static final List<String> WHOLE =
      List.of(
          "select 1;",
          "select 'a;\n--'';';",
          "select E'\\';\n';",
          "do $$ ;\n $a$ ; $$;",
          "create table \"a;\"\"b\" (\n  a int, -- ;\n  b int /* ; */\n);",
          "select $1, a$b$, $x$;$y$;$x$;",
          "create function f() returns int begin atomic\n select case 1 when 1 then 2 end; end;",
          "copy t from stdin;\n1;\t'\n\\x\n\\.\n",
          "copy t from stdin; select 1;\n$$\n\\.\n",
          "select 1\\; select 2;",
          "select 'a'\n  'b;' -- c\n 'd';",
          "/* ; /* ; */ */ select 4-/**/-5;",
          "select U&'\\0441;', U&\"a;\", b'1;';",
          "create rule r as on insert to t do (select 1; select 2);",
          "select '🐘;', é;",
          ";",
          "/* nothing */;",
          "select 2 <@-3, 4=-5, .5, 1..2, 0x1F;",
          "\n\n",
          "  ",
          "\t",
          "-- it's; a comment\n",
          "-- $$ \"\n");

  /** Pieces that open and close at random. */
  private static final List<String> PIECES =
      List.of(
          "'",
          "\"",
          "$$",
          "$a$",
          "$",
          "/*",
          "*/",
          "--",
          "\n",
          ";",
          "(",
          ")",
          "\\",
          "\\;",
          "E'",
          "e",
          "U&'",
          "U&\"",
          "x'",
          "begin ",
          "end ",
          "case ",
          "create ",
          "function ",
          "or ",
          "replace ",
          "a",
          "b1$",
          "1",
          "1.5e",
          "..",
          ":",
          "::",
          ":=",
          "+",
          "-",
          "@",
          "<",
          " ",
          "\t",
          "\r",
          "copy t from stdin;",
          "\\.\n",
          "é",
          "🐘",
          "${a}",
          "${",
          "''",
          "set standard_conforming_strings=off;",
          "-- UP\n",
          "-- DOWN\n",
          "x".repeat(50),
          " ".repeat(50));

  static Stream<String> wholes() {
    return texts(WHOLE, 60);
  }

  static Stream<String> noise() {
    return texts(PIECES, 200);
  }

  private static Stream<String> texts(List<String> pieces, int most) {
    return IntStream.range(0, TEXTS)
        .mapToObj(
            seed -> {
              Random random = new Random(seed);
              StringBuilder text = new StringBuilder();
              for (int i = random.nextInt(most); i >= 0; i--) {
                text.append(pieces.get(random.nextInt(pieces.size())));
              }
              return text.toString();
            });
  }

  private static Script parse(String text) {
    return Script.parse(SourceText.of("a.sql", text), Includes.NONE);
  }

  private static List<Statement> statements(Script script) {
    return script.section(SectionKind.UP).orElseThrow().statements();
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("wholes")
  void slices_and_data_and_what_is_skipped_cover_the_text(String text) {
    record Range(long start, long end) {}
    List<Range> ranges = new ArrayList<>();
    for (Statement statement : statements(parse(text))) {
      ranges.add(new Range(statement.start().offset(), statement.end()));
      if (statement.hasData()) {
        ranges.add(
            new Range(statement.dataStart().offset(), statement.copyData().end() + "\\.".length()));
      }
    }
    ranges.sort((a, b) -> Long.compare(a.start(), b.start()));
    StringBuilder skipped = new StringBuilder();
    int at = 0;
    for (Range range : ranges) {
      assertThat(range.start()).isGreaterThanOrEqualTo(at);
      skipped.append(text, at, (int) range.start());
      at = (int) range.end();
    }
    skipped.append(text.substring(at));
    Pattern nothing = Pattern.compile("(\\s|;|--[^\n]*(\n|$)|/\\*.*?\\*/)*", Pattern.DOTALL);
    assertThat(skipped.toString()).matches(nothing);
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("wholes")
  void carriage_returns_change_neither_hash_nor_positions(String text) {
    Script unix = parse(text);
    Script windows = parse(text.replace("\n", "\r\n"));
    assertThat(windows.tokenHash()).isEqualTo(unix.tokenHash());
    assertThat(statements(windows).stream().map(s -> s.start() + "-" + s.end()))
        .isEqualTo(statements(unix).stream().map(s -> s.start() + "-" + s.end()).toList());
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("wholes")
  void a_position_is_where_its_offset_is(String text) {
    SourceText source = SourceText.of("a.sql", text);
    for (Statement statement : statements(Script.parse(source, Includes.NONE))) {
      assertThat(statement.start()).isEqualTo(source.positionOf(statement.start().offset()));
      if (statement.hasData()) {
        assertThat(statement.dataStart())
            .isEqualTo(source.positionOf(statement.dataStart().offset()));
      }
    }
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("wholes")
  void reading_in_one_pass_and_one_by_one_are_the_same(String text) throws IOException {
    try (StatementReader reader = new StatementReader(Placeholders.NONE)) {
      for (Statement statement : statements(parse(text))) {
        assertThat(reader.read(statement).sql()).isEqualTo(statement.text());
        if (statement.hasData()) {
          assertThat(all(reader.data(statement))).isEqualTo(all(statement.openData()));
        }
      }
    }
  }

  private static String all(Reader reader) throws IOException {
    StringBuilder text = new StringBuilder();
    try (reader) {
      for (int c = reader.read(); c >= 0; c = reader.read()) {
        text.append((char) c);
      }
    }
    return text.toString();
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("wholes")
  void each_prefix_hash_is_the_hash_of_so_many_statements(String text) {
    Script script = parse(text);
    List<Statement> statements = statements(script);
    int count = statements.size();
    List<String> hashes =
        IntStream.rangeClosed(0, count)
            .mapToObj(c -> TokenHash.of(statements.subList(0, c)))
            .toList();
    assertThat(hashes.get(count)).isEqualTo(script.tokenHash());
    assertThat(hashes.stream().distinct().count()).isEqualTo(count + 1L);
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("noise")
  void the_window_makes_no_difference(String noise) {
    String text = (noise + "\n").repeat(1 + 40_000 / noise.length());
    List<String> whole = tokens(Lexer.ofShort(new StringReader(text), true));
    List<String> streamed = tokens(Lexer.ofText(new Dripping(text), true));
    assertThat(streamed).isEqualTo(whole);
  }

  private static List<String> tokens(Lexer lexer) {
    List<String> tokens = new ArrayList<>();
    while (lexer.next() != TokenKind.END) {
      tokens.add(lexer.kind() + " " + lexer.start() + "-" + lexer.end() + lexer.unclosed());
    }
    return tokens;
  }

  @ParameterizedTest(name = "text {index}")
  @MethodSource("noise")
  void no_text_is_too_wild_to_be_cut(String noise) {
    List<Diagnostic> problems = new ArrayList<>();
    long[] end = {0};
    SourceText source = SourceText.of("a.sql", noise);
    Cutter.Listener listener =
        new Cutter.Listener() {
          @Override
          public boolean comment(Cutter.Comment comment) {
            assertThat(source.positionOf(comment.position().offset()))
                .isEqualTo(comment.position());
            return MarkerLine.kind(comment.text()).isPresent();
          }

          @Override
          public void statement(Cutter.Cut cut) {
            if (end[0] >= 0) {
              assertThat(cut.start().offset()).isGreaterThanOrEqualTo(end[0]);
            }
            assertThat(cut.end()).isGreaterThan(cut.start().offset());
            assertThat(source.positionOf(cut.start().offset())).isEqualTo(cut.start());
            end[0] = cut.data() == null && end[0] >= 0 ? cut.end() : -1;
          }

          @Override
          public Cutter.AfterMeta meta(Cutter.Meta meta) {
            return Cutter.AfterMeta.KEEP;
          }

          @Override
          public void problem(Diagnostic problem) {
            problems.add(problem);
          }
        };
    new Cutter(source, Lexer.ofText(source.open(), true), listener).run();
    assertThat(problems).allSatisfy(problem -> assertThat(problem.place()).isNotNull());
  }

  /** Gives a few characters at a time. */
  private static final class Dripping extends FilterReader {
    private final Random random = new Random(7);

    Dripping(String text) {
      super(new StringReader(text));
    }

    @Override
    public int read(char[] target, int offset, int length) throws IOException {
      return super.read(target, offset, Math.min(length, 1 + random.nextInt(9)));
    }
  }
}
