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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.MethodSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** Our cut of other people's files is psql's, statement by statement. */
class CorpusCutTest {

  private static final JsonMapper JSON = new JsonMapper();

  /** psql puts its variables in; the recorded text has their values. */
  private static final Pattern VARIABLE = Pattern.compile(":'\\w+'");

  /** What psql makes of a \\copy. */
  private static final String PUT_TOGETHER = "\\copy";

  @Test
  void the_corpora_are_at_hand() {
    assumeTrue(Files.isDirectory(corpora()), "no corpora at " + corpora());
  }

  @ParameterizedTest(name = "{0}")
  @MethodSource("files")
  void psql_and_we_cut_alike(String name, Path file, String section, List<String> expected)
      throws IOException {
    assumeTrue(file != null, "no corpora at " + corpora());
    String content = part(Files.readString(file), section);
    List<String> ours = new PsqlLike(SourceText.of(name, content)).sent();
    assertThat(ours).hasSameSizeAs(expected);
    for (int i = 0; i < expected.size(); i++) {
      if (!ours.get(i).equals(PUT_TOGETHER) && !VARIABLE.matcher(ours.get(i)).find()) {
        assertThat(withoutEmptyLines(ours.get(i))).isEqualTo(withoutEmptyLines(expected.get(i)));
      }
    }
  }

  /**
   * psql leaves out empty lines outside quotes; we do not, for the sake of positions; nor blanks at
   * the end.
   */
  private static String withoutEmptyLines(String text) {
    return text.replaceAll("\n+", "\n").strip();
  }

  static Stream<Arguments> files() throws IOException {
    if (!Files.isDirectory(corpora())) {
      return Stream.of(Arguments.of("no corpora", null, "", List.of()));
    }
    List<Arguments> files = new ArrayList<>();
    try (Stream<Path> folders = Files.list(corpora()).filter(Files::isDirectory).sorted()) {
      for (Path folder : folders.toList()) {
        for (String line : Files.readAllLines(folder.resolve("expected-statements.jsonl"))) {
          files.add(arguments(folder, JSON.readTree(line)));
        }
      }
    }
    return files.stream();
  }

  private static Arguments arguments(Path folder, JsonNode record) {
    String file = record.get("file").asString();
    String section = record.has("section") ? record.get("section").asString() : "";
    List<String> statements = new ArrayList<>();
    record.get("statements").forEach(node -> statements.add(node.asString()));
    String name = folder.getFileName() + "/" + file + (section.isEmpty() ? "" : "#" + section);
    return Arguments.of(name, folder.resolve("files").resolve(file), section, statements);
  }

  private static Path corpora() {
    return Path.of(System.getProperty("corpora", "../../shared/corpora"));
  }

  /** The part of a file with both ways in it that goes this way. */
  private static String part(String content, String section) {
    var marker =
        Pattern.compile("(?m)^-- (?:\\+goose Down|migrate:down|//@UNDO).*$").matcher(content);
    if (!marker.find()) {
      return content;
    }
    return section.equals("down")
        ? content.substring(marker.start())
        : content.substring(0, marker.start());
  }

  /** Does with the cut what psql does: sends it, or not. */
  private static final class PsqlLike implements Cutter.Listener {
    private static final Set<String> SENDING = Set.of("\\g", "\\gset", "\\gexec", "\\crosstabview");

    private final SourceText source;
    private final int length;
    private final List<String> sent = new ArrayList<>();
    private boolean skipping;

    /** What is sent without a semicolon goes to the command that sends it, or to the end. */
    private long upTo;

    PsqlLike(SourceText source) {
      this.source = source;
      this.length = source.content().length();
    }

    List<String> sent() {
      upTo = Long.MAX_VALUE;
      new Cutter(source, Lexer.ofText(source.open(), true), this).run();
      return sent;
    }

    @Override
    public boolean comment(Cutter.Comment comment) {
      return false;
    }

    @Override
    public void statement(Cutter.Cut cut) {
      if (!skipping) {
        Statement statement =
            new Statement(
                source,
                cut.start(),
                cut.terminated() ? cut.end() : Math.min(upTo, length),
                cut.verdict().kind(),
                cut.standardStrings(),
                cut.escapes(),
                cut.data());
        sent.add(statement.text());
      }
    }

    @Override
    public Cutter.AfterMeta meta(Cutter.Meta meta) {
      String command = meta.text().split("\\s")[0];
      upTo = meta.position().offset();
      if (SENDING.contains(command) && !meta.inStatement()) {
        sent.add(sent.get(sent.size() - 1)); // psql sends the last one again
      }
      if (command.equals("\\copy")) {
        sent.add(PUT_TOGETHER);
      }
      if (command.equals("\\if") || command.equals("\\endif")) {
        skipping = command.equals("\\if");
      }
      if (!SENDING.contains(command)) {
        upTo = Long.MAX_VALUE;
      }
      return command.equals("\\r")
          ? Cutter.AfterMeta.RESET
          : SENDING.contains(command) ? Cutter.AfterMeta.SEND : Cutter.AfterMeta.KEEP;
    }

    @Override
    public void problem(Diagnostic problem) {}
  }
}
