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

import dev.pgmigrations.cli.catalog.Column;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** Names of components and constants that Java allows. */
final class JavaNames {

  private static final Set<String> RESERVED =
      Set.of(
          "abstract assert boolean break byte case catch char class const continue default do double else enum"
              .concat(
                  " extends final finally float for goto if implements import instanceof int"
                      + " interface long")
              .concat(
                  " native new package private protected public return short static strictfp super"
                      + " switch")
              .concat(
                  " synchronized this throw throws transient try void volatile while true false"
                      + " null _")
              .split(" "));

  /** Methods of every object, whose names no component may have. */
  private static final Set<String> NO_COMPONENTS =
      Set.of(
          "clone", "finalize", "getClass", "hashCode", "notify", "notifyAll", "toString", "wait");

  private JavaNames() {}

  /**
   * Components for columns: in camel case where Spring's mapping of a record finds the column by
   * it, else as the column is called. A column whose name Java does not allow gets another one,
   * which is that of no other column; it is then selected with an alias.
   */
  static Map<Column, String> components(List<Column> columns) {
    Set<String> columnNames =
        columns.stream().map(column -> folded(column.name())).collect(Collectors.toSet());
    Set<String> taken = new HashSet<>();
    Map<Column, String> found = new HashMap<>();
    for (Column column : columns) {
      String camel = Words.of(column.name()).camel();
      (isFound(camel, column.name(), columnNames)
              ? Stream.of(camel, column.name())
              : Stream.of(column.name()))
          .filter(name -> isComponent(name) && taken.add(name))
          .findFirst()
          .ifPresent(name -> found.put(column, name));
    }
    Map<Column, String> components = new LinkedHashMap<>();
    for (Column column : columns) {
      String name = found.get(column);
      components.put(column, name == null ? another(column, taken, columnNames) : name);
    }
    return components;
  }

  /** Spring looks for the name itself, then for its words with underscores between. */
  private static boolean isFound(String component, String column, Set<String> columns) {
    String own = folded(column);
    return folded(component).equals(own)
        || (!columns.contains(folded(component)) && underscored(component).equals(own));
  }

  private static String another(Column column, Set<String> taken, Set<String> columns) {
    String camel = Words.of(column.name()).camel();
    return another(
        isComponent(camel) ? camel : camel + "_",
        name ->
            !columns.contains(folded(name))
                && !columns.contains(underscored(name))
                && taken.add(name));
  }

  private static String underscored(String name) {
    StringBuilder text = new StringBuilder();
    for (int i = 0; i < name.length(); i++) {
      char c = name.charAt(i);
      if (i > 0 && Character.isUpperCase(c)) {
        text.append('_');
      }
      text.append(Character.toLowerCase(c));
    }
    return text.toString();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  /**
   * Constants for labels: the label itself where Java allows it, because then {@code valueOf} knows
   * it, and with it all that maps enums by name.
   */
  static Map<String, String> constants(List<String> labels) {
    Set<String> taken = new HashSet<>(labels);
    Map<String, String> constants = new LinkedHashMap<>();
    for (String label : labels) {
      constants.put(label, isIdentifier(label) ? label : constant(label, taken));
    }
    return constants;
  }

  private static String constant(String label, Set<String> taken) {
    String joined = Words.of(label).joined();
    return another(isIdentifier(joined) ? joined : joined + "_", taken::add);
  }

  private static String another(String wanted, Predicate<String> free) {
    String name = wanted;
    for (int i = 2; !free.test(name); i++) {
      name = wanted.endsWith("_") ? wanted + i : wanted + "_" + i;
    }
    return name;
  }

  private static boolean isComponent(String name) {
    return isIdentifier(name) && !NO_COMPONENTS.contains(name);
  }

  /** Not one with characters that nobody sees, which the compiler drops. */
  static boolean isIdentifier(String name) {
    return !name.isEmpty()
        && Character.isJavaIdentifierStart(name.codePointAt(0))
        && name.codePoints()
            .allMatch(c -> Character.isJavaIdentifierPart(c) && !Character.isIdentifierIgnorable(c))
        && !RESERVED.contains(name);
  }
}
