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

package dev.pgmigrations;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import org.junit.jupiter.api.Test;

/** New objects that belong to another role than their schema. */
class OwnerTest extends ProjectTest {

  private static List<Diagnostic> warnings(Project of) {
    return of.events().stream()
        .filter(MigrationEvent.Warned.class::isInstance)
        .map(event -> ((MigrationEvent.Warned) event).diagnostic())
        .toList();
  }

  private Project as(String user) {
    return new Project(folder, connections(database.dataSource(user, user)));
  }

  @Test
  void the_owner_of_the_database_is_at_home_in_public() {
    project
        .file(
            "1_a.sql", "create table a (id serial primary key);\ncreate type mood as enum ('ok');")
        .migrator()
        .migrate();

    assertThat(warnings(project)).isEmpty();
  }

  @Test
  void so_is_an_owner_that_is_no_superuser() {
    String owner = Postgres.createRole("owner", "");
    try (TestDatabase own = Postgres.create(owner)) {
      Project ordinary = new Project(folder, connections(own.dataSource(owner, owner)));
      own.execute("grant create on schema public to " + owner); // as it was before 15
      ordinary.file("1_a.sql", "create table a ();").migrator().migrate();

      assertThat(warnings(ordinary)).isEmpty();
    }
  }

  @Test
  void a_role_of_its_own_is_at_home_in_public_where_nobody_else_has_anything() {
    String user = Postgres.createRole("app", "");
    database.execute("grant create on schema public to " + user);
    Project own = as(user).file("1_a.sql", "create table a ();");

    own.migrator().migrate();

    assertThat(warnings(own)).isEmpty();
  }

  @Test
  void one_that_comes_beside_the_owner_of_the_database_is_told_so() {
    String user = Postgres.createRole("app", "");
    database.execute("grant create on schema public to %s;\ncreate table old ()".formatted(user));
    Project own = as(user).file("1_a.sql", "create table a ();");

    own.migrator().migrate();

    assertThat(warnings(own)).extracting(Diagnostic::code).containsExactly("owner");
  }

  @Test
  void objects_in_a_schema_of_somebody_else_are_named_with_both_roles_and_what_to_do() {
    String owner = Postgres.createRole("owner", "");
    String deployer = Postgres.createRole("deployer", "");
    database.execute(
        "create schema app authorization %s;\ngrant create, usage on schema app to %s"
            .formatted(owner, deployer));
    Project own =
        as(deployer)
            .file(
                "1_a.sql",
                """
                create table a (id serial primary key);
                create view v as select 1 as one;
                create function f() returns int language sql as 'select 1';
                create type mood as enum ('ok');
                create table b ();
                """);

    own.migrator(s -> s.schema("app").historyTable("app.history")).migrate();

    assertThat(warnings(own))
        .singleElement()
        .hasToString(
            """
            [owner] what was made in the schema app belongs to %1$s, the schema to %2$s: table app.history, table app.a, view app.v, function app.f(), type app.mood and 1 more
              fix: set migrations.role=%2$s, and let these belong to it: alter … owner to %2$s\
            """
                .formatted(deployer, owner));
    own.events().clear();
    own.file("2_u.sql", "insert into app.a default values;");
    own.migrator(s -> s.schema("app").historyTable("app.history")).migrate();
    assertThat(warnings(own)).isEmpty();
  }

  @Test
  void the_role_of_the_settings_and_a_role_that_a_file_chooses_are_meant() {
    String owner = Postgres.createRole("owner", "");
    String other = Postgres.createRole("other", "");
    String deployer = Postgres.createRole("deployer", "in role %s, %s".formatted(owner, other));
    database.execute(
        "create schema app authorization %s;\ngrant create, usage on schema app to %s"
            .formatted(owner, other));
    Project own =
        as(deployer)
            .file("1_a.sql", "create table a ();")
            .file("2_b.sql", "set role %s;\ncreate table app.b ();".formatted(other));

    own.migrator(s -> s.schema("app").role(owner)).migrate();

    assertThat(warnings(own)).isEmpty();
  }

  @Test
  void no_lock_is_left_whatever_is_told() {
    project.file("1_a.sql", "create table a ();").migrator().migrate();

    assertThat(
            database
                .jdbc()
                .sql("select count(*) from pg_locks where locktype = 'advisory'")
                .query(Long.class)
                .single())
        .isZero();
  }
}
