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

import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/** What became of a schema's text. */
sealed interface SchemaAnswer extends Answer {

  /** It is the answer. */
  record Text(String sql, String engine, List<String> notCovered) implements SchemaAnswer {

    @Override
    public void print(Page page) {
      page.text(sql);
    }

    @Override
    public void describe(ObjectNode document) {
      document.put("engine", engine).put("sql", sql);
      lines(document, "notCovered", notCovered);
    }
  }

  /** It was written. */
  record Written(Path file, String engine, List<String> notCovered) implements SchemaAnswer {

    @Override
    public void print(Page page) {
      page.line(file.toString());
      notCovered.forEach(
          line -> page.line(page.style().notable("not in this file: %s".formatted(line))));
    }

    @Override
    public void describe(ObjectNode document) {
      document.put("engine", engine).put("file", file.toString());
      lines(document, "notCovered", notCovered);
    }
  }

  /**
   * It was compared.
   *
   * @param differences a unified diff
   */
  record Checked(
      Path file, String engine, String writtenAs, String readAs, List<String> differences)
      implements SchemaAnswer {

    /** More than that is for a tool that shows differences. */
    private static final int MOST = 200;

    @Override
    public void print(Page page) {
      if (differences.isEmpty()) {
        page.line("%s is what the database has".formatted(file));
        return;
      }
      differences.stream().limit(MOST).forEach(page::line);
      if (differences.size() > MOST) {
        page.line("… and %s lines more".formatted(differences.size() - MOST));
      }
      page.line("%s is not what the database has".formatted(file));
      if (!writtenAs.equals(readAs)) {
        Stream.of("it was made otherwise, too:", "  " + writtenAs, "  " + readAs)
            .forEach(page::line);
      }
    }

    @Override
    public void describe(ObjectNode document) {
      document
          .put("engine", engine)
          .put("file", file.toString())
          .put("same", differences.isEmpty());
      lines(document, "differences", differences);
    }

    @Override
    public int exitCode() {
      return differences.isEmpty() ? ExitCode.DONE : ExitCode.FAILED;
    }
  }

  private static void lines(ObjectNode document, String name, List<String> lines) {
    ArrayNode all = document.putArray(name);
    lines.forEach(all::add);
  }
}
