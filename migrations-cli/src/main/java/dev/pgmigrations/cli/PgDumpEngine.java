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

import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/** Through {@code pg_dump}. */
final class PgDumpEngine implements SchemaEngine {

  static final String LABEL = "pg_dump";

  /** What changes from one run to the next, or with each minor version. */
  private static final Pattern UNSTEADY =
      Pattern.compile(
          "(?m)^(-- Dumped (from database|by pg_dump) version .*|\\\\(un)?restrict \\w+)\\R");

  private static final Pattern EMPTY_LINES = Pattern.compile("\\A\\R+");

  private final PgDump program;
  private final int version;

  PgDumpEngine(PgDump program, int version) {
    this.program = program;
    this.version = version;
  }

  @Override
  public String label() {
    return LABEL + " " + version;
  }

  @Override
  public Result write(Request request) {
    List<String> arguments = new ArrayList<>(List.of("--schema-only", "--encoding=UTF8"));
    if (!request.owners()) {
      arguments.add("--no-owner");
    }
    if (!request.privileges()) {
      arguments.add("--no-privileges");
    }
    request.leftOut().stream().sorted().forEach(table -> arguments.add("--exclude-table=" + table));
    try {
      Path file = Files.createTempFile("schema", ".sql");
      try {
        arguments.add("--file=" + file);
        PgDump.Ended ended = program.run(request.work().address(), arguments);
        if (!ended.well()) {
          throw failed(ended.said());
        }
        return new Result(steady(Files.readString(file)), List.of());
      } finally {
        Files.delete(file);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** Equal schemas give equal texts. */
  static String steady(String dump) {
    int end = dump.lastIndexOf("\n\\unrestrict ");
    int head = Math.max(dump.indexOf("\nSET "), 0);
    String body = end < 0 ? dump.substring(head) : dump.substring(head, end + 1);
    String start = UNSTEADY.matcher(dump.substring(0, head) + "\n").replaceAll("");
    return EMPTY_LINES.matcher(start.stripTrailing() + "\n" + body.stripTrailing()).replaceFirst("")
        + "\n";
  }

  private static RefusedException failed(String said) {
    return new RefusedException(
        Diagnostic.error("schema", "the schema could not be read: " + said)
            .kept("everything as it was")
            .fix("correct what pg_dump says, or take --engine pgcodekeeper"));
  }
}
