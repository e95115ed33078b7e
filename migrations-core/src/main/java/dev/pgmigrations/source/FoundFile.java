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

import java.io.FileInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.util.Locale;
import org.springframework.core.io.Resource;
import org.springframework.util.StringUtils;

/**
 * A file and the location it was found in.
 *
 * @param name as its user knows it: the location's path, and the file's below it
 * @param resource its content
 * @param root the location's folder, for includes
 * @param rootName the location's path
 */
record FoundFile(String name, Resource resource, Resource root, String rootName) {

  static boolean isSql(String fileName) {
    return fileName.toLowerCase(Locale.ROOT).endsWith(".sql");
  }

  /** Its bytes. A file is not read through a channel, which takes twice the time to open. */
  InputStream open() throws IOException {
    return resource.isFile() ? new FileInputStream(resource.getFile()) : resource.getInputStream();
  }

  /** The same for one file under several names, links included. */
  String identity() {
    try {
      return resource.isFile()
          ? resource.getFile().toPath().toRealPath().toString()
          : resource.getURL().toString();
    } catch (IOException e) {
      return resource.getDescription();
    }
  }

  /** The file whose name is less nested; of two as deep as each other the first by alphabet. */
  FoundFile orNearer(FoundFile other) {
    int order = Integer.compare(depth(), other.depth());
    return order < 0 || (order == 0 && name.compareTo(other.name) <= 0) ? this : other;
  }

  private int depth() {
    return StringUtils.countOccurrencesOf(name, "/");
  }
}
