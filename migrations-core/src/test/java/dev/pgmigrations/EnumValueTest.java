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
import static org.assertj.core.api.Assertions.catchThrowable;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.testsupport.Psql;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** A new value of an enum can be used after a commit. */
class EnumValueTest extends ProjectTest {

  private static final String USED =
      """
      create table a (e mood default 'sad');
      alter type mood add value 'happy';
      insert into a values ('sad');
      insert into a values ('happy');
      comment on table a is 'done';
      """;

  private Project withType() {
    return project.file("1_type.sql", "create type mood as enum ('sad');").file("2_use.sql", USED);
  }

  private static String rows(TestDatabase of) {
    return of.jdbc()
        .sql("select string_agg(e::text, ',' order by e) || obj_description('a'::regclass) from a")
        .query(String.class)
        .single();
  }

  @Test
  void a_file_may_add_a_value_and_use_it() {
    withType().migrator().migrate();

    assertThat(rows(database)).isEqualTo("sad,happydone");
    assertThat(
            database
                .jdbc()
                .sql(
                    "select statements_done || '/' || statements_total || ' ' || units from"
                        + " migration_history where version = '2'")
                .query(String.class)
                .single())
        .isEqualTo("5/5 2");
  }

  @Test
  void a_value_that_is_not_used_parts_nothing() {
    project
        .file("1_type.sql", "create type mood as enum ('sad');")
        .file("2_add.sql", "alter type mood add value 'happy'; create table a (e mood);");

    project.migrator().migrate();

    assertThat(
            database
                .jdbc()
                .sql("select units from migration_history where version = '2'")
                .query(Integer.class)
                .single())
        .isEqualTo(1);
  }

  @Test
  void what_holds_for_the_transaction_alone_does_not_get_lost_before_the_use() {
    project
        .file("1_type.sql", "create schema other; create type other.mood as enum ('sad');")
        .file(
            "2_use.sql",
            """
            begin;
            set local search_path = other;
            alter type mood add value 'happy';
            create table a (e mood default 'happy');
            commit;
            """);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            2_use.sql:4:32 [55P04] unsafe use of new value "happy" of enum type mood; hint: New enum values must be committed before they can be used.
              4 | create table a (e mood default 'happy');
                |                                ^
              kept: nothing of 2; 1 is applied
              fix: this needs a transaction of its own, where the statement on line 2 has no effect: write SET instead of SET LOCAL, or COMMIT where that may end\
            """);
  }

  @Test
  void the_dry_run_commits_at_the_same_place(@TempDir Path scripts) throws IOException {
    Optional<Psql> psql = Psql.find();
    assumeTrue(psql.isPresent(), "psql is not on the PATH");
    Path script =
        Files.writeString(
            scripts.resolve("up.sql"), withType().migrator().dryRun(new Goal.Latest()));

    assertThat(psql.get().runFile(database, script).exitCode()).isZero();
    assertThat(rows(database)).isEqualTo("sad,happydone");
  }
}
