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

import dev.pgmigrations.cli.types.GeneratedFile;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.nio.file.Path;
import java.util.List;
import tools.jackson.databind.node.ArrayNode;
import tools.jackson.databind.node.ObjectNode;

/**
 * The sources, or where they were written.
 *
 * @param printed where no folder is given; a path is empty where there is one source alone
 * @param warnings go to standard error, as the sources may be all that is wanted on the other
 */
record TypesAnswer(
    List<GeneratedFile> printed,
    List<Path> written,
    List<Path> unchanged,
    List<Path> deleted,
    List<Diagnostic> warnings,
    Surroundings surroundings)
    implements Answer {

  @Override
  public void print(Page page) {
    for (GeneratedFile file : printed) {
      page.text(
          file.path().isEmpty()
              ? file.content()
              : "// ---- %s ----%n%s%n".formatted(file.path(), file.content()));
    }
    written.forEach(file -> page.line(file.toString()));
    deleted.forEach(file -> page.line(file + " (deleted)"));
    if (!unchanged.isEmpty()) {
      page.line(unchanged.size() == 1 ? "1 file unchanged" : unchanged.size() + " files unchanged");
    }
    Page beside = Page.err(surroundings);
    warnings.forEach(warning -> beside.line(new DiagnosticText(beside.style()).of(warning)));
  }

  @Override
  public void describe(ObjectNode document) {
    ArrayNode files = document.putArray("files");
    for (GeneratedFile file : printed) {
      ObjectNode node = files.addObject();
      if (!file.path().isEmpty()) {
        node.put("path", file.path());
      }
      node.put("content", file.content());
    }
    state(files, written, "written");
    state(files, unchanged, "unchanged");
    state(files, deleted, "deleted");
    Documents.diagnostics(document, "warnings", warnings);
  }

  private static void state(ArrayNode files, List<Path> paths, String state) {
    paths.forEach(path -> files.addObject().put("path", path.toString()).put("state", state));
  }
}
