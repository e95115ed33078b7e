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

package dev.pgmigrations.schemafile;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.HistoryCorpus;
import dev.pgmigrations.testsupport.Postgres;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.Psql;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.springframework.jdbc.core.JdbcTemplate;

/** A file is right if it builds the schema again; catalogs are compared. */
@PostgresTest
class SchemaReaderTest {

  private static final SchemaOptions ALL = new SchemaOptions(true, true, Set.of());

  @ParameterizedTest
  @ValueSource(
      strings = {
        "dbmate-cloak",
        "diesel-crates-io",
        "dump-chinook",
        "flyway-marquez",
        "goose-nais-api",
        "mybatis-picthor",
        "pairs-svix"
      })
  void a_public_project_s_schema_is_built_again(
      String corpus, TestDatabase database, TestDatabase built) {
    assumeTrue(
        Postgres.majorVersion() >= 15 || !corpus.equals("goose-nais-api"),
        "this schema needs PostgreSQL 15");
    HistoryCorpus.orSkip(corpus).restoreExpectedSchema(database);
    SchemaScript script = read(database, ALL);

    built.execute(script.sql());

    assertThat(built.snapshot().differencesFrom(database.snapshot())).isEmpty();
    assertThat(script.notCovered()).isEmpty();
    assertThat(read(built, ALL)).isEqualTo(script);
  }

  @Test
  void what_owners_grant_themselves_is_said_and_left_out(
      TestDatabase database, TestDatabase built) {
    HistoryCorpus.orSkip("pgmigrations-supabase-storage").restoreExpectedSchema(database);
    SchemaScript script = read(database, ALL);

    built.execute(script.sql());

    assertThat(keys(built.snapshot().differencesFrom(database.snapshot())))
        .containsExactly(
            "different grant table storage.buckets", "different grant table storage.objects");
    assertThat(script.notCovered())
        .containsExactly(
            "grant option of the owner of storage.buckets, which owners have anyway",
            "grant option of the owner of storage.objects, which owners have anyway");
  }

  @Test
  void each_kind_of_object_is_built_again_or_said_to_be_missing(
      TestDatabase database, TestDatabase built) throws IOException {
    assumeTrue(Postgres.majorVersion() >= 15, "the script needs PostgreSQL 15");
    String reader = Postgres.createRole("reader", "");
    database.execute(resource("every-kind.sql").replace("reader", reader));
    SchemaScript script = read(database, ALL);

    built.execute(script.sql());

    assertThat(keys(built.snapshot().differencesFrom(database.snapshot())))
        .containsExactly(
            "different domain constraint short on app.email",
            "missing operator class app.ops USING btree",
            "missing operator family app.fam USING btree",
            "missing owner operator class app.ops USING btree",
            "missing owner operator family app.fam USING btree",
            // These list the columns of app.later.
            "different publication puball",
            "different publication pubs",
            "different table column app.later.id",
            "different table column app.later.v",
            "missing user mapping %s on server srv".formatted(reader));
    assertThat(script.notCovered())
        .containsExactly(
            "NOT VALID of constraint short on domain app.email",
            "access method heap2",
            "conversion app.conv",
            "operator class app.ops USING btree",
            "operator family app.fam USING btree",
            "order of the columns of app.later",
            "user mapping of %s for server srv, which may hold a password".formatted(reader));
    assertThat(read(built, ALL).sql()).isEqualTo(script.sql());
  }

  @Test
  void what_postgresql_18_brought_is_built_again(TestDatabase database, TestDatabase built)
      throws IOException {
    assumeTrue(Postgres.majorVersion() >= 18, "the script needs PostgreSQL 18");
    database.execute("create schema app");
    database.execute(resource("every-kind-18.sql"));
    SchemaScript script = read(database, ALL);

    built.execute(script.sql());

    assertThat(keys(built.snapshot().differencesFrom(database.snapshot())))
        .containsExactly("different table column app.refs.id");
    assertThat(script.notCovered())
        .containsExactly("NOT VALID of constraint nn_later on table app.refs");
    assertThat(read(built, ALL).sql()).isEqualTo(script.sql());
  }

  /** As far as the files beside this project go. */
  @Test
  void the_objects_of_postgresql_s_own_tests_are_built_again(
      TestDatabase database, TestDatabase built) throws IOException {
    Psql psql = Psql.find().orElse(null);
    assumeTrue(psql != null, "no psql on the PATH");
    Path files = HistoryCorpus.orSkip("postgres-regress").files().resolve("postgres_regress");
    for (Path file : sorted(files)) {
      psql.runFile(database, file, "--quiet");
    }
    SchemaScript script = read(database, SchemaOptions.withoutOwners());

    built.execute(script.sql());

    CatalogSnapshot before = database.snapshot();
    assertThat(before.items()).hasSizeGreaterThan(1_000);
    assertThat(
            keys(
                built
                    .snapshot()
                    .withoutOwnersAndGrants()
                    .differencesFrom(before.withoutOwnersAndGrants())))
        .containsExactly(
            "missing operator class public.part_test_int4_ops USING hash",
            "missing operator class public.part_test_text_ops USING hash",
            "missing operator family public.part_test_int4_ops USING hash",
            "missing operator family public.part_test_text_ops USING hash",
            "different table column public.part_rev.a",
            "different table column public.part_rev.b");
    assertThat(script.notCovered())
        .containsExactly(
            "operator class public.part_test_int4_ops USING hash",
            "operator class public.part_test_text_ops USING hash",
            "operator family public.part_test_int4_ops USING hash",
            "operator family public.part_test_text_ops USING hash",
            "order of the columns of part_rev");
  }

