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

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.SqlBody;
import dev.pgmigrations.script.Directives;
import dev.pgmigrations.script.Includes;
import dev.pgmigrations.script.Section;
import dev.pgmigrations.script.Statement;
import java.io.IOException;
import java.io.Reader;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.Optional;

/**
 * How an applied migration is undone: by its file, else by what its row kept.
 *
 * @param source the file, or a text named after the history
 * @param section what to run
 */
record WayBack(SourceText source, Section section) {

  /** The file's DOWN wins when both are there. */
  static Optional<WayBack> of(HistoryEntry entry, Optional<Migration> migration) {
    Optional<WayBack> file =
        migration.flatMap(
            m -> inFile(m).map(down -> new WayBack(sourceOf(down, m.source()), down)));
    return file.isPresent() ? file : kept(entry);
  }

  private static SourceText sourceOf(Section down, SourceText fallback) {
    return down.statements().isEmpty() ? fallback : down.statements().get(0).source();
  }

  private static Optional<WayBack> kept(HistoryEntry entry) {
    return entry
        .downSql()
        .flatMap(
            sql -> {
              SourceText text = SourceText.of("history of " + entry.id(), sql);
              return SqlBody.wayBack(text, Includes.NONE).map(down -> new WayBack(text, down));
            });
  }

  private static Optional<Section> inFile(Migration migration) {
    return migration.body() instanceof SqlBody sql ? sql.down() : Optional.empty();
  }

  /** What the history keeps of a migration's way back. */
  static Optional<String> kept(Migration migration) {
    return inFile(migration).map(WayBack::text);
  }

  /** A text of its own that does what the section does. */
  static String text(Section section) {
    StringBuilder text = new StringBuilder();
    Directives directives = section.directives();
    if (directives.noTransaction()) {
      text.append("-- migrations:transaction=none\n");
    }
    directives.confirm().ifPresent(p -> text.append("-- migrations:confirm=" + p + "\n"));
    directives
        .lockTimeout()
        .ifPresent(d -> text.append("-- migrations:lock-timeout=" + d.toMillis() + "ms\n"));
    directives
        .statementTimeout()
        .ifPresent(d -> text.append("-- migrations:statement-timeout=" + d.toMillis() + "ms\n"));
    for (Statement statement : section.statements()) {
      text.append(statement.text().stripTrailing());
      text.append(text.charAt(text.length() - 1) == ';' ? "\n" : "\n;\n");
      if (statement.hasData()) {
        text.append(data(statement)).append("\\.\n");
      }
    }
    return text.toString();
  }

  private static String data(Statement statement) {
    try (Reader reader = statement.openData()) {
      StringWriter writer = new StringWriter();
      reader.transferTo(writer);
      return writer.toString();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
