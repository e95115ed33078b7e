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

import dev.pgmigrations.cli.catalog.Catalog;
import dev.pgmigrations.cli.catalog.Column;
import dev.pgmigrations.cli.catalog.QualifiedName;
import dev.pgmigrations.cli.catalog.Relation;
import dev.pgmigrations.cli.catalog.TypeUse;
import dev.pgmigrations.cli.catalog.UserType;
import java.util.ArrayList;
import java.util.Collection;
import java.util.Comparator;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;

/** The types that are generated of some schemas, and the shapes of their columns. */
public final class TypeSet {

  private final List<GeneratedType> types = new ArrayList<>();
  private final Set<QualifiedName> names;

  /** Domains wherever they lie: a column may use one of a schema that is not asked for. */
  private final Map<QualifiedName, UserType.Domain> domains;

  /** Those of the catalog that lie in {@code schemas}. */
  public TypeSet(Catalog catalog, Collection<String> schemas) {
    Catalog part = catalog.only(schemas);
    part.relations().forEach(relation -> types.add(row(relation)));
    part.types(UserType.CompositeType.class)
        .forEach(
            type ->
                types.add(
                    new GeneratedType.Row(
                        type.name(), "Composite type", type.comment(), type.columns())));
    part.types(UserType.EnumType.class)
        .forEach(
            type ->
                types.add(new GeneratedType.Choice(type.name(), type.comment(), type.labels())));
    types.sort(Comparator.comparing(GeneratedType::name));
    this.names = types.stream().map(GeneratedType::name).collect(Collectors.toUnmodifiableSet());
    this.domains =
        catalog.types(UserType.Domain.class).stream()
            .collect(Collectors.toUnmodifiableMap(UserType.Domain::name, domain -> domain));
  }

  private static GeneratedType row(Relation relation) {
    return new GeneratedType.Row(
        relation.name(), relation.kind().words(), relation.comment(), relation.columns());
  }

  /** By name. */
  List<GeneratedType> all() {
    return types;
  }

  Shape shape(TypeUse use) {
    Shape element = element(use.name());
    return use.array() ? new Shape.ListOf(element) : element;
  }

  private Shape element(QualifiedName name) {
    UserType.Domain domain = domains.get(name);
    if (domain != null) {
      return shape(domain.base());
    }
    return names.contains(name) ? new Shape.Generated(name) : new Shape.Scalar(name);
  }

  /**
   * Whether a column may be null. Of a column of a view nobody knows; a domain that refuses nulls
   * does so for a column, but not for the elements of an array.
   */
  boolean isNullable(Column column) {
    return column.nullable() && !refusesNulls(column.type());
  }

  private boolean refusesNulls(TypeUse type) {
    UserType.Domain domain = type.array() ? null : domains.get(type.name());
    return domain != null && (!domain.nullable() || refusesNulls(domain.base()));
  }
}