  @Test
  void without_owners_all_belongs_to_whom_runs_the_file(TestDatabase database) {
    String role = Postgres.createRole("builder", "");
    database.execute(
        "create schema s create table t (id int) create view v as select id from t; create function"
            + " s.f() returns int language sql return 1; grant select on s.t to public");
    SchemaScript script = read(database, SchemaOptions.withoutOwners());
    try (TestDatabase built = Postgres.create(role)) {
      new JdbcTemplate(built.dataSource(role, role)).execute(script.sql());

      assertThat(
              built
                  .jdbc()
                  .sql(
                      "select distinct pg_get_userbyid(relowner) from pg_class"
                          + " where relnamespace = 's'::regnamespace")
                  .query(String.class)
                  .list())
          .containsExactly(role);
    }
    assertThat(script.sql()).contains("GRANT SELECT ON TABLE s.t TO PUBLIC");
  }

  @Test
  void privileges_may_be_left_out(TestDatabase database) {
    database.execute(
        "create table t (a int, b int); grant select, update (a) on t to public;"
            + " alter default privileges grant select on tables to public;"
            + " revoke all on schema public from public");

    assertThat(read(database, new SchemaOptions(false, false, Set.of())).sql())
        .contains("CREATE TABLE public.t")
        .doesNotContain("GRANT")
        .doesNotContain("REVOKE")
        .doesNotContain("DEFAULT PRIVILEGES");
  }

  @Test
  void a_table_is_left_out_with_all_that_hangs_on_it(TestDatabase database) {
    database.execute(
        "create table \"My history\" (id serial primary key, name text check (name <> ''));"
            + " create index on \"My history\" (name); create table kept (id int);"
            + " alter table \"My history\" replica identity full;"
            + " create publication p for table \"My history\", kept");

    SchemaScript script =
        read(database, new SchemaOptions(true, true, Set.of("public.\"My history\"")));

    assertThat(script.sql())
        .doesNotContain("My history")
        .contains("CREATE TABLE public.kept", "ALTER PUBLICATION p ADD TABLE ONLY public.kept;");
    assertThat(script.notCovered()).isEmpty();
  }

  @Test
  void the_schema_public_is_written_where_it_is_unusual(TestDatabase database, TestDatabase built) {
    database.execute("revoke all on schema public from public; comment on schema public is 'ours'");
    String sql = read(database, ALL).sql();

    built.execute(sql);

    assertThat(built.snapshot().differencesFrom(database.snapshot())).isEmpty();
    assertThat(sql).contains("COMMENT ON SCHEMA public IS 'ours'");
  }

  @Test
  void a_trigger_finds_its_function_where_an_argument_has_a_quote(
      TestDatabase database, TestDatabase built) {
    database.execute(
        "create table t (id int); create function \"f (x\"() returns trigger language plpgsql as"
            + " 'begin return new; end'; create trigger tr before insert on t for each row execute"
            + " function \"f (x\"('it''s', 'b')");
    String sql = read(database, ALL).sql();

    built.execute(sql);

    assertThat(built.snapshot().differencesFrom(database.snapshot())).isEmpty();
    assertThat(sql).contains("public.\"f (x\"('it''s', 'b')");
  }

  @Test
  void a_type_that_is_only_declared_is_said_to_be_missing(TestDatabase database) {
    database.execute("create schema app; create type app.later");

    assertThat(read(database, ALL).notCovered()).containsExactly("shell type app.later");
  }

  @Test
  void names_that_need_quotes_have_them(TestDatabase database, TestDatabase built) {
    database.execute(
        """
        create schema "My Schema";
        create extension pg_trgm schema "My Schema";
        create function "My Schema"."On Ddl"() returns event_trigger language plpgsql
          as 'begin end';
        create event trigger ev on ddl_command_start execute function "My Schema"."On Ddl"();
        create table "My Schema"."Users" ("Id" int primary key);
        cluster "My Schema"."Users" using "Users_pkey";
        comment on constraint "Users_pkey" on "My Schema"."Users" is 'its key';
        create table "My Schema".other ("Id" int);
        create index "Other Id" on "My Schema".other ("Id");
        cluster "My Schema".other using "Other Id";
        create materialized view "My Schema".seen as select 1 as "Id";
        create index "Seen Id" on "My Schema".seen ("Id");
        cluster "My Schema".seen using "Seen Id";
        """);
    SchemaScript script = read(database, ALL);

    built.execute(script.sql());

    assertThat(built.snapshot().differencesFrom(database.snapshot())).isEmpty();
    assertThat(read(built, ALL)).isEqualTo(script);
  }

  @Test
  void an_empty_database_makes_no_statement_but_settings(TestDatabase database) {
    assertThat(read(database, ALL).sql().lines().filter(line -> !line.startsWith("SET ")))
        .allMatch(String::isEmpty);
  }

  @Test
  void that_there_is_no_schema_public_is_said(TestDatabase database) {
    database.execute("drop schema public");

    assertThat(read(database, ALL).notCovered()).containsExactly("that there is no schema public");
  }

  private static SchemaScript read(TestDatabase database, SchemaOptions options) {
    return new SchemaReader(database.dataSource()).read(options);
  }

  /** Differences without the definitions. */
  private static List<String> keys(List<String> differences) {
    return differences.stream()
        .map(difference -> difference.replaceFirst("(?s)(: | in line \\d).*", ""))
        .toList();
  }

  private static List<Path> sorted(Path folder) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      return files.sorted().toList();
    }
  }

  private static String resource(String name) throws IOException {
    try (var in = SchemaReaderTest.class.getResourceAsStream(name)) {
      assertThat(in).as(name).isNotNull();
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    }
  }
}
