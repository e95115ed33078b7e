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

import dev.pgmigrations.cli.catalog.QualifiedName;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import java.util.TreeMap;
import java.util.stream.Collectors;

/**
 * What types are called: the name of the table in camel case. Where two schemas have it, that of
 * {@code public} keeps it and the others get their schema before it. Names differ in more than
 * case, because they may be those of files.
 */
final class TypeNames {

  private static final String PUBLIC = "public";

  private final Map<QualifiedName, String> names = new HashMap<>();

  /** Names that are used for something else are those in {@code reserved}. */
  TypeNames(List<GeneratedType> types, Set<String> reserved) {
    Map<String, List<QualifiedName>> alike =
        types.stream()
            .map(GeneratedType::name)
            .collect(
                Collectors.groupingBy(
                    name -> folded(plain(name)), TreeMap::new, Collectors.toList()));
    Set<String> taken = new HashSet<>();
    reserved.forEach(name -> taken.add(folded(name)));
    alike.values().stream()
        .filter(same -> same.size() == 1)
        .forEach(same -> take(taken, same.get(0), plain(same.get(0))));
    alike.values().stream()
        .filter(same -> same.size() > 1)
        .forEach(same -> same.forEach(name -> take(taken, name, among(name, same))));
  }

  private static String among(QualifiedName name, List<QualifiedName> same) {
    boolean schemasDiffer = same.stream().map(QualifiedName::schema).distinct().count() > 1;
    return schemasDiffer && !name.schema().equals(PUBLIC)
        ? Words.of(name.schema() + " " + name.name()).pascal()
        : plain(name);
  }

  private void take(Set<String> taken, QualifiedName name, String wanted) {
    String free = wanted;
    for (int i = 1; !taken.add(folded(free)); i++) {
      free = i == 1 ? wanted + "_" : wanted + "_" + i;
    }
    names.put(name, free);
  }

  private static String plain(QualifiedName name) {
    return Words.of(name.name()).pascal();
  }

  private static String folded(String name) {
    return name.toLowerCase(Locale.ROOT);
  }

  String of(QualifiedName type) {
    return Objects.requireNonNull(names.get(type), "no name");
  }
}
