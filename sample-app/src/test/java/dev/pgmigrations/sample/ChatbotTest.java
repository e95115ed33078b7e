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
import dev.pgmigrations.testsupport.CatalogSnapshot;
import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.core.io.ClassPathResource;

/** A schema beside the platform's, row level security, a way back that drops the schema. */
@SampleTest
class ChatbotTest {

  private static final String ADA = "d0000000-0000-4000-8000-000000000001";
  private static final String BEN = "d0000000-0000-4000-8000-000000000002";
  private static final String[] TABLES = {"conversations", "messages", "usage_tracking"};

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;

  private Migrator chatbot;
  private Asker service;

  @BeforeEach
  void two_users_with_a_conversation_each() {
    database.execute("drop schema if exists chat cascade; drop table public.chatbot_history");
    database.execute("delete from auth.users");
    chatbot = migrations.migrator("chatbot");
    chatbot.migrate();
    database.execute(
        """
        insert into auth.users (id) values ('%1$s'), ('%2$s');
        insert into chat.conversations (id, user_id) values ('%1$s', '%1$s'), ('%2$s', '%2$s');
        insert into chat.messages (id, conversation_id, role, content)
          values ('%1$s', '%1$s', 'user', 'Hello?'), ('%2$s', '%2$s', 'user', 'Help!');
        insert into chat.usage_tracking (user_id, conversation_id, message_id, model, prompt_tokens)
          values ('%1$s', '%1$s', '%1$s', 'small', 3), ('%2$s', '%2$s', '%2$s', 'small', 4);
        """
            .formatted(ADA, BEN));
    service =
        new Asker(
            database,
            "chat",
            """
            grant select, insert, update, delete on chat.conversations, chat.messages, chat.usage_tracking to %s;
            """);
  }

  @Test
  void users_see_their_own_rows_only() {
    assertThat(service.counts(ADA, TABLES)).isEqualTo("1,1,1");
    assertThat(service.found(ADA, "select user_id::text from conversations")).containsExactly(ADA);
  }

  @Test
  void who_is_not_signed_in_sees_nothing() {
    assertThat(service.counts("", TABLES)).isEqualTo("0,0,0");
  }

  @Test
  void nobody_writes_into_a_conversation_of_others() {
    assertThatThrownBy(
            () ->
                service.changed(
                    ADA,
                    """
                    insert into messages (conversation_id, role, content)
                    values ('d0000000-0000-4000-8000-000000000002', 'user', 'Boo')
                    """))
        .rootCause()
        .hasMessageContaining("row-level security policy for table \"messages\"");
  }

  @Test
  void nobody_changes_what_was_used() {
    assertThat(service.changed(ADA, "update usage_tracking set cost_usd = 0")).isZero();
    assertThat(service.changed(ADA, "delete from usage_tracking")).isZero();
  }

  @Test
  void a_user_of_the_platform_takes_everything_along() {
    database.execute("delete from auth.users where id = '%s'".formatted(ADA));
    assertThat(counts()).isEqualTo("1,1,1");
  }

  @Test
  void what_was_used_outlives_the_conversation() {
    database.execute("delete from chat.conversations");
    assertThat(counts()).isEqualTo("0,0,2");
  }

  @Test
  void the_way_back_drops_the_schema_and_the_history_stays() {
    chatbot.rollback(1);
    assertThat(
            database
                .jdbc()
                .sql(
                    "select to_regnamespace('chat') is null and to_regclass('auth.users') is not null")
                .query()
                .singleValue())
        .isEqualTo(true);
    assertThat(
            database
                .jdbc()
                .sql("select direction from public.chatbot_history order by id")
                .query(String.class)
                .list())
        .containsExactly("up", "down");
  }

  @Test
  void without_the_platform_it_says_what_is_missing() {
    chatbot.rollback(1);
    database.execute("alter schema auth rename to elsewhere");
    try {
      assertThatThrownBy(chatbot::migrate)
          .hasMessageContaining(
              "The schema \"auth\" is not set up: auth.users or auth.uid() is missing.");
    } finally {
      database.execute("alter schema elsewhere rename to auth");
    }
  }

  @Test
  void the_script_can_be_run_again_by_hand() throws IOException {
    CatalogSnapshot before = database.snapshot();
    database.execute(
        new ClassPathResource("db/chatbot/001_create_chat_schema.sql")
            .getContentAsString(StandardCharsets.UTF_8));
    assertThat(database.snapshot().differencesFrom(before)).isEmpty();
  }

  private String counts() {
    return Asker.counts(
        database.jdbc(), "chat.conversations", "chat.messages", "chat.usage_tracking");
  }
}
