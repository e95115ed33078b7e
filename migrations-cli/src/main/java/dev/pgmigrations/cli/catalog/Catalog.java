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

package dev.pgmigrations.cli.catalog;

import java.util.Collection;
import java.util.List;
import java.util.function.Function;

/**
 * What a database has, at one moment, in an order that depends on names alone. System schemas,
 * temporary objects, members of extensions and histories of migrations are no part of it.
 */
public record Catalog(
    List<Schema> schemas,
    List<String> extensions,
    List<Relation> relations,
    List<UserType> types,
    List<Sequence> sequences,
    List<Routine> routines) {

  public Catalog {
    schemas = List.copyOf(schemas);
    extensions = List.copyOf(extensions);
    relations = List.copyOf(relations);
    types = List.copyOf(types);
    sequences = List.copyOf(sequences);
    routines = List.copyOf(routines);
  }

  /** The part of it that lies in some schemas. */
  public Catalog only(Collection<String> names) {
    return new Catalog(
        schemas.stream().filter(schema -> names.contains(schema.name())).toList(),
        extensions,
        in(relations, Relation::name, names),
        in(types, UserType::name, names),
        in(sequences, Sequence::name, names),
        in(routines, Routine::name, names));
  }

  private static <T> List<T> in(
      List<T> all, Function<T, QualifiedName> name, Collection<String> schemas) {
    return all.stream().filter(each -> schemas.contains(name.apply(each).schema())).toList();
  }

  /** Those of a kind. */
  public <T extends UserType> List<T> types(Class<T> kind) {
    return types.stream().filter(kind::isInstance).map(kind::cast).toList();
  }
}
