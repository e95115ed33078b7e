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

import dev.pgmigrations.Migrator;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.report.StatusReport.Standing;
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Timestamps, {@code ==== UP ====} and {@code ==== DOWN ====}, a way back in comments. */
@SampleTest
class LearningTest {

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;

  private JdbcClient jdbc;

  @BeforeEach
  void a_user_with_profile_and_history() {
    jdbc = database.jdbc();
    migrations.migrator("learning").migrate();
    database.execute(
        """
        delete from learning.users;
        insert into learning.users (id, email, password_hash)
          values ('10000000-0000-4000-8000-000000000001', 'ada@example.com', '!');
        insert into learning.user_profiles (user_id, profile_hash)
          values ('10000000-0000-4000-8000-000000000001', 'abc');
        insert into learning.chat_history (user_id, chat_id, role, content)
          values ('10000000-0000-4000-8000-000000000001', gen_random_uuid(), 'user', 'Hello?');
        """);
  }

  @Test
  void deleting_a_user_deletes_profile_and_history() {
    assertThat(counts()).isEqualTo("1,1,1");
    database.execute("delete from learning.users");
    assertThat(counts()).isEqualTo("0,0,0");
  }

  @Test
  void a_change_of_a_row_sets_updated_at() {
    database.execute("update learning.users set updated_at = '2000-01-01'");
    assertThat(
            jdbc.sql("select updated_at > '2001-01-01' from learning.users")
                .query(Boolean.class)
                .single())
        .isTrue();
  }

  @Test
  void a_profile_takes_only_known_answers() {
    assertThatThrownBy(
            () -> database.execute("update learning.user_profiles set content_language = 'tlh'"))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("user_profiles_content_language_check");
  }

  @Test
  void the_commented_way_back_goes_back() {
    Migrator learning = migrations.migrator("learning");
    CatalogSnapshot whole = database.snapshot();
    learning.rollback(2);
    assertThat(learning.status().pending())
        .extracting(row -> row.id().key())
        .containsExactly("20240101120400", "20240101120500");
    assertThat(whole.differencesFrom(database.snapshot()))
        .anyMatch(line -> line.startsWith("unexpected table learning.translation_cache"))
        .anyMatch(line -> line.startsWith("unexpected function learning.set_updated_at()"));
    learning.migrate();
    assertThat(database.snapshot().differencesFrom(whole)).isEmpty();
  }

  @Test
  void a_rollback_to_a_version_keeps_it() {
    Migrator learning = migrations.migrator("learning");
    learning.rollback(new Goal.RollbackTo(Version.of("20240101120000"), Set.of()));
    assertThat(learning.status().rows())
        .filteredOn(row -> row.standing() == Standing.APPLIED)
        .extracting(row -> row.id().key())
        .isEqualTo(List.of("20240101120000"));
  }

  private String counts() {
    return Asker.counts(jdbc, "learning.users", "learning.user_profiles", "learning.chat_history");
  }
}
