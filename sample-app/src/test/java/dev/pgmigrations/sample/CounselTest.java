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
import dev.pgmigrations.testsupport.TestDatabase;
import java.util.Set;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.dao.DataIntegrityViolationException;

/** Numbers, {@code UP} and {@code DOWN}, and a seed. */
@SampleTest
class CounselTest {

  private static final String[] TABLES = {
    "counsel.users",
    "counsel.coaching_conversations",
    "counsel.coaching_messages",
    "counsel.progress_tracking",
    "counsel.personality_insights"
  };

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;

  private Migrator counsel;

  @BeforeEach
  void seeded() {
    counsel = migrations.migrator("counsel");
    counsel.migrate();
    counsel.clear();
    counsel.seed();
  }

  @Test
  void the_seed_goes_in_and_out() {
    assertThat(counts()).isEqualTo("2,3,4,2,2");
    counsel.clear();
    assertThat(counts()).isEqualTo("0,0,0,0,0");
    counsel.seed();
    assertThat(counts()).isEqualTo("2,3,4,2,2");
  }

  @Test
  void a_second_seed_has_nothing_to_do() {
    assertThat(counsel.seed().isNothing()).isTrue();
  }

  @Test
  void clearing_spares_other_rows() {
    database.execute(
        "insert into counsel.users (email, password_hash, name) values ('me@here', '!', 'Me')");
    counsel.clear();
    assertThat(counts()).isEqualTo("1,0,0,0,0");
    database.execute("delete from counsel.users");
  }

  @Test
  void deleting_a_user_deletes_what_is_about_the_user() {
    database.execute("delete from counsel.users where id = 'c0000000-0000-4000-8000-000000000001'");
    assertThat(counts()).isEqualTo("1,1,1,0,0");
  }

  @Test
  void an_insight_outlives_the_session_that_led_to_it() {
    database.execute("delete from counsel.coaching_conversations");
    assertThat(counts()).isEqualTo("2,0,0,2,2");
  }

  @Test
  void a_goal_is_achieved_when_it_says_when() {
    assertThatThrownBy(
            () -> database.execute("update counsel.progress_tracking set achieved_at = null"))
        .isInstanceOf(DataIntegrityViolationException.class)
        .hasMessageContaining("progress_tracking_achieved_check");
  }

  @Test
  void one_migration_alone_can_be_undone() {
    counsel.rollback(new Goal.RollbackOnly(Version.of("4"), Set.of()));
    assertThat(counsel.status().pending()).extracting(row -> row.id().key()).containsExactly("4");
    counsel.migrate();
    assertThat(counsel.status().pending()).isEmpty();
  }

  private String counts() {
    return Asker.counts(database.jdbc(), TABLES);
  }
}
