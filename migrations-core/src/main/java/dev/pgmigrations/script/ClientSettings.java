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

package dev.pgmigrations.script;

import dev.pgmigrations.script.Classifier.Refusal;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/**
 * Settings that the JDBC driver cannot live with: it closes the connection when the server tells it
 * of them, with the commit perhaps done, perhaps not.
 */
final class ClientSettings {

  private static final Set<String> UTF8 =
      Set.of("'utf8'", "'utf-8'", "'unicode'", "utf8", "unicode", "default");
  private static final Set<String> STYLES = Set.of("sql", "postgres", "postgresql", "german");

  private ClientSettings() {}

  /**
   * Why a setting is refused.
   *
   * @param words what follows {@code SET}, {@code LOCAL} and {@code SESSION}
   */
  static Optional<Refusal> refusal(List<String> words) {
    if (words.size() < 2) {
      return Optional.empty();
    }
    if (words.get(0).equals("names")) {
      return encoding(words.get(1));
    }
    if (words.get(0).equals("client_encoding") && words.size() > 2) {
      return encoding(words.get(2));
    }
    return words.get(0).equals("datestyle")
        ? style(words.subList(1, words.size()))
        : Optional.empty();
  }

  private static Optional<Refusal> encoding(String value) {
    return UTF8.contains(value.toLowerCase(Locale.ROOT))
        ? Optional.empty()
        : Optional.of(
            new Refusal(
                "client-setting",
                "the file is read and sent as UTF-8, whatever it was written in",
                "remove this line, and save the file as UTF-8"));
  }

  private static Optional<Refusal> style(List<String> values) {
    boolean other =
        values.stream()
            .flatMap(value -> Arrays.stream(value.replace("'", "").split("[ ,]+", -1)))
            .map(value -> value.toLowerCase(Locale.ROOT))
            .anyMatch(STYLES::contains);
    return other
        ? Optional.of(
            new Refusal(
                "client-setting",
                "the driver needs dates in the style ISO",
                "remove the style, and keep the order (DMY, MDY, YMD) if it is needed"))
        : Optional.empty();
  }
}
