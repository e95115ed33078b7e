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
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowable;

import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.testsupport.CountingProxy;
import java.util.List;
import org.junit.jupiter.api.Test;

/** What PostgreSQL refuses in one transaction is run in several, without a directive. */
class PartedUnitsTest extends ProjectTest {

  private static final String BATCHES =
      """
      create procedure fill(up_to int) language plpgsql as $$
      begin
        for i in 1..up_to loop
          insert into a values (i);
          commit;
        end loop;
      end $$;
      """;

  private List<String> notes() {
    return project.events().stream()
        .filter(MigrationEvent.Warned.class::isInstance)
        .map(
            event ->
                ((MigrationEvent.Warned) event).diagnostic().toString().replace(folder + "/", ""))
        .toList();
  }

  private long rows() {
    return database.jdbc().sql("select count(*) from a").query(Long.class).single();
  }

  @Test
  void a_procedure_that_commits_runs_alone_and_what_precedes_it_is_done_once() {
    project.file(
        "1_a.sql",
        "create table a (id int primary key);\n"
            + BATCHES
            + "call fill(3);\ncomment on table a is 'x';\n");

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(3);
    assertThat(row()).isEqualTo("up done 4/4 3");
    assertThat(notes())
        .singleElement()
        .asString()
        .startsWith(
            "1_a.sql:9:1 [units] PostgreSQL refuses this statement in a transaction; it runs"
                + " alone");
  }

