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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.io.SequenceInputStream;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * The way back that stands in the comments of a DOWN section without statements.
 *
 * <p>Comment marks are blanked, and with them lines that end in a colon and directives, so that
 * every character keeps its place. What is left is the way back only if each piece of it looks like
 * an SQL command.
 */
final class CommentedSql implements Cutter.Listener {

  /** The words that commands begin with, and those that may follow; none: any. */
  private static final Map<String, Set<String>> COMMANDS = commands();

  private final SourceText original;
  private final SourceText source;
  private final List<Statement> statements = new ArrayList<>();
  private @Nullable Diagnostic reason;

  private CommentedSql(SourceText original, SourceText source) {
    this.original = original;
    this.source = source;
  }

  /**
   * Reads the comments between two offsets.
   *
   * @param marker the marker of the section, for when there is nothing
   */
  static CommentedSql of(SourceText source, Position marker, long from, long to) {
    String text = source.slice(from, to);
    String sql = withoutMarks(text);
    SourceText blanked =
        SourceText.of(
            source.name(),
            () ->
                new SequenceInputStream(
                    new Blanks(source.open(), from),
                    new ByteArrayInputStream(sql.getBytes(StandardCharsets.UTF_8))));
    CommentedSql commented = new CommentedSql(source, blanked);
    if (sql.isBlank()) {
      commented.reason =
          Diagnostic.note("no-way-back", "the DOWN section is empty")
              .at(source, marker)
              .fix("write the way back there");
    } else {
      new Cutter(blanked, Lexer.ofText(blanked.open(), true), commented).run();
    }
    return commented;
  }

  /** The way back; empty where there is none. */
  List<Statement> statements() {
    return reason == null ? statements : List.of();
  }

  /** Why there is none; null where there is one. */
  @Nullable Diagnostic reason() {
    return reason;
  }

  @Override
  public boolean comment(Cutter.Comment comment) {
    return false;
  }

  @Override
  public void statement(Cutter.Cut cut) {
    if (cut.empty()) {
      return;
    }
    Statement statement = cut.of(source);
    if (cut.verdict().refusal() != null || !looksLikeCommand(statement.text())) {
      noWayBack(cut.firstToken());
    }
    statements.add(statement);
  }

  @Override
  public Cutter.AfterMeta meta(Cutter.Meta meta) {
    noWayBack(meta.position());
    return Cutter.AfterMeta.KEEP;
  }

  @Override
  public void problem(Diagnostic problem) {
    Position position = problem.place() == null ? null : problem.place().position();
    noWayBack(position == null ? Position.START : position);
  }

  private void noWayBack(Position at) {
    if (reason == null) {
      reason =
          Diagnostic.note(
                  "no-way-back", "the comments of the DOWN section are not all SQL commands")
              .at(original, at)
              .fix("write the way back there; end a line of text with a colon");
    }
  }

  private static boolean looksLikeCommand(String sql) {
    List<Token> tokens = Tokens.of(sql);
    Set<String> followers = COMMANDS.get(word(tokens, 0));
    return followers != null && (followers.isEmpty() || followers.contains(word(tokens, 1)));
  }

  private static String word(List<Token> tokens, int index) {
    return index < tokens.size() ? tokens.get(index).text().toLowerCase(Locale.ROOT) : "";
  }

