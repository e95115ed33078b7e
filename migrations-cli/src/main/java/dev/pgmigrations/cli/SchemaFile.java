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

package dev.pgmigrations.cli;

import com.github.difflib.DiffUtils;
import com.github.difflib.UnifiedDiffUtils;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The text of a schema file.
 *
 * @param head the first line, which says who wrote it; empty in a file of another tool
 * @param body all that is compared
 */
record SchemaFile(String head, String body) {

  /** How it begins. */
  static final String MARK = "-- Schema of a PostgreSQL ";

  private static final Pattern HEAD =
      Pattern.compile("\\A" + MARK + "\\d+ database, written with (?<engine>.+?) by .*");

  private static final int AROUND = 3;

  static SchemaFile written(int serverVersion, SchemaEngine engine, String body) {
    return new SchemaFile(
        "%s%s database, written with %s by \"pgmigrations schema\"; not to be edited."
            .formatted(MARK, serverVersion, engine.label()),
        body);
  }

  /** What is there, if anything is. */
  static Optional<SchemaFile> read(Path file) {
    try {
      return Files.exists(file) ? Optional.of(of(Files.readString(file))) : Optional.empty();
    } catch (IOException e) {
      throw new RefusedException(
          Diagnostic.error("file", "%s cannot be read: %s".formatted(file, e))
              .fix("see that it is a text file in UTF-8 that you may read"));
    }
  }

  private static SchemaFile of(String text) {
    int end = text.indexOf('\n');
    return text.startsWith(MARK) && end > 0
        ? new SchemaFile(text.substring(0, end).strip(), text.substring(end + 1))
        : new SchemaFile("", text);
  }

  /** Which engine wrote it. */
  Optional<String> engine() {
    Matcher matcher = HEAD.matcher(head);
    return matcher.find() ? Optional.of(matcher.group("engine")) : Optional.empty();
  }

  String text() {
    return head + "\n" + body;
  }

  /**
   * A unified diff that makes this file the other one; empty if they are equal but for who wrote
   * them, and for ends of lines, which git may have changed.
   */
  List<String> differencesTo(SchemaFile other, String name) {
    List<String> here = body.lines().toList();
    return UnifiedDiffUtils.generateUnifiedDiff(
        name, "database", here, DiffUtils.diff(here, other.body.lines().toList()), AROUND);
  }
}
