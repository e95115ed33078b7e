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

import dev.pgmigrations.cli.catalog.Catalog;
import dev.pgmigrations.cli.docs.SchemaDocument;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;
import tools.jackson.databind.node.ObjectNode;

@Command(
    name = "docs",
    description = {
      "Describe the schema as a Markdown document with an entity diagram (Mermaid).",
      "The same schema gives the same text, so that it may be kept in git."
    },
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations docs --output SCHEMA.md",
      "  pgmigrations docs --schemas app --schemas audit > SCHEMA.md"
    })
final class DocsCommand implements Callable<Integer> {

  private final Surroundings surroundings;
  @Mixin DatabaseOptions options = new DatabaseOptions();
  @Mixin SchemasOption schemas = new SchemasOption();

  @Option(
      names = {"-o", "--output"},
      paramLabel = "FILE",
      description = "Write it to this file; an older one of this command is overwritten.")
  @Nullable Path output;

  DocsCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.of(surroundings, "docs", options, this::document);
  }

  private Answer document(DatabaseWork work) {
    Catalog catalog = schemas.read(work);
    String text = SchemaDocument.of(catalog.only(schemas.of(catalog)));
    if (output == null) {
      return new Document(text, Optional.empty(), false);
    }
    Path file = surroundings.folder().resolve(output);
    boolean written = !new GeneratedFiles(SchemaDocument.MARK).write(Map.of(file, text)).isEmpty();
    return new Document(text, Optional.of(file), written);
  }

  /**
   * The document.
   *
   * @param written whether the file was not the same already
   */
  private record Document(String markdown, Optional<Path> file, boolean written) implements Answer {

    @Override
    public void print(Page page) {
      file.ifPresentOrElse(
          path -> page.line(path + (written ? "" : " (unchanged)")), () -> page.text(markdown));
    }

    @Override
    public void describe(ObjectNode document) {
      file.ifPresentOrElse(
          path -> document.put("file", path.toString()).put("written", written),
          () -> document.put("markdown", markdown));
    }
  }
}
