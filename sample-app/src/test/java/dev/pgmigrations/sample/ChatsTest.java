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

package dev.pgmigrations.sample;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.VerifyReport;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;

/** REQUIRE, VERIFY and a phrase before the way back. */
@SampleTest
class ChatsTest {

  private static final Goal.Rollback CONFIRMED =
      new Goal.RollbackLast(1, Set.of("DELETE CHATS TABLE"));

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;

  private Migrator chats;

  @BeforeEach
  void start_anew() {
    database.execute("drop schema chats cascade");
    chats = migrations.migrator("chats");
    chats.migrate();
  }

  @Test
  void deleting_a_user_deletes_the_chats() {
    database.execute(
        """
        insert into chats.users (id, name, email, hashed_password)
          values ('20000000-0000-4000-8000-000000000001', 'Ada', 'ada@example.com', '!');
        insert into chats.chats (user_id, query, response)
          values ('20000000-0000-4000-8000-000000000001', 'Why?', 'Because.');
        """);
    assertThat(Asker.counts(database.jdbc(), "chats.chats")).isEqualTo("1");
    database.execute("delete from chats.users");
    assertThat(Asker.counts(database.jdbc(), "chats.chats")).isEqualTo("0");
  }

  @Test
  void without_users_it_does_not_begin() {
    chats.rollback(CONFIRMED);
    database.execute("drop table chats.users");
    CatalogSnapshot before = database.snapshot();
    assertThatThrownBy(chats::migrate)
        .isInstanceOf(MigrationFailedException.class)
        .hasMessageContaining("002_create_chats.sql")
        .hasMessageContaining(
            "The table users is missing, and chats refers to it: apply 001_create_users.sql first");
    assertThat(database.snapshot().differencesFrom(before)).isEmpty();
    assertThat(chats.status().pending()).extracting(row -> row.id().key()).containsExactly("2");
  }

  @Test
  void what_it_verifies_holds() {
    VerifyReport report = chats.verify();
    assertThat(report.results()).hasSize(5);
    assertThat(report.holds()).isTrue();
  }

  @Test
  void verify_finds_what_was_lost_since() {
    database.execute("drop index chats.idx_chats_user_id");
    assertThat(chats.verify().results())
        .filteredOn(result -> !result.held())
        .singleElement()
        .asString()
        .contains("The index idx_chats_user_id is missing on chats, or not valid");
  }

  @Test
  void a_table_of_that_name_without_the_foreign_key_is_refused_and_nothing_is_left() {
    chats.rollback(CONFIRMED);
    database.execute(
        "create table chats.chats (id uuid, user_id uuid, query text, response text, metadata jsonb,"
            + " created_at timestamptz)");
    CatalogSnapshot before = database.snapshot();
    assertThatThrownBy(chats::migrate)
        .isInstanceOf(MigrationFailedException.class)
        .hasMessageContaining("chats has no foreign key to users");
    assertThat(database.snapshot().differencesFrom(before)).isEmpty();
  }

  @Test
  void the_way_back_asks_for_its_phrase() {
    assertThatThrownBy(() -> chats.rollback(1))
        .isInstanceOf(PlanRejectedException.class)
        .hasMessageContaining("DELETE CHATS TABLE");
    assertThat(chats.status().pending()).isEmpty();
    assertThat(Asker.counts(database.jdbc(), "chats.chats")).isEqualTo("0");
  }

  @Test
  void another_phrase_does_not_do() {
    assertThatThrownBy(() -> chats.rollback(new Goal.RollbackLast(1, Set.of("delete chats table"))))
        .isInstanceOf(PlanRejectedException.class);
  }

  @Test
  void with_its_phrase_it_goes_back() {
    chats.rollback(CONFIRMED);
    assertThat(chats.status().pending()).extracting(row -> row.id().key()).containsExactly("2");
    assertThat(
            database.jdbc().sql("select to_regclass('chats.chats') is null").query().singleValue())
        .isEqualTo(true);
  }
}
