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

package dev.pgmigrations.source;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.File;
import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.util.ArrayList;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.StringJoiner;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/** Files of the class path and of the file system. */
final class ResourceSource implements MigrationSource {

  private final List<Location> locations;
  private final PathMatchingResourcePatternResolver resolver;
  private final IdentityHashMap<SourceText, FoundFile> origins = new IdentityHashMap<>();

  ResourceSource(List<Location> locations, ClassLoader classLoader) {
    this.locations = locations;
    this.resolver = new PathMatchingResourcePatternResolver(classLoader);
  }

  @Override
  public List<SourceFile> files() {
    Map<String, FoundFile> files = new LinkedHashMap<>();
    List<Diagnostic> missing = new ArrayList<>();
    for (Location location : locations) {
      Optional<List<FoundFile>> found = find(location);
      if (found.isEmpty()) {
        missing.add(notThere(location));
      }
      for (FoundFile file : found.orElse(List.of())) {
        String identity = identity(file);
        FoundFile known = files.get(identity);
        files.put(identity, known == null ? file : known.orNearer(file));
      }
    }
    if (!missing.isEmpty()) {
      throw new SourceException(missing);
    }
    List<FoundFile> sorted = new ArrayList<>(files.values());
    sorted.sort((one, other) -> one.name().compareTo(other.name()));
    refuseTwins(sorted);
    List<SourceFile> sources = new ArrayList<>();
    for (FoundFile file : sorted) {
      sources.add(SourceFile.of(text(file)));
    }
    return sources;
  }

  /** In the locale POSIX, which containers have by default, Java opens no file of such a name. */
  private static String identity(FoundFile file) {
    try {
      return file.identity();
    } catch (InvalidPathException e) {
      throw new SourceException(
          List.of(
              Diagnostic.error(
                      "unreadable",
                      "%s: this process knows no file names with such letters, its locale is for %s"
                          .formatted(file.name(), System.getProperty("sun.jnu.encoding")))
                  .fix("start it with LC_ALL=C.UTF-8 in its environment, or rename the file")),
          e);
    }
  }

  /** Two jars may hold files of one name, by which nobody could tell them apart later. */
  private static void refuseTwins(List<FoundFile> sorted) {
    List<Diagnostic> twins = new ArrayList<>();
    for (int i = 1; i < sorted.size(); i++) {
      FoundFile one = sorted.get(i - 1);
      FoundFile other = sorted.get(i);
      if (one.name().equals(other.name())) {
        twins.add(
            Diagnostic.error(
                    "same-name",
                    "there are two of this file: %s and %s"
                        .formatted(one.identity(), other.identity()))
                .at(Place.of(one.name()))
                .fix("remove one of them, or the jar that is there twice"));
      }
    }
    if (!twins.isEmpty()) {
      throw new SourceException(twins);
    }
  }

  private Optional<List<FoundFile>> find(Location location) {
    try {
      return location.kind() == Location.Kind.FILESYSTEM
          ? new Folder(location).files()
          : new ClassPathFolder(location, resolver).files();
    } catch (IOException | IllegalArgumentException e) { // the latter of names that are no URL
      throw unreadable(location, e);
    }
  }

  private SourceText text(FoundFile file) {
    SourceText text = SourceText.of(file.name(), file::open);
    origins.put(text, file);
    return text;
  }

  private static SourceException unreadable(Location location, Exception cause) {
    return new SourceException(
        List.of(
            Diagnostic.error("unreadable", location + " cannot be read: " + cause.getMessage())
                .fix("see that this process may read it")),
        cause);
  }

  private static Diagnostic notThere(Location location) {
    String where =
        location.kind() == Location.Kind.FILESYSTEM
            ? " (" + new File(location.path()).getAbsolutePath() + ")"
            : "";
    return Diagnostic.error(
            "no-location", "the location %s does not exist%s".formatted(location, where))
        .fix(
            location.kind() == Location.Kind.CLASSPATH
                ? "create src/main/resources/%s, or correct the location".formatted(location.path())
                : "create the folder, or correct the location");
  }

  @Override
  public Optional<SourceText> included(SourceText from, String path, boolean relative) {
    FoundFile origin = origins.get(from);
    if (origin == null) {
      return Optional.empty();
    }
    try {
      Resource seenFrom = relative ? origin.resource() : origin.root();
      Resource resource = seenFrom.createRelative(path);
      if (!resource.exists()) {
        return Optional.empty();
      }
      String folder = relative ? SourceFile.of(from).folder() : origin.rootName();
      String name = StringUtils.cleanPath(folder + "/" + path);
      return Optional.of(text(new FoundFile(name, resource, origin.root(), origin.rootName())));
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String description() {
    StringJoiner text = new StringJoiner(", ");
    for (Location location : locations) {
      text.add(location.toString());
    }
    return text.toString();
  }
}
