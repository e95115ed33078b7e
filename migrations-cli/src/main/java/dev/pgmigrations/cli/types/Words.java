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

package dev.pgmigrations.cli.types;

import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;

/** The parts of a name of the database that may stand in a name of a program. */
final class Words {

  private final List<String> words;

  private Words(List<String> words) {
    this.words = words;
  }

  /** Of {@code user_id}, {@code "User id"} or {@code userId}; they are letters and digits. */
  static Words of(String name) {
    StringBuilder text = new StringBuilder();
    name.codePoints()
        .forEach(
            c -> {
              boolean belongs =
                  Character.isJavaIdentifierPart(c)
                      && !Character.isIdentifierIgnorable(c)
                      && c != '_'
                      && c != '$';
              text.appendCodePoint(belongs ? c : ' ');
            });
    List<String> words = List.of(text.toString().strip().split(" +"));
    return new Words(words.equals(List.of("")) ? List.of(codes(name)) : words);
  }

  /** Of a name without any letter: {@code U1F600}. */
  private static String codes(String name) {
    return name.isEmpty()
        ? "EMPTY"
        : name.codePoints()
            .mapToObj(c -> "U" + Integer.toHexString(c).toUpperCase(Locale.ROOT))
            .collect(Collectors.joining());
  }

  /** {@code UserId}. */
  String pascal() {
    return started(joinedUpper());
  }

  /** {@code userId}. */
  String camel() {
    String pascal = joinedUpper();
    int end = pascal.offsetByCodePoints(0, 1);
    return started(pascal.substring(0, end).toLowerCase(Locale.ROOT) + pascal.substring(end));
  }

  /** Capitals alone say nothing about words. */
  private String joinedUpper() {
    boolean mixed =
        words.stream().anyMatch(word -> word.codePoints().anyMatch(Character::isLowerCase));
    return words.stream()
        .map(word -> upper(mixed ? word : word.toLowerCase(Locale.ROOT)))
        .collect(Collectors.joining());
  }

  /** {@code in_progress}. */
  String joined() {
    return started(String.join("_", words));
  }

  private static String upper(String word) {
    int end = word.offsetByCodePoints(0, 1);
    String first = word.substring(0, end);
    String upper = first.toUpperCase(Locale.ROOT);
    // Some letters have two for an upper case, or none.
    return (upper.codePointCount(0, upper.length()) == 1 ? upper : first) + word.substring(end);
  }

  private static String started(String name) {
    return Character.isJavaIdentifierStart(name.codePointAt(0)) ? name : "_" + name;
  }
}
