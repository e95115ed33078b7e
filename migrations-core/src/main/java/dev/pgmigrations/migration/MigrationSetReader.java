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
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.script.Includes;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.source.MigrationSource;
import dev.pgmigrations.source.SourceFile;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/** Sorts files by what their names say. */
final class MigrationSetReader {

  private record Named(SourceFile file, FileRole role, Includes includes) {}

  private final List<FileFormat> formats;
  private final Placeholders placeholders;
  private final List<Diagnostic> problems = new ArrayList<>();

  MigrationSetReader(List<FileFormat> formats, Placeholders placeholders) {
    this.formats = formats;
    this.placeholders = placeholders;
  }

  MigrationSet read(MigrationSource source, Optional<MigrationSource> seeds, List<Migration> code) {
    List<Named> files = new ArrayList<>(named(source));
    if (seeds.isPresent()) {
      addSeeds(files, named(seeds.get()));
    }
    Map<String, Named> rollbacks = rollbacks(files);
    Map<MigrationId, Migration> migrations = new LinkedHashMap<>();
    for (Named file : files) {
      Optional<Migration> migration = migration(file, rollbacks);
      if (migration.isPresent()) {
        add(migrations, migration.get());
      }
    }
    for (Migration migration : code) {
      add(migrations, migration);
    }
    for (Named rollback : rollbacks.values()) {
      orphan(rollback);
    }
    if (!problems.isEmpty()) {
      throw new SourceException(problems);
    }
    return new MigrationSet(
        of(Kind.VERSIONED, migrations), of(Kind.REPEATABLE, migrations), of(Kind.SEED, migrations));
  }

  private static void addSeeds(List<Named> files, List<Named> seeds) {
    Set<String> known = files.stream().map(f -> f.file().text().name()).collect(Collectors.toSet());
    seeds.stream().filter(s -> !known.contains(s.file().text().name())).forEach(files::add);
  }

  private static List<Migration> of(Kind kind, Map<MigrationId, Migration> migrations) {
    List<Migration> some = new ArrayList<>();
    for (Migration migration : migrations.values()) {
      if (migration.id().kind() == kind) {
        some.add(migration);
      }
    }
    return some;
  }

  private List<Named> named(MigrationSource source) {
    Includes includes = (from, path, relative, at) -> include(source, from, path, relative, at);
    List<Named> named = new ArrayList<>();
    for (SourceFile file : source.files()) {
      Optional<Diagnostic> foreign = ForeignFiles.byName(file.text(), file.fileName());
      Optional<FileRole> role = roleOf(file.fileName());
      if (foreign.isPresent()) {
        problems.add(foreign.get());
      } else if (role.isPresent()) {
        named.add(new Named(file, role.get(), includes));
      } else {
        problems.add(unknownForm(file));
      }
    }
    return named;
  }

  private static SourceText include(
      MigrationSource source, SourceText from, String path, boolean relative, Position at) {
    return source
        .included(from, path, relative)
        .orElseThrow(
            () ->
                new ScriptSyntaxException(
                    List.of(
                        Diagnostic.error("no-include", "there is no file '%s'".formatted(path))
                            .at(from, at)
                            .fix(
                                "\\ir is seen from the folder of this file, \\i from the root of"
                                    + " the location"))));
  }

  private Optional<FileRole> roleOf(String fileName) {
    for (FileFormat format : formats) {
      Optional<FileRole> role = format.roleOf(fileName);
      if (role.isPresent()) {
        return role;
      }
    }
    return Optional.empty();
  }

  private Diagnostic unknownForm(SourceFile file) {
    return Diagnostic.error("file-name", "the name of this file has no known form")
        .at(Place.of(file.text().name()))
        .fix(
            "name it "
                + formats.stream().map(FileFormat::description).collect(Collectors.joining(" or "))
                + ", or move it elsewhere");
  }

  /** By folder and version. */
  private Map<String, Named> rollbacks(List<Named> files) {
    Map<String, Named> rollbacks = new HashMap<>();
    for (Named file : files) {
      if (file.role() instanceof FileRole.Rollback rollback) {
        Named other = rollbacks.putIfAbsent(rollbackKey(file, rollback.version()), file);
        if (other != null) {
          problems.add(
              twice(
                  "two rollback files have version " + rollback.version(),
                  other.file(),
                  file.file()));
        }
      }
    }
    return rollbacks;
  }

  private static String rollbackKey(Named file, Version version) {
    return file.file().folder() + "/" + version;
  }

  private Optional<Migration> migration(Named file, Map<String, Named> rollbacks) {
    SourceText text = file.file().text();
    if (file.role() instanceof FileRole.Versioned versioned) {
      Named rollback = rollbacks.remove(rollbackKey(file, versioned.version()));
      SqlBody body =
          new SqlBody(
              text,
              rollback == null ? null : rollback.file().text(),
              file.includes(),
              Placeholders.NONE);
      return Optional.of(
          new Migration(MigrationId.of(versioned.version()), versioned.description(), body));
    }
    if (file.role() instanceof FileRole.Repeatable repeatable) {
      return Optional.of(described(Kind.REPEATABLE, repeatable.description(), file));
    }
    if (file.role() instanceof FileRole.Seed seed) {
      return Optional.of(described(Kind.SEED, seed.description(), file));
    }
    return Optional.empty();
  }

  private Migration described(Kind kind, String description, Named file) {
    return new Migration(
        new MigrationId(kind, description),
        description,
        new SqlBody(file.file().text(), null, file.includes(), placeholders));
  }

  private void add(Map<MigrationId, Migration> migrations, Migration migration) {
    Migration other = migrations.putIfAbsent(migration.id(), migration);
    if (other != null) {
      String what =
          migration.id().kind() == Kind.VERSIONED
              ? "two files have version " + migration.id()
              : "two files are the " + migration.id();
      problems.add(twice(what, SourceFile.of(other.source()), SourceFile.of(migration.source())));
    }
  }

  private static Diagnostic twice(String what, SourceFile first, SourceFile second) {
    return Diagnostic.error(
            "same-version", "%s: %s and %s".formatted(what, first.text(), second.text()))
        .at(Place.of(second.text().name()))
        .fix("rename one of them");
  }

  private void orphan(Named rollback) {
    problems.add(
        Diagnostic.error(
                "orphan-rollback", "there is no migration of this version in the same folder")
            .at(Place.of(rollback.file().text().name()))
            .fix("put the migration beside it, or remove this file"));
  }
}
