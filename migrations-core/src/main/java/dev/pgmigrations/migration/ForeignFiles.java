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

package dev.pgmigrations.migration;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.BufferedReader;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;

/** Tells the files of other tools by their names and markers: their way back must never run. */
final class ForeignFiles {

  private static final Map<Pattern, String> NAMES = new LinkedHashMap<>();

  static {
    name(".*\\.(up|down)\\.sql", "golang-migrate or sqlx");
    name("(up|down)\\.sql", "diesel");
    name("[VUB]\\d+([._]\\d+)*__.*\\.sql", "Flyway");
    name("R__.*\\.sql", "Flyway");
    name("(?!rollback_).*\\.rollback\\.sql", "yoyo");
    name(".*\\.(do|undo)\\..*\\.sql|.*\\.(do|undo)\\.sql", "postgrator");
  }

  private ForeignFiles() {}

  private static void name(String pattern, String tool) {
    NAMES.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), tool);
  }

  /** Apart, for they are looked for only in what is to run. */
  private static final class Markers {

    private static final Map<Pattern, String> ALL = new LinkedHashMap<>();

    static {
      marker("--\\s*\\+goose\\b.*", "goose");
      marker("--\\s*migrate:(up|down)\\b.*", "dbmate");
      marker("--\\s*//\\s*@UNDO\\b.*", "MyBatis Migrations");
      marker("--\\s*liquibase\\s+formatted\\s+sql\\b.*", "Liquibase");
      marker("--\\s*\\+migrate\\s+(up|down)\\b.*", "sql-migrate");
      marker("--[\\s-]*(up|down)\\s+migration[\\s:-]*", "node-pg-migrate");
      marker("-+\\s*create above / drop below\\s*-+", "tern");
      marker("--\\s*rambler\\s+(up|down)\\b.*", "rambler");
      marker("--[\\s-]*!(ups|downs)\\b.*", "Play evolutions");
    }

    private static void marker(String pattern, String tool) {
      ALL.put(Pattern.compile(pattern, Pattern.CASE_INSENSITIVE), tool);
    }
  }

  /** An error if the name is that of another tool's file. */
  static Optional<Diagnostic> byName(SourceText text, String fileName) {
    Optional<String> tool = toolOf(NAMES, fileName);
    return tool.isEmpty()
        ? Optional.empty()
        : Optional.of(
            refusal(tool.get(), "the name of this file is %s's form").at(Place.of(text.name())));
  }

  /** An error if a line is another tool's marker. */
  static Optional<Diagnostic> byMarker(SourceText text) {
    try (BufferedReader reader = new BufferedReader(text.open())) {
      long offset = 0;
      int number = 1;
      for (String line = reader.readLine(); line != null; line = reader.readLine()) {
        String stripped = line.strip();
        Optional<String> tool =
            stripped.startsWith("--") ? toolOf(Markers.ALL, stripped) : Optional.empty();
        if (tool.isPresent()) {
          Position position = new Position(offset, number, 1 + line.indexOf("--"));
          return Optional.of(refusal(tool.get(), "this is a marker of %s").at(text, position));
        }
        offset += line.length() + 1;
        number++;
      }
      return Optional.empty();
    } catch (IOException e) {
      throw text.unreadable(e);
    }
  }

  private static Optional<String> toolOf(Map<Pattern, String> forms, String text) {
    for (Map.Entry<Pattern, String> form : forms.entrySet()) {
      if (form.getKey().matcher(text).matches()) {
        return Optional.of(form.getValue());
      }
    }
    return Optional.empty();
  }

  private static Diagnostic refusal(String tool, String what) {
    return Diagnostic.error("other-tool", what.formatted(tool) + ", which is not read yet")
        .fix("name the file <version>_<description>.sql with -- UP and -- DOWN sections");
  }
}
