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

import java.io.FileNotFoundException;
import java.io.IOException;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import org.springframework.core.io.Resource;
import org.springframework.core.io.support.PathMatchingResourcePatternResolver;
import org.springframework.util.StringUtils;

/** A folder of the class path: of all its jars, nested ones included, and all its folders. */
record ClassPathFolder(Location location, PathMatchingResourcePatternResolver resolver) {

  /** All files below it; empty if there is no such folder. */
  Optional<List<FoundFile>> files() throws IOException {
    List<Resource> roots = new ArrayList<>();
    for (Resource root : find(location.path() + "/")) {
      if (root.exists()) {
        roots.add(root);
      }
    }
    if (roots.isEmpty()) {
      List<FoundFile> files = inJarsWithoutFolders();
      return files.isEmpty() ? Optional.empty() : Optional.of(files);
    }
    List<FoundFile> files = new ArrayList<>();
    for (Resource file : sql(find(location.path() + "/**/*"))) {
      files.add(file(file, roots));
    }
    return Optional.of(files);
  }

  private FoundFile file(Resource file, List<Resource> roots) throws IOException {
    String url = decoded(file);
    for (Resource root : roots) {
      String folder = decoded(root);
      if (url.startsWith(folder)) {
        return named(file, root, url.substring(folder.length()));
      }
    }
    throw new IOException(url + " is in none of the folders " + roots);
  }

  private List<Resource> find(String pattern) throws IOException {
    try {
      return Arrays.asList(resolver.getResources("classpath*:" + pattern));
    } catch (FileNotFoundException e) {
      return List.of();
    }
  }

  private static List<Resource> sql(List<Resource> resources) {
    List<Resource> sql = new ArrayList<>();
    for (Resource resource : resources) {
      String name = resource.getFilename();
      if (name != null && FoundFile.isSql(name)) {
        sql.add(resource);
      }
    }
    return sql;
  }

  private FoundFile named(Resource file, Resource root, String below) {
    return new FoundFile(location.path() + "/" + below, file, root, location.path());
  }

  private static String decoded(Resource resource) throws IOException {
    String url = resource.getURL().toString().replace("+", "%2B");
    return URLDecoder.decode(url, StandardCharsets.UTF_8);
  }

  /**
   * A jar need not have entries for its folders, and then the class path does not know them. A
   * pattern in the place of the first name makes Spring look through all jars.
   */
  private List<FoundFile> inJarsWithoutFolders() throws IOException {
    List<FoundFile> files = new ArrayList<>();
    String[] names = location.path().split("/", 2);
    String pattern = "{first:" + names[0] + "}" + (names.length > 1 ? "/" + names[1] : "");
    String folder = "!/" + location.path() + "/";
    for (Resource file : sql(find(pattern + "/**/*"))) {
      String url = decoded(file);
      int at = url.indexOf(folder);
      if (at >= 0) {
        String below = url.substring(at + folder.length());
        String up = "../".repeat(StringUtils.countOccurrencesOf(below, "/"));
        files.add(named(file, file.createRelative("./" + up), below));
      }
    }
    return files;
  }
}
