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
import dev.pgmigrations.testsupport.CountingProxy;
import java.util.List;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/**
 * A concurrent build is looked after: what an earlier one left is found, what fails leaves nothing.
 */
class ConcurrentIndexTest extends ProjectTest {

  private static final String BUILD = "create index concurrently a_id on a (id);\n";

  @BeforeEach
  void table() {
    database.execute("create table a (id int); insert into a values (1), (1)");
  }

  private List<String> notes() {
    return project.events().stream()
        .filter(MigrationEvent.Warned.class::isInstance)
        .map(event -> ((MigrationEvent.Warned) event).diagnostic().code())
        .toList();
  }

  /** The indexes of the table, with a mark at those that are not valid. */
  private List<String> indexes() {
    return database
        .jdbc()
        .sql(
            """
            select indexrelid::regclass || case when indisvalid then '' else ' invalid' end
            from pg_index where indrelid = 'a'::regclass order by 1\
            """)
        .query(String.class)
        .list();
  }

  private String state() {
    return database
        .jdbc()
        .sql("select state || ' ' || statements_done from migration_history where active")
        .query(String.class)
        .single();
  }

  private void leaveInvalid(String build) {
    assertThatThrownBy(() -> database.execute(build))
        .hasMessageContaining("could not create unique");
    assertThat(indexes()).containsExactly("a_id invalid");
  }

  @Test
  void a_failed_unique_build_names_the_duplicate_and_leaves_nothing_behind() {
    project.file("1_a.sql", "create unique index concurrently a_id on a (id);\n");

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .contains("1_a.sql:1:1 [23505]")
        .contains("Key (id)=(1) is duplicated");
    assertThat(indexes()).isEmpty();
    assertThat(state()).isEqualTo("failed 0");

    database.execute("delete from a");
    project.migrator().migrate();
    assertThat(indexes()).containsExactly("a_id");
  }

  @Test
  void an_invalid_leftover_of_the_same_definition_is_dropped_and_built_again() {
    leaveInvalid("create unique index concurrently a_id on a (id)");
    database.execute("delete from a");
    project.file("1_a.sql", "create unique index concurrently if not exists a_id on a (id);\n");

    project.migrator().migrate();

    assertThat(indexes()).containsExactly("a_id");
    assertThat(notes()).hasSize(1);
  }

  @Test
  void an_invalid_index_of_another_definition_is_refused() {
    leaveInvalid("create unique index concurrently a_id on a (id)");
    project.file("1_a.sql", BUILD);

    assertThat(project.shown(catchThrowable(() -> project.migrator().migrate())))
        .contains("1_a.sql:1:1 [")
        .contains("a_id")
        .contains("fix: ");
    assertThat(indexes()).containsExactly("a_id invalid");
  }

  @Test
  void a_valid_index_of_the_same_definition_is_skipped_and_told() {
    database.execute("create index a_id on a (id)");
    project.file("1_a.sql", BUILD);

    project.migrator().migrate();

    assertThat(indexes()).containsExactly("a_id");
    assertThat(notes()).hasSize(1);
    assertThat(state()).isEqualTo("done 1");
  }

  @Test
  void a_build_that_finished_before_it_was_recorded_is_not_built_again() {
    project.file("1_a.sql", BUILD);
    try (CountingProxy proxy = CountingProxy.before(database)) {
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator();
      proxy.cutAfter("create index concurrently");
      assertThatThrownBy(cut::migrate).isInstanceOf(MigrationFailedException.class);
    }
    assertThat(state()).isEqualTo("running 0");

    project.migrator().migrate();

    assertThat(indexes()).containsExactly("a_id");
    assertThat(state()).isEqualTo("done 1");
  }

  @Test
  void a_drop_that_took_effect_before_it_was_recorded_is_not_missed() {
    project.file("1_a.sql", BUILD);
    project.migrator().migrate();
    project.file("2_a.sql", "drop index concurrently a_id;\n");
    try (CountingProxy proxy = CountingProxy.before(database)) {
      Migrator cut = new Project(folder, connections(proxy.dataSource())).migrator();
      proxy.cutAfter("drop index concurrently");
      assertThatThrownBy(cut::migrate).isInstanceOf(MigrationFailedException.class);
    }

    project.migrator().migrate();

    assertThat(indexes()).isEmpty();
    assertThat(project.migrator().migrate().isNothing()).isTrue();
  }

  @Test
  void no_lock_timeout_cuts_a_build_short() {
    project.file(
        "1_a.sql",
        """
        set lock_timeout = '1ms';
        create index concurrently a_id on a (id);
        """);
    project.file("2_seen.sql", "create table seen as select current_setting('lock_timeout') as v;");
    try (var blocking = database.dataSource().getConnection()) {
      blocking.setAutoCommit(false);
      blocking.createStatement().execute("insert into a values (2)");
      Thread ends =
          new Thread(
              () -> {
                try {
                  Thread.sleep(600);
                  blocking.rollback();
                } catch (Exception e) {
                  throw new IllegalStateException(e);
                }
              });
      ends.start();

      project.migrator().migrate();
      ends.join();
    } catch (Exception e) {
      throw new IllegalStateException(e);
    }
    assertThat(indexes()).containsExactly("a_id");
  }
}
