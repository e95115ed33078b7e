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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.script.Script;
import dev.pgmigrations.script.SectionKind;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** The text of a new migration: its change, and its way back. */
final class DraftSections {

  private final StringBuilder up = new StringBuilder();
  private final List<String> downs = new ArrayList<>();
  private Optional<Parts> marked = Optional.empty();

  private DraftSections() {}

  /**
   * What a draft says.
   *
   * @throws SourceException if a file that it names is not there
   * @throws dev.pgmigrations.diagnostic.ScriptSyntaxException if it is no script
   */
  static DraftSections of(MigrationDraft draft) {
    DraftSections sections = new DraftSections();
    draft.tables().forEach(table -> sections.table(table, draft.templates()));
    draft.sql().ifPresent(file -> sections.sql(file, draft));
    return sections;
  }

  private void table(String name, Optional<Path> templates) {
    TableDraft table = TableDraft.of(name);
    Optional<Path> template =
        templates.map(folder -> folder.resolve(table.fileName())).filter(Files::isRegularFile);
    if (template.isPresent()) {
      Parts parts = Parts.of(template.get());
      add(parts.up());
      downs.add(0, parts.down().isEmpty() ? table.drop() : parts.down());
    } else {
      add(table.create());
      downs.add(0, table.drop());
    }
  }

  private void sql(Path file, MigrationDraft draft) {
    Parts parts = Parts.of(file);
    if (draft.tables().isEmpty() && parts.hasMarkers()) {
      marked = Optional.of(parts);
    }
    add(parts.up());
    if (!parts.down().isEmpty()) {
      downs.add(0, parts.down());
    }
  }

  private void add(String sql) {
    up.append(up.isEmpty() ? "" : "\n").append(sql.strip()).append('\n');
  }

  /** One file with both. */
  String both() {
    return marked
        .map(Parts::text)
        .orElseGet(() -> up() + (downs.isEmpty() ? "\n-- DOWN\n\n" : "\n-- DOWN\n" + down()));
  }

  /** The change alone. */
  String up() {
    return marked.map(Parts::head).orElseGet(() -> "-- UP\n" + up);
  }

  /** The way back alone, without a marker. */
  String down() {
    StringBuilder text = new StringBuilder();
    downs.forEach(sql -> text.append(sql.strip()).append('\n'));
    return text.toString();
  }

  /**
   * A file as it is written, cut at its marker of DOWN.
   *
   * @param head what precedes the marker
   * @param up the same without a marker of UP at its start
   */
  private record Parts(String text, boolean hasMarkers, String head, String up, String down) {

    static Parts of(Path file) {
      SourceText source = SourceText.of(file.toString(), read(file));
      Script script = Script.parse(source, (from, path, relative, at) -> SourceText.of(path, ""));
      String text = source.content();
      int end =
          script
              .section(SectionKind.DOWN)
              .map(down -> (int) down.position().offset())
              .orElse(text.length());
      String down = text.substring(end);
      return new Parts(
          text,
          script.hasMarkers(),
          text.substring(0, end),
          withoutMarker(text.substring(0, end)),
          down.substring(Math.min(down.length(), down.indexOf('\n') + 1)).strip());
    }

    private static String withoutMarker(String text) {
      return text.replaceFirst("(?i)\\A\\s*--[ \\t=-]*up[ \\t:=-]*\\R", "");
    }

    private static String read(Path file) {
      try {
        return Files.readString(file);
      } catch (IOException e) {
        throw new SourceException(
            List.of(
                Diagnostic.error("unreadable", "the file %s cannot be read".formatted(file))
                    .fix("correct its name")),
            e);
      }
    }
  }
}
