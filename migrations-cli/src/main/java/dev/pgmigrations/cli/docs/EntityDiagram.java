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

package dev.pgmigrations.cli.docs;

import dev.pgmigrations.cli.catalog.Catalog;
import dev.pgmigrations.cli.catalog.Column;
import dev.pgmigrations.cli.catalog.Constraint;
import dev.pgmigrations.cli.catalog.QualifiedName;
import dev.pgmigrations.cli.catalog.Relation;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.function.Predicate;
import java.util.regex.Pattern;

/**
 * Tables and the foreign keys between them, for Mermaid.
 *
 * @see <a href="https://mermaid.js.org/syntax/entityRelationshipDiagram.html">Mermaid, entity
 *     relationship diagrams</a>
 */
final class EntityDiagram {

  /** Mermaid draws no text of more than 50,000 characters unless it is told to. */
  private static final int LARGEST = 48_000;

  /** What cannot stand between quotes. */
  private static final Pattern NOT_QUOTABLE = Pattern.compile("[\"%\\\\\\p{Cntrl}\u2028\u2029]");

  private static final Pattern NOT_IN_WORDS = Pattern.compile("[^A-Za-z0-9_]");
  private static final Set<String> KEYS = Set.of("pk", "fk", "uk");

  private final Map<QualifiedName, Relation> tables = new LinkedHashMap<>();
  private final Map<QualifiedName, String> names = new HashMap<>();

  EntityDiagram(Catalog catalog) {
    Set<String> taken = new HashSet<>();
    boolean oneSchema = catalog.schemas().size() == 1;
    for (Relation relation : catalog.relations()) {
      if (!relation.kind().isView()) {
        QualifiedName name = relation.name();
        tables.put(name, relation);
        names.put(
            name,
            unique(taken, quotable(oneSchema ? name.name() : name.schema() + "." + name.name())));
      }
    }
  }

  private static String quotable(String text) {
    return NOT_QUOTABLE.matcher(text).replaceAll("_");
  }

  private static String unique(Set<String> taken, String name) {
    String unique = name;
    for (int i = 2; !taken.add(unique); i++) {
      unique = name + "_" + i;
    }
    return unique;
  }

  /** Empty where there are no tables; with as much of the columns as can be drawn. */
  String text() {
    if (tables.isEmpty()) {
      return "";
    }
    String all = text((relation, column) -> true);
    if (all.length() <= LARGEST) {
      return all;
    }
    String keys = text((relation, column) -> !keys(relation, column).isEmpty());
    return keys.length() <= LARGEST ? keys : text((relation, column) -> false);
  }

  private interface Shown {
    boolean shows(Relation relation, Column column);
  }

  private String text(Shown shown) {
    StringBuilder text = new StringBuilder("erDiagram\n");
    tables.values().forEach(table -> entity(text, table, column -> shown.shows(table, column)));
    tables.values().forEach(table -> references(text, table));
    return text.toString();
  }

  private void entity(StringBuilder text, Relation table, Predicate<Column> shown) {
    List<Column> columns = table.columns().stream().filter(shown).toList();
    text.append("    \"").append(names.get(table.name())).append('"');
    if (columns.isEmpty()) {
      text.append('\n');
      return;
    }
    text.append(" {\n");
    Set<String> taken = new HashSet<>();
    for (Column column : columns) {
      String keys = String.join(", ", keys(table, column));
      text.append("        ")
          .append(word(column.type().name().name()))
          .append(column.type().array() ? "[]" : "")
          .append(' ')
          .append(unique(taken, word(column.name())))
          .append(keys.isEmpty() ? "" : " " + keys)
          .append('\n');
    }
    text.append("    }\n");
  }

  /** A key word of the language, in either case, is none with something behind it. */
  private static String word(String name) {
    String word = NOT_IN_WORDS.matcher(name).replaceAll("_");
    if (word.isEmpty() || !Character.isLetter(word.charAt(0))) {
      word = "_" + word;
    }
    return KEYS.contains(word.toLowerCase(Locale.ROOT)) ? word + "_" : word;
  }

  private static List<String> keys(Relation table, Column column) {
    Set<String> keys = new LinkedHashSet<>();
    for (Constraint constraint : table.constraints()) {
      if (constraint.columns().contains(column.name())) {
        switch (constraint.kind()) {
          case PRIMARY_KEY -> keys.add("PK");
          case FOREIGN_KEY -> keys.add("FK");
          case UNIQUE, CHECK, EXCLUSION -> {}
        }
      }
    }
    if (!keys.contains("PK") && table.uniqueKeys().contains(List.of(column.name()))) {
      keys.add("UK");
    }
    return List.copyOf(keys);
  }

  private void references(StringBuilder text, Relation table) {
    for (Constraint constraint : table.constraints()) {
      constraint
          .reference()
          .filter(reference -> tables.containsKey(reference.table()))
          .ifPresent(
              reference ->
                  text.append("    \"")
                      .append(names.get(reference.table()))
                      .append("\" ")
                      .append(isOptional(table, constraint, reference.full()) ? "|o" : "||")
                      .append(isIdentifying(table, constraint) ? "--" : "..")
                      .append(isUnique(table, constraint) ? "o|" : "o{")
                      .append(" \"")
                      .append(names.get(table.name()))
                      .append("\" : \"")
                      .append(quotable(String.join(", ", constraint.columns())))
                      .append("\"\n"));
    }
  }

  /**
   * A row with a null in one of the columns refers to nothing, unless all have to be null for it.
   */
  private static boolean isOptional(Relation table, Constraint key, boolean full) {
    List<Column> columns = columns(table, key);
    return full
        ? columns.stream().allMatch(Column::nullable)
        : columns.stream().anyMatch(Column::nullable);
  }

  private static boolean isUnique(Relation table, Constraint key) {
    return table.uniqueKeys().stream().anyMatch(unique -> key.columns().containsAll(unique));
  }

  /** Whether a row is told from others by what it refers to. */
  private static boolean isIdentifying(Relation table, Constraint key) {
    return table.constraints().stream()
        .anyMatch(
            other ->
                other.kind() == Constraint.Kind.PRIMARY_KEY
                    && other.columns().containsAll(key.columns()));
  }

  private static List<Column> columns(Relation table, Constraint key) {
    List<Column> columns = new ArrayList<>();
    for (Column column : table.columns()) {
      if (key.columns().contains(column.name())) {
        columns.add(column);
      }
    }
    return columns;
  }
}
