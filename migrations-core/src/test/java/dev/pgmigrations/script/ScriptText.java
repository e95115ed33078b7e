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

import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.stream.Collectors;

/** A script as text, for tests to compare. */
final class ScriptText {

  private final StringBuilder text = new StringBuilder();

  private ScriptText() {}

  static String of(Script script) {
    ScriptText text = new ScriptText();
    for (SectionKind kind : SectionKind.values()) {
      script.section(kind).ifPresent(text::section);
    }
    script.noWayBack().ifPresent(reason -> text.line(reason.toString()));
    if (!script.includes().isEmpty()) {
      text.line("includes " + script.includes());
    }
    text.line(script.tokenHash());
    return text.text.toString();
  }

  private void section(Section section) {
    line(section.kind() + " at " + section.position() + directives(section.directives()));
    section.statements().forEach(this::statement);
    for (Check check : section.checks()) {
      line(
          "  check %s: \"%s\"%s"
              .formatted(
                  check.statement().start(),
                  check.message(),
                  check.until().map(version -> " until " + version).orElse("")));
    }
  }

  private static String directives(Directives directives) {
    StringBuilder said = new StringBuilder();
    if (directives.noTransaction()) {
      said.append(" no-transaction");
    }
    directives.lockTimeout().ifPresent(time -> said.append(" lock-timeout=").append(time));
    directives.statementTimeout().ifPresent(t -> said.append(" statement-timeout=").append(t));
    directives.ignores().forEach((k, v) -> said.append(" ignore=" + k + "(" + v + ")"));
    directives.confirm().ifPresent(phrase -> said.append(" confirm=").append(phrase));
    directives.until().ifPresent(version -> said.append(" until=").append(version));
    return said.toString();
  }

  private void statement(Statement statement) {
    String options = statement.beginOptions();
    line("  %s %s %s".formatted(statement, statement.kind(), options).stripTrailing());
    line(statement.text().lines().collect(Collectors.joining("\n    ", "    ", "")));
    if (statement.hasData()) {
      line("  data at " + statement.dataStart());
      line(data(statement).lines().collect(Collectors.joining("\n    ", "    ", "")));
    }
  }

  private static String data(Statement statement) {
    StringWriter data = new StringWriter();
    try (var reader = statement.openData()) {
      reader.transferTo(data);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return data.toString();
  }

  private void line(String line) {
    text.append(line).append('\n');
  }
}
