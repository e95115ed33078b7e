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
import dev.pgmigrations.cli.types.GeneratedCode;
import dev.pgmigrations.cli.types.GeneratedFile;
import dev.pgmigrations.cli.types.JavaSources;
import dev.pgmigrations.cli.types.TypeScriptSource;
import dev.pgmigrations.cli.types.TypeSet;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Option;

@Command(
    name = "types",
    description = "Write a Java record or TypeScript interface for each table, view and type.",
    footerHeading = "%nExamples:%n",
    footer = {
      "  pgmigrations types --language java --package com.example.db --output src/main/java",
      "  pgmigrations types --language typescript --output src/database.ts",
      "  pgmigrations types --language typescript --schemas app"
    })
final class TypesCommand implements Callable<Integer> {

  /** Of which there are types. */
  enum Language {
    java,
    typescript
  }

  private final Surroundings surroundings;
  @Mixin DatabaseOptions options = new DatabaseOptions();
  @Mixin SchemasOption schemas = new SchemasOption();

  @Option(
      names = "--language",
      paramLabel = "LANGUAGE",
      required = true,
      description = "${COMPLETION-CANDIDATES}")
  Language language = Language.java;

  @Option(
      names = {"-o", "--output"},
      paramLabel = "PATH",
      description = {
        "The folder of Java sources, in which the package has its own, or the file for TypeScript.",
        "Files that this command made are overwritten, no others. By default all is printed."
      })
  @Nullable Path output;

  @Option(names = "--package", paramLabel = "NAME", description = "Package of the Java sources.")
  @Nullable String packageName;

  @Option(
      names = "--no-jspecify",
      description = "Java: no annotations for what may be null, but words in its documentation.")
  boolean plain;

  @Option(
      names = "--prune",
      description = "Java: delete files that this command made for what is no longer there.")
  boolean prune;

  TypesCommand(Surroundings surroundings) {
    this.surroundings = surroundings;
  }

  @Override
  public Integer call() {
    return Invocation.of(surroundings, "types", options, this::types);
  }

  private Answer types(DatabaseWork work) {
    check();
    Catalog catalog = schemas.read(work);
    TypeSet types = new TypeSet(catalog, schemas.of(catalog));
    return language == Language.java
        ? java(new JavaSources(types, packageName == null ? "" : packageName, !plain).generate())
        : typeScript(new TypeScriptSource(types).generate());
  }

  private void check() {
    if (language == Language.typescript && (packageName != null || plain || prune)) {
      throw new UsageException(
          "--package, --no-jspecify and --prune are of Java",
          "give --language java, or none of them");
    }
    if (packageName != null && !JavaSources.isPackage(packageName)) {
      throw new UsageException(
          "'%s' is no name of a package".formatted(packageName),
          "give one as it stands in a source file: com.example.db");
    }
    if (prune && output == null) {
      throw new UsageException("--prune is about files", "give --output, too");
    }
  }

  private Answer java(GeneratedCode code) {
    List<Diagnostic> warnings = new ArrayList<>();
    code.tooWide()
        .forEach(
            table ->
                warnings.add(
                    Diagnostic.warning(
                            "too-wide",
                            "%s has no record: its columns are more than the 255 arguments, of which"
                                    .formatted(table)
                                + " long and double take two, that Java allows")
                        .fix("map it by hand, or make a view of the columns that are needed")));
    if (output == null) {
      return new TypesAnswer(code.files(), List.of(), List.of(), List.of(), warnings, surroundings);
    }
    Path root = surroundings.folder().resolve(output);
    Map<Path, String> contents = new LinkedHashMap<>();
    code.files().forEach(file -> contents.put(under(root, file), file.content()));
    return written(
        contents, root.resolve(packageName == null ? "" : packageName.replace('.', '/')), warnings);
  }

  /** A process without a locale has file names of ASCII. */
  private static Path under(Path root, GeneratedFile file) {
    try {
      return root.resolve(file.path());
    } catch (InvalidPathException e) {
      throw new RefusedException(
          Diagnostic.error("file", "no file can be called %s here".formatted(file.path()))
              .kept("everything as it was")
              .fix("set the locale of the process: LC_ALL=C.UTF-8"));
    }
  }

  private Answer written(Map<Path, String> contents, Path folder, List<Diagnostic> warnings) {
    GeneratedFiles files = new GeneratedFiles(GeneratedCode.MARK);
    List<Path> written = files.write(contents);
    List<Path> leftOver =
        language == Language.java ? files.leftOver(folder, ".java", contents) : List.of();
    if (prune) {
      GeneratedFiles.delete(leftOver);
    } else {
      leftOver.forEach(
          file ->
              warnings.add(
                  Diagnostic.warning(
                          "left-over", "%s is of nothing that is there now".formatted(file))
                      .fix("delete it, or give --prune")));
    }
    List<Path> unchanged = contents.keySet().stream().filter(f -> !written.contains(f)).toList();
    return new TypesAnswer(
        List.of(), written, unchanged, prune ? leftOver : List.of(), warnings, surroundings);
  }

  private Answer typeScript(String source) {
    if (output == null) {
      return new TypesAnswer(
          List.of(new GeneratedFile("", source)),
          List.of(),
          List.of(),
          List.of(),
          List.of(),
          surroundings);
    }
    Path file = surroundings.folder().resolve(output);
    return written(Map.of(file, source), surroundings.folder(), new ArrayList<>());
  }
}
