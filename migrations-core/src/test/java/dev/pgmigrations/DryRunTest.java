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
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.Psql;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The printed SQL does under psql what the run does. */
@PostgresTest
class DryRunTest {

  private static final String IGNORED_COLUMNS =
      """
      select string_agg(concat_ws('|', kind, version, description, direction, state, active,
        text_hash, token_hash, down_sql, statements_total, statements_done, prefix_hash, units),
        E'\\n' order by id)
      from app.migration_history\
      """;

  @TempDir Path folder;
  @TempDir Path scripts;

  @Test
  void a_block_that_commits_is_announced_where_psql_will_stop(TestDatabase database) {
    String block = "do $x$ begin perform 'commit'; %s; end $x$;";
    Project project = new Project(folder, database).file("1_a.sql", block.formatted("commit"));

    assertThat(project.migrator().dryRun(new Goal.Latest()))
        .contains("--   -- migrations:transaction=none\n" + block.formatted("commit"));
    project.file("1_a.sql", block.formatted("null"));
    assertThat(project.migrator().dryRun(new Goal.Latest())).doesNotContain("This block commits");
    project.file("1_a.sql", "-- migrations:transaction=none\n" + block.formatted("commit"));
    assertThat(project.migrator().dryRun(new Goal.Latest())).doesNotContain("This block commits");
  }

  private Project project(TestDatabase database) {
    return new Project(folder, database)
        .file(
            "1_a.sql",
            """
            -- REQUIRE
            -- there is no table yet
            select not exists (select from pg_tables where tablename = 'a');
            do $$ begin assert true; end $$;
            -- UP
            create table a (id int, note text);
            copy a from stdin;
            1\t${owner}'s
            2\t\\\\x
            \\.
            insert into a values (3, '${owner}');
            -- VERIFY
            -- there are three rows
            select count(*) = 3, true as yes, 'text' as more from a;
            -- DOWN
            drop table a;
            """)
        .file(
            "2_b.sql",
            """
            create function f() returns int language plpgsql as $f$ begin return 1; end $f$;
            create index concurrently a_id on a (id); -- why
            create table b (
              id int -- the last comment
            ) -- no semicolon follows\
            """)
        .file(
            "R_v.sql",
            "create or replace view v as select id, note ? 'x' as q from (select 1 as id,"
                + " '{}'::jsonb as note) t;");
  }

  private static void settings(MigratorSettings.Builder settings) {
    settings.schema("app").placeholders(Map.of("owner", "Zoë"));
  }

  @Test
  void psql_ends_where_the_run_ends_up_and_down(TestDatabase run, TestDatabase printed)
      throws IOException {
    Optional<Psql> psql = Psql.find();
    assumeTrue(psql.isPresent(), "psql is not on the PATH");
    Migrator runner = project(run).migrator(DryRunTest::settings);
    Migrator printer = project(printed).migrator(DryRunTest::settings);

    CatalogSnapshot before = printed.snapshot();
    String up = printer.dryRun(new Goal.Latest());
    assertThat(printed.snapshot()).isEqualTo(before);
    run(psql.get(), printed, up);
    runner.migrate();

    assertThat(printed.snapshot().differencesFrom(run.snapshot())).isEmpty();
    assertThat(history(printed)).isEqualTo(history(run));
    assertThat(rows(printed))
        .isEqualTo(rows(run))
        .isEqualTo("1Zoë's2\\x3Zoë".replace("Zoë's", "${owner}'s"));
    assertThat(printer.dryRun(new Goal.Latest())).isEqualTo("-- nothing to do\n");

    Goal.Rollback down = new Goal.RollbackTo(dev.pgmigrations.migration.Version.of("0"), Set.of());
    project(run)
        .file(
            "2_b.sql",
            Files.readString(folder.resolve("2_b.sql"))
                + "\n"
                + "-- DOWN\n"
                + "drop view v; drop table b; drop index concurrently a_id; drop function f();");
    String back = printer.dryRun(down);
    run(psql.get(), printed, back);
    runner.rollback(down);

    assertThat(printed.snapshot().differencesFrom(run.snapshot())).isEmpty();
    assertThat(history(printed)).isEqualTo(history(run));
  }

  private void run(Psql psql, TestDatabase database, String sql) throws IOException {
    Path file = Files.writeString(scripts.resolve("dry.sql"), sql);
    Psql.Result result = psql.runFile(database, file);
    assertThat(result.exitCode()).as(result.output()).isZero();
  }

  private static String history(TestDatabase database) {
    return database.jdbc().sql(IGNORED_COLUMNS).query(String.class).single();
  }

  private static String rows(TestDatabase database) {
    return database
        .jdbc()
        .sql("select string_agg(id || note, '' order by id) from app.a")
        .query(String.class)
        .single();
  }

  @Test
  void a_check_that_does_not_hold_stops_psql(TestDatabase database) throws IOException {
    Optional<Psql> psql = Psql.find();
    assumeTrue(psql.isPresent(), "psql is not on the PATH");
    Project project =
        new Project(folder, database)
            .file(
                "1_a.sql",
                "-- REQUIRE\n"
                    + "-- users is there\n"
                    + "select count(*) > 5 from pg_tables where tablename = 'users';\n"
                    + "-- UP\n"
                    + "create table a ();\n");
    Path file =
        Files.writeString(scripts.resolve("dry.sql"), project.migrator().dryRun(new Goal.Latest()));

    Psql.Result result = psql.get().runFile(database, file);

    assertThat(result.exitCode()).isNotZero();
    assertThat(result.output()).contains("users is there");
  }
}