  private static Map<String, Set<String>> commands() {
    Set<String> any = Set.of();
    Set<String> objects =
        Set.of(
            "access",
            "aggregate",
            "cast",
            "collation",
            "constraint",
            "conversion",
            "database",
            "default",
            "domain",
            "event",
            "extension",
            "foreign",
            "function",
            "global",
            "group",
            "index",
            "language",
            "large",
            "local",
            "materialized",
            "operator",
            "or",
            "owned",
            "policy",
            "procedural",
            "procedure",
            "publication",
            "recursive",
            "role",
            "routine",
            "rule",
            "schema",
            "sequence",
            "server",
            "statistics",
            "subscription",
            "system",
            "table",
            "tablespace",
            "temp",
            "temporary",
            "text",
            "transform",
            "trigger",
            "trusted",
            "type",
            "unique",
            "unlogged",
            "user",
            "view");
    return Map.ofEntries(
        Map.entry("alter", objects),
        Map.entry("analyze", any),
        Map.entry("begin", any),
        Map.entry("call", any),
        Map.entry("cluster", any),
        Map.entry("comment", Set.of("on")),
        Map.entry("commit", any),
        Map.entry("copy", any),
        Map.entry("create", objects),
        Map.entry("delete", Set.of("from")),
        Map.entry("do", any),
        Map.entry("drop", objects),
        Map.entry("end", any),
        Map.entry("grant", any),
        Map.entry("insert", Set.of("into")),
        Map.entry("lock", any),
        Map.entry("merge", Set.of("into")),
        Map.entry("refresh", Set.of("materialized")),
        Map.entry("reindex", any),
        Map.entry("release", any),
        Map.entry("reset", any),
        Map.entry("revoke", any),
        Map.entry("savepoint", any),
        Map.entry("security", Set.of("label")),
        Map.entry("select", any),
        Map.entry("set", any),
        Map.entry("start", Set.of("transaction")),
        Map.entry("truncate", any),
        Map.entry("update", any),
        Map.entry("vacuum", any),
        Map.entry("with", any));
  }

  // Blanking

  private static String withoutMarks(String text) {
    StringBuilder sql = new StringBuilder(blanks(text));
    Lexer lexer = Lexer.ofShort(new StringReader(text), true);
    while (lexer.next() != TokenKind.END) {
      int start = (int) lexer.start();
      int end = (int) lexer.end();
      if (lexer.kind() == TokenKind.LINE_COMMENT) {
        keepLine(text, sql, start + 2, end, DirectiveLine.of(lexer.text()).isPresent());
      } else if (lexer.kind() == TokenKind.BLOCK_COMMENT) {
        keepLines(text, sql, start + 2, lexer.unclosed() ? end : end - 2);
      }
    }
    return sql.toString();
  }

  private static void keepLines(String text, StringBuilder sql, int from, int to) {
    for (int start = from; start < to; ) {
      int newLine = text.indexOf('\n', start);
      int end = newLine < 0 || newLine > to ? to : newLine;
      keepLine(text, sql, start, end, false);
      start = end + 1;
    }
  }

  private static void keepLine(String text, StringBuilder sql, int from, int to, boolean skipped) {
    String line = text.substring(from, to);
    if (!skipped && !line.stripTrailing().endsWith(":")) {
      sql.replace(from, to, withoutStar(line));
    }
  }

  /** Comments of several lines often begin each with a star. */
  private static String withoutStar(String line) {
    String stripped = line.stripLeading();
    boolean star = stripped.equals("*") || stripped.startsWith("* ");
    int at = line.length() - stripped.length();
    return star ? line.substring(0, at) + " " + line.substring(at + 1) : line;
  }

  private static String blanks(String text) {
    return text.replaceAll("[^\\n]", " ");
  }

  /** As many blanks as a text has characters up to an offset; its line ends are kept. */
  private static final class Blanks extends InputStream {
    private final Reader reader;
    private final char[] chars = new char[8192];
    private long left;

    Blanks(Reader reader, long count) {
      this.reader = reader;
      this.left = count;
    }

    @Override
    public int read() throws IOException {
      byte[] one = new byte[1];
      return read(one, 0, 1) < 0 ? -1 : one[0];
    }

    @Override
    public int read(byte[] target, int offset, int length) throws IOException {
      int n = reader.read(chars, 0, (int) Math.min(Math.min(length, chars.length), left));
      if (n <= 0) {
        return length == 0 ? 0 : -1;
      }
      for (int i = 0; i < n; i++) {
        target[offset + i] = (byte) (chars[i] == '\n' ? '\n' : ' ');
      }
      left -= n;
      return n;
    }

    @Override
    public void close() throws IOException {
      reader.close();
    }
  }
}
