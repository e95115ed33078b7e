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
import dev.pgmigrations.diagnostic.SourceException;
import dev.pgmigrations.diagnostic.SourceText;
import java.io.File;
import java.io.FileNotFoundException;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.nio.file.FileVisitOption;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.IdentityHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.springframework.core.io.FileSystemResource;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;

/** Files that Spring's resource patterns find. */
final class ResourceSource implements MigrationSource {

  private record Found(Resource resource, Resource root) {}

  private final List<Location> locations;
  private final PathMatchingResourcePatternResolver resolver;
  private final IdentityHashMap<SourceText, Found> origins = new IdentityHashMap<>();

  ResourceSource(List<Location> locations, ClassLoader classLoader) {
    this.locations = locations;
    this.resolver = new PathMatchingResourcePatternResolver(classLoader);
  }

  @Override
  public List<SourceFile> files() {
    Map<String, SourceFile> byUrl = new TreeMap<>();
    List<Diagnostic> missing = new ArrayList<>();
    for (Location location : locations) {
      List<Resource> roots = roots(location);
      List<Resource> found = below(location);
      if (roots.isEmpty() && found.isEmpty()) {
        missing.add(notThere(location));
      }
      for (Resource resource : found) {
        byUrl.computeIfAbsent(url(resource), url -> file(location, resource, url, roots));
      }
    }
    if (!missing.isEmpty()) {
      throw new SourceException(missing);
    }
    return byUrl.values().stream()
        .sorted((a, b) -> a.text().name().compareTo(b.text().name()))
        .toList();
  }

  private SourceFile file(Location location, Resource resource, String url, List<Resource> roots) {
    String relative = null;
    Resource root = resource;
    for (Resource candidate : roots) {
      String prefix = url(candidate);
      if (url.startsWith(prefix) && (relative == null || url.length() - prefix.length() > 0)) {
        relative = url.substring(prefix.length());
        root = candidate;
      }
    }
    if (relative == null) {
      relative = url.substring(url.lastIndexOf('/') + 1);
    }
    String path = URLDecoder.decode(relative.replace("+", "%2B"), StandardCharsets.UTF_8);
    SourceText text =
        SourceText.of(
            location.path() + (path.startsWith("/") ? "" : "/") + path, resource::getInputStream);
    origins.put(text, new Found(resource, root));
    return SourceFile.of(text);
  }

  private List<Resource> roots(Location location) {
    if (location.kind() == Location.Kind.FILESYSTEM) {
      Path folder = Path.of(location.path());
      return Files.isDirectory(folder)
          ? List.of(new FileSystemResource(location.path() + "/"))
          : List.of();
    }
    return find("classpath*:" + location.path() + "/").stream().filter(Resource::exists).toList();
  }

  private List<Resource> below(Location location) {
    Collection<Resource> all =
        location.kind() == Location.Kind.FILESYSTEM
            ? walk(Path.of(location.path()))
            : find("classpath*:" + location.path() + "/**/*");
    return all.stream()
        .filter(
            resource -> {
              String name = resource.getFilename();
              return name != null && name.toLowerCase(Locale.ROOT).endsWith(".sql");
            })
        .toList();
  }

  private Collection<Resource> walk(Path folder) {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> paths = Files.walk(folder, FileVisitOption.FOLLOW_LINKS)) {
      return paths.filter(Files::isRegularFile).<Resource>map(FileSystemResource::new).toList();
    } catch (IOException | UncheckedIOException e) {
      throw unreadable(folder.toString(), e);
    }
  }

  private Collection<Resource> find(String pattern) {
    try {
      return Arrays.asList(resolver.getResources(pattern));
    } catch (FileNotFoundException e) {
      return List.of();
    } catch (IOException e) {
      throw unreadable(pattern, e);
    }
  }

  private static SourceException unreadable(String what, Exception cause) {
    return new SourceException(
        List.of(
            Diagnostic.error("unreadable", what + " cannot be read: " + cause.getMessage())
                .fix("see that this process may read it")),
        cause);
  }

  private static String url(Resource resource) {
    try {
      return resource.getURL().toString();
    } catch (IOException e) {
      return resource.getDescription();
    }
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
    Found origin = origins.get(from);
    if (origin == null) {
      return Optional.empty();
    }
    try {
      Resource seenFrom = relative ? origin.resource() : origin.root();
      Resource resource = seenFrom.createRelative(path);
      if (!resource.exists()) {
        return Optional.empty();
      }
      String folder = relative ? SourceFile.of(from).folder() + "/" : "";
      SourceText text = SourceText.of(folder + path, resource::getInputStream);
      origins.put(text, new Found(resource, origin.root()));
      return Optional.of(text);
    } catch (IOException e) {
      return Optional.empty();
    }
  }

  @Override
  public String description() {
    return locations.stream().map(Location::toString).collect(Collectors.joining(", "));
  }
}