  @Test
  void a_block_that_commits_is_a_migration_like_any_other() {
    database.execute("create table a (id int)");
    project.file(
        "1_a.sql",
        "do $$ begin insert into a values (1); commit; insert into a values (2); end $$;\n");

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(2);
    assertThat(row()).isEqualTo("up done 1/1 1");
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_procedure_that_was_cut_off_asks_a_human() {
    project.file("1_a.sql", "create table a (id int primary key);\n" + BATCHES);
    project.file("2_fill.sql", "select 1;\ncall fill(3);\n");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      project.migrator().migrate(Version.of("1"));
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator();
      proxy.cutAfter("state = 'unknown'");
      assertThatThrownBy(cut::migrate).isInstanceOf(MigrationFailedException.class);
      assertThat(project.migrator().status().text()).contains("unknown");
    }

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            2_fill.sql:2:1 [unknown-effect] 2 was cut off within this statement, and no catalog shows whether it took effect
              2 | call fill(3);
                | ^
              kept: the first 1 statements
              fix: look; then finish by hand and: mark done 2, or undo by hand and: mark undone 2\
            """);
    project.migrator().markUndone(Version.of("2"));
    project.migrator().migrate();
    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void a_procedure_that_fails_may_be_corrected_and_run_again() {
    project.file(
        "1_a.sql",
        "create table a (id int primary key);\n" + BATCHES + "call fill(3);\ncall fill(3);\n");

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .contains("1_a.sql:10:1 [23505]");
    assertThat(row()).isEqualTo("up failed 3/4 3");
    project.file(
        "1_a.sql",
        "create table a (id int primary key);\n" + BATCHES + "call fill(3);\ncall fill(0);\n");
    project.migrator().migrate();

    assertThat(row()).startsWith("up done 4/4");
  }

  @Test
  void what_only_the_catalog_shows_to_refuse_a_transaction_runs_alone() {
    project.file(
        "1_a.sql",
        """
        create table a (id int) partition by range (id);
        create table a1 partition of a for values from (1) to (10);
        create index a_id on a (id);
        insert into a values (1);
        """);
    project.file(
        "2_again.sql", "insert into a values (2);\nreindex table a;\ninsert into a values (3);\n");

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(3);
    assertThat(notes()).singleElement().asString().startsWith("2_again.sql:2:1 [units]");
  }

  @Test
  void what_ends_with_the_transaction_is_not_parted_from_what_follows() {
    database.execute(
        "create schema other; create table other.p (id int primary key) partition by range (id);"
            + " create table p (id int primary key) partition by range (id)");
    String file =
        "create table a ();\nset %ssearch_path = other;\nreindex table p;\ncreate table b ();";
    project.file("1_a.sql", file.formatted("local "));

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .isEqualTo(
            """
            1_a.sql:3:1 [25001] REINDEX TABLE cannot run inside a transaction block; in: while reindexing partitioned table "other.p"
              3 | reindex table p;
                | ^
              kept: nothing of 1
              fix: this needs a transaction of its own, where the statement on line 2 has no effect: write SET instead of SET LOCAL, or COMMIT where that may end\
            """);

    project.file("1_a.sql", file.formatted(""));
    project.migrator().migrate();

    assertThat(
            database.jdbc().sql("select to_regclass('other.b')::text").query(String.class).single())
        .isEqualTo("other.b");
  }

  @Test
  void what_is_set_for_a_transaction_that_we_end_is_set_for_the_file() {
    String file =
        """
        create schema other;
        set local search_path = other;
        create table a (id int);
        create index concurrently a_id on a (id);
        create table b as select current_setting('search_path') as path, 1 / %s as one;
        """;
    project.file("1_a.sql", file.formatted("0"));
    assertThat(catchThrowable(() -> project.migrator().migrate()))
        .hasMessageContaining("division by zero");
    project.file("1_a.sql", file.formatted("1"));
    project.file("2_next.sql", "create table c (id int);");

    project.migrator().migrate();

    assertThat(query("select to_regclass('other.a_id')::text")).isEqualTo("other.a_id");
    assertThat(query("select path from other.b")).isEqualTo("other");
    assertThat(query("select to_regclass('public.c')::text")).isEqualTo("c");
  }

  @Test
  void what_is_set_for_a_transaction_that_the_file_ends_is_not_set_for_the_file() {
    project.file(
        "1_a.sql",
        "set local search_path = pg_catalog;\ncommit;\nvacuum migration_history;\n"
            + "create table a (id int);\n");

    project.migrator().migrate();

    assertThat(query("select to_regclass('public.a')::text")).isEqualTo("a");
  }

  @Test
  void without_any_transaction_what_is_set_for_it_is_set_for_the_file() {
    project.file(
        "1_a.sql",
        "-- migrations:transaction=none\ncreate schema other;\nset local search_path = other;\n"
            + "create table a (id int);\n");

    project.migrator().migrate();

    assertThat(query("select to_regclass('other.a')::text")).isEqualTo("other.a");
  }

  private String query(String sql) {
    return database.jdbc().sql(sql).query(String.class).single();
  }

  @Test
  void a_timeout_of_the_transaction_hinders_no_parting() {
    project.file(
        "1_a.sql",
        "set local lock_timeout = '5s';\ncreate table a (id int primary key);\n"
            + BATCHES
            + "call fill(3);\n");

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(3);
  }

  @Test
  void a_new_value_of_an_enum_may_be_used_by_what_follows() {
    project.file("1_mood.sql", "create type mood as enum ('ok');\ncreate table a (mood mood);\n");
    project.file(
        "2_sad.sql",
        """
        alter type mood add value 'sad';
        do $$ begin execute 'insert into a values (''s' || 'ad'')'; end $$;
        insert into a values ('ok');
        """);

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(2);
  }

  @Test
  void a_new_value_of_an_enum_may_be_used_by_its_verify() {
    project.file("1_mood.sql", "create type mood as enum ('ok');\ncreate table a (mood mood);\n");
    project.file(
        "2_sad.sql",
        """
        -- UP
        alter type mood add value 'sad';
        -- VERIFY
        select count(*) = 0 from a where mood = 'sad';
        """);

    project.migrator().migrate();

    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void a_cut_between_parted_units_goes_on_in_the_middle_of_the_file() {
    project.file(
        "1_a.sql",
        "create table a (id int primary key);\n"
            + BATCHES
            + "call fill(3);\ninsert into a values (4);\n");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator();
      proxy.cutBefore("insert into a values (4)");
      assertThatThrownBy(cut::migrate).isInstanceOf(MigrationFailedException.class);
      // The first try of the whole file in one transaction ended at CALL, before that insert was
      // sent.
    }

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(4);
    assertThat(row()).startsWith("up done 4/4");
  }

  @Test
  void a_setting_that_comes_too_late_stays_an_error() {
    project.file("1_a.sql", "select 1;\nset local transaction_isolation = 'serializable';\n");

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .contains("1_a.sql:2:1 [25001]");
  }

  @Test
  void a_statement_in_auto_commit_is_kept_together_with_its_record() {
    project.file(
        "1_a.sql",
        "-- migrations:transaction=none\ncreate table a (id int);\ninsert into a values (1);\n");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator();
      proxy.cutAfter("insert into a");
      assertThatThrownBy(cut::migrate).isInstanceOf(MigrationFailedException.class);
    }

    project.migrator().migrate();

    assertThat(rows()).isEqualTo(1);
    assertThat(row()).isEqualTo("up done 2/2 2");
  }
}
