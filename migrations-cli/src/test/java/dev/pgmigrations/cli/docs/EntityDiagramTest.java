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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.cli.catalog.Catalog;
import dev.pgmigrations.cli.catalog.Column;
import dev.pgmigrations.cli.catalog.Constraint;
import dev.pgmigrations.cli.catalog.QualifiedName;
import dev.pgmigrations.cli.catalog.Relation;
import dev.pgmigrations.cli.catalog.Schema;
import dev.pgmigrations.cli.catalog.TypeUse;
import java.util.List;
import java.util.Optional;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;

class EntityDiagramTest {

  @Test
  void no_tables_are_no_diagram() {
    assertThat(diagram(0, 0)).isEmpty();
  }

  @Test
  void a_small_one_has_all_columns() {
    assertThat(diagram(1, 1))
        .isEqualTo(
            """
            erDiagram
                "t1" {
                    int4 id PK
                    int4 c1
                }
            """);
  }

  @Test
  void a_large_one_has_the_keys_alone() {
    assertThat(diagram(200, 20))
        .startsWith("erDiagram\n    \"t1\" {\n        int4 id PK\n    }\n    \"t2\" {\n")
        .doesNotContain("c1");
  }

  @Test
  void a_huge_one_has_names_alone() {
    assertThat(diagram(1500, 1)).startsWith("erDiagram\n    \"t1\"\n    \"t2\"\n");
  }

  @Test
  void names_that_become_the_same_stay_apart() {
    assertThat(new EntityDiagram(catalog(Stream.of(table("a\"", 0), table("a%", 0)))).text())
        .contains("    \"a_\" {\n", "    \"a__2\" {\n");
  }

  private static String diagram(int tables, int columns) {
    return new EntityDiagram(
            catalog(IntStream.rangeClosed(1, tables).mapToObj(i -> table("t" + i, columns))))
        .text();
  }

  private static Catalog catalog(Stream<Relation> tables) {
    return new Catalog(
        List.of(new Schema("public", Optional.empty())),
        List.of(),
        tables.toList(),
        List.of(),
        List.of(),
        List.of());
  }

  private static Relation table(String name, int columns) {
    return new Relation(
        new QualifiedName("public", name),
        Relation.Kind.TABLE,
        false,
        Optional.empty(),
        Stream.concat(
                Stream.of(column("id")),
                IntStream.rangeClosed(1, columns).mapToObj(i -> column("c" + i)))
            .toList(),
        List.of(
            new Constraint(
                "pkey",
                Constraint.Kind.PRIMARY_KEY,
                List.of("id"),
                "PRIMARY KEY (id)",
                Optional.empty(),
                Optional.empty())),
        List.of(List.of("id")),
        List.of(),
        List.of(),
        Relation.RowSecurity.OFF,
        List.of(),
        List.of(),
        Optional.empty(),
        List.of(),
        Optional.empty());
  }

  private static Column column(String name) {
    return new Column(
        name,
        new TypeUse("integer", new QualifiedName("pg_catalog", "int4"), false),
        false,
        Column.Generation.NONE,
        Optional.empty(),
        Optional.empty());
  }
}
