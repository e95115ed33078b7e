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

package dev.pgmigrations.corpora;

import dev.pgmigrations.testsupport.HistoryCorpus;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * Puts the history of another tool into this project's own form: a file for each step, with UP and
 * DOWN sections.
 */
final class NativeForm {

  private static final Pattern REPEATABLE = Pattern.compile("R__(.+)\\.sql");
  private static final Pattern WAY_BACK =
      Pattern.compile("(?m)^--\\s*(?:\\+goose Down|migrate:down|//@UNDO)\\b.*$");
  private static final Pattern OTHER_MARKERS =
      Pattern.compile("(?m)^--\\s*(?:\\+goose\\b|migrate:up\\b|postgres-migrations\\b).*$");
  private static final Pattern COMMENTS =
      Pattern.compile("(?m)^\\s*--.*$|/\\*.*?\\*/", Pattern.DOTALL);

  private NativeForm() {}

  /** Writes all steps into {@code folder}. */
  static void write(HistoryCorpus corpus, Path folder) {
    corpus.steps().forEach(step -> write(step, folder));
  }

  private static void write(HistoryCorpus.Step step, Path folder) {
    StringBuilder text = new StringBuilder();
    if (!step.transactional()) {
      text.append("-- migrations:transaction=none\n");
    }
    text.append("-- UP\n").append(withoutMarkers(up(step)));
    if (step.reversible()) {
      text.append("\n-- DOWN\n").append(orNothing(withoutMarkers(down(step))));
    }
    try {
      Files.createDirectories(folder);
      Files.writeString(folder.resolve(fileName(step)), text);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** {@code 4_add_note.sql}, and Flyway's {@code R__views.sql} as {@code R_views.sql}. */
  static String fileName(HistoryCorpus.Step step) {
    Matcher repeatable = REPEATABLE.matcher(step.name());
    if (repeatable.matches()) {
      return "R_%s.sql".formatted(repeatable.group(1));
    }
    String words = step.name().replaceFirst("\\.sql$", "").replaceAll("[^A-Za-z0-9]+", "_");
    return "%d_%s.sql".formatted(step.number(), words);
  }

  private static String up(HistoryCorpus.Step step) {
    String whole = read(step.file());
    Matcher wayBack = WAY_BACK.matcher(whole);
    return wayBack.find() ? whole.substring(0, wayBack.start()) : whole;
  }

  private static String down(HistoryCorpus.Step step) {
    String whole = read(step.file());
    Matcher wayBack = WAY_BACK.matcher(whole);
    if (wayBack.find()) {
      return whole.substring(wayBack.end());
    }
    String name = step.file().getFileName().toString();
    return read(step.file().resolveSibling(name.replaceFirst("up\\.sql$", "down.sql")));
  }

  private static String withoutMarkers(String text) {
    return OTHER_MARKERS.matcher(text).replaceAll("");
  }

  /** An empty way back says that there is nothing to undo; in the native form it would be none. */
  private static String orNothing(String down) {
    return COMMENTS.matcher(down).replaceAll("").isBlank() ? down + "\nselect 1;\n" : down;
  }

  private static String read(Path file) {
    try {
      return Files.readString(file);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
