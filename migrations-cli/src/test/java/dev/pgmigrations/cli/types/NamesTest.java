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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.cli.catalog.Column;
import dev.pgmigrations.cli.catalog.QualifiedName;
import dev.pgmigrations.cli.catalog.TypeUse;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class NamesTest {

  @ParameterizedTest
  @CsvSource({
    "users, Users, users",
    "user_id, UserId, userId",
    "userId, UserId, userId",
    "User id, UserId, userId",
    "USER_ID, UserId, userId",
    "ID, Id, id",
    "2fa_codes, _2faCodes, _2faCodes",
    "_x__y_, XY, xY",
    "größe, Größe, größe",
    "ßtraße, ßtraße, ßtraße",
    "a$b, AB, aB",
    "😀, U1f600, u1f600",
    "'', U, u",
  })
  void words_are_joined(String name, String pascal, String camel) {
    String given = name.isEmpty() ? "\u0001" : name;

    assertThat(Words.of(given).pascal()).startsWith(pascal);
    assertThat(Words.of(given).camel()).startsWith(camel);
  }

  @Test
  void components_are_found_by_springs_mapping_where_that_can_be() {
    assertThat(components("id", "user_id", "createdAt", "address_1", "_x", "a__b", "ID2"))
        .containsExactly("id", "userId", "createdAt", "address_1", "_x", "a__b", "id2");
  }

  @Test
  void a_name_that_java_keeps_to_itself_is_another() {
    assertThat(
            components("class", "default", "hash_code", "to_string", "wait", "_", "record", "null"))
        .containsExactly(
            "class_", "default_", "hash_code", "to_string", "wait_", "u5f", "record", "null_");
  }

  @Test
  void a_name_that_would_be_taken_for_another_column_is_not_given() {
    assertThat(components("user_id", "userId", "a b", "aB", "A-B"))
        .containsExactly("user_id", "userId", "aB_2", "aB", "aB_3");
  }

  private static Stream<String> components(String... columns) {
    TypeUse integer = new TypeUse("integer", new QualifiedName("pg_catalog", "int4"), false);
    List<Column> all =
        Stream.of(columns)
            .map(
                name ->
                    new Column(
                        name,
                        integer,
                        true,
                        Column.Generation.NONE,
                        Optional.empty(),
                        Optional.empty()))
            .toList();
    return JavaNames.components(all).values().stream();
  }

  @Test
  void labels_are_constants_as_they_are_where_java_allows_them() {
    assertThat(
            JavaNames.constants(
                List.of("active", "IN PROGRESS", "in-progress", "in_progress", "class", "1", "")))
        .containsExactly(
            java.util.Map.entry("active", "active"),
            java.util.Map.entry("IN PROGRESS", "IN_PROGRESS"),
            java.util.Map.entry("in-progress", "in_progress_2"),
            java.util.Map.entry("in_progress", "in_progress"),
            java.util.Map.entry("class", "class_"),
            java.util.Map.entry("1", "_1"),
            java.util.Map.entry("", "EMPTY"));
  }

  @Test
  void types_of_the_same_name_get_their_schema_but_for_that_of_public() {
    assertThat(types("app.users", "audit.users", "public.users", "app.orders", "audit.log"))
        .containsExactly("AppUsers", "AuditUsers", "Users", "Orders", "Log");
  }

  @Test
  void types_differ_in_more_than_case() {
    assertThat(types("public.USERS", "public.users", "public.a_b", "public.aB"))
        .containsExactly("Users", "Users_", "AB", "AB_");
  }

  @Test
  void a_type_does_not_hide_one_that_is_used() {
    assertThat(types("public.string", "public.list")).containsExactly("String_", "List");
  }

  private static Stream<String> types(String... names) {
    List<GeneratedType> all =
        Stream.of(names)
            .map(name -> name.split("\\."))
            .map(parts -> new QualifiedName(parts[0], parts[1]))
            .<GeneratedType>map(name -> new GeneratedType.Choice(name, Optional.empty(), List.of()))
            .toList();
    TypeNames given = new TypeNames(all, Set.of("String"));
    return all.stream().map(type -> given.of(type.name()));
  }

  @ParameterizedTest
  @CsvSource({
    "a.b, true",
    "a, true",
    "a.class, false",
    "a..b, false",
    "1a, false",
    "a-b, false",
    "a.b., false"
  })
  void a_package_has_a_name_of_java(String name, boolean valid) {
    assertThat(JavaSources.isPackage(name)).isEqualTo(valid);
  }
}
