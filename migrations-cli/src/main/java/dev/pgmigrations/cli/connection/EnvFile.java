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

package dev.pgmigrations.cli.connection;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;

/**
 * A {@code .env} file: {@code NAME=value}, perhaps after {@code export}, perhaps in quotes; lines
 * that begin with # are comments, and so is what follows a blank and a # behind a value without
 * quotes.
 */
final class EnvFile {

  /** Editors on Windows begin a file so; it is no part of the first name. */
  private static final String BYTE_ORDER_MARK = "\uFEFF";

  private EnvFile() {}

  /**
   * Its variables.
   *
   * @throws ConnectionException if there is no such file, or a line is of no such form
   */
  static Variables read(Path file) {
    Map<String, String> values = new HashMap<>();
    List<String> lines = lines(file);
    for (int i = 0; i < lines.size(); i++) {
      String line = lines.get(i).strip();
      if (line.startsWith("export ")) {
        line = line.substring("export ".length()).strip();
      }
      if (line.isEmpty() || line.startsWith("#")) {
        continue;
      }
      int equals = line.indexOf('=');
      if (equals < 1) {
        throw new ConnectionException(
            "%s:%s is no NAME=value".formatted(file, i + 1), "correct the line");
      }
      values.put(line.substring(0, equals).strip(), value(line.substring(equals + 1).strip()));
    }
    return new Variables(values);
  }

  private static List<String> lines(Path file) {
    try {
      String text = Files.readString(file);
      return (text.startsWith(BYTE_ORDER_MARK) ? text.substring(1) : text).lines().toList();
    } catch (IOException e) {
      throw new ConnectionException(
          "the file %s cannot be read".formatted(file), "correct --env-file");
    }
  }

  private static String value(String text) {
    if (text.startsWith("\"") || text.startsWith("'")) {
      int end = text.indexOf(text.charAt(0), 1);
      return end < 0 ? text : text.substring(1, end);
    }
    return text.startsWith("#") ? "" : text.replaceFirst("\\s+#.*", "");
  }
}
