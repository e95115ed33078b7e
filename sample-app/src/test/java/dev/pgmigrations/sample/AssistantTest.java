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
import dev.pgmigrations.testsupport.TestDatabase;
import java.sql.SQLException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import javax.sql.DataSource;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.jdbc.core.simple.JdbcClient;

/** Ways back in files of their own, tenants kept apart, views, an atomic counter, a seed. */
@SampleTest
class AssistantTest {

  private static final String ALICE = "aa000000-0000-4000-8000-000000000001";
  private static final String ACME = "a0000000-0000-4000-8000-000000000001";
  private static final String ALICE_AT_ACME = "a1000000-0000-4000-8000-000000000001";
  private static final String[] TABLES = {
    "tenants", "users", "conversations", "messages", "feedback", "usage_metrics"
  };

  @Autowired TestDatabase database;
  @Autowired MigrationRunner migrations;
  @Autowired DataSource pool;

  private Migrator assistant;

  @BeforeEach
  void seeded() {
    assistant = migrations.migrator("assistant");
    database.execute("delete from assistant.tenants");
    assistant.clear();
    assistant.seed();
  }

  private Asker service() {
    return new Asker(
        database,
        "assistant",
        """
        grant select, insert, update, delete
          on tenants, users, conversations, messages, feedback, usage_metrics to %s;
        grant select on current_day_usage to %s;
        """);
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      textBlock =
          """
          Alice               | aa000000-0000-4000-8000-000000000001 | 1,3,2,3,2,2
          Bob                 | bb000000-0000-4000-8000-000000000001 | 1,1,1,2,1,1
          Anna, inactive      | aa000000-0000-4000-8000-000000000003 | 0,0,0,0,0,0
          somebody unknown    | cc000000-0000-4000-8000-000000000001 | 0,0,0,0,0,0
          nobody              | ''                                   | 0,0,0,0,0,0
          """)
  void everybody_sees_their_own_tenant_only(String who, String authId, String counts) {
    assertThat(service().counts(authId, TABLES)).as(who).isEqualTo(counts);
  }

  @Test
  void nobody_writes_into_another_tenant() {
    Asker service = service();
    assertThatThrownBy(
            () ->
                service.changed(
                    ALICE,
                    """
                    insert into conversations (tenant_id, user_id)
                    values ('b0000000-0000-4000-8000-000000000001', 'a1000000-0000-4000-8000-000000000001')
                    """))
        .rootCause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  @Test
  void nobody_makes_themselves_admin() {
    Asker service = service();
    assertThatThrownBy(
            () ->
                service.changed(
                    "aa000000-0000-4000-8000-000000000002",
                    "update users set role = 'admin' where name = 'Arthur'"))
        .rootCause()
        .isInstanceOfSatisfying(
            SQLException.class, e -> assertThat(e.getSQLState()).isEqualTo("42501"));
  }

  @Test
  void the_view_of_the_day_shows_the_own_tenant_only() {
    increment(JdbcClient.create(pool));
    Asker service = service();
    assertThat(service.counts(ALICE, "current_day_usage")).isEqualTo("1");
    assertThat(service.counts("bb000000-0000-4000-8000-000000000001", "current_day_usage"))
        .isEqualTo("0");
  }

  @Test
  void no_increment_is_lost_when_many_count_at_once()
      throws InterruptedException, ExecutionException {
    ExecutorService threads = Executors.newFixedThreadPool(8);
    try {
      List<Future<?>> all = new ArrayList<>();
      for (int thread = 0; thread < 8; thread++) {
        all.add(
            threads.submit(
                () -> IntStream.range(0, 50).forEach(i -> increment(JdbcClient.create(pool)))));
      }
      for (Future<?> one : all) {
        one.get();
      }
    } finally {
      threads.shutdownNow();
    }
    assertThat(
            database
                .jdbc()
                .sql(
                    """
                    select message_count, total_tokens, cost_usd::text from assistant.usage_metrics
                    where usage_date = (now() at time zone 'utc')::date
                    """)
                .query()
                .singleRow())
        .isEqualTo(Map.of("message_count", 400, "total_tokens", 2000L, "cost_usd", "0.400000"));
  }

  private static void increment(JdbcClient jdbc) {
    jdbc.sql("select assistant.increment_usage_metrics(?::uuid, ?::uuid, 2, 3, 0.001)")
        .params(ACME, ALICE_AT_ACME)
        .query(Long.class)
        .single();
  }

  @Test
  void deleting_a_tenant_deletes_all_that_is_its() {
    database.execute("delete from assistant.tenants where id = '%s'".formatted(ACME));
    assertThat(counts()).isEqualTo("1,1,1,2,1,1");
  }

  @Test
  void deleting_a_user_deletes_what_the_user_did() {
    database.execute("delete from assistant.users where id = '%s'".formatted(ALICE_AT_ACME));
    assertThat(counts()).isEqualTo("2,3,2,3,1,1");
  }

  @Test
  void the_seed_goes_in_and_out_and_the_summaries_follow() {
    String[] summaries = {"assistant.message_feedback_summary", "assistant.monthly_usage_summary"};
    assertThat(counts()).isEqualTo("2,4,3,5,3,3");
    assertThat(Asker.counts(database.jdbc(), summaries)).isEqualTo("2,2");
    assertThat(assistant.seed().isNothing()).isTrue();
    assistant.clear();
    assertThat(counts()).isEqualTo("0,0,0,0,0,0");
    assertThat(Asker.counts(database.jdbc(), summaries)).isEqualTo("0,0");
  }

  @Test
  void the_summaries_can_be_refreshed_without_locking_readers_out() {
    database.execute("refresh materialized view concurrently assistant.message_feedback_summary");
    database.execute("refresh materialized view concurrently assistant.monthly_usage_summary");
  }

  @Test
  void a_new_message_moves_its_conversation_up() {
    database.execute("update assistant.conversations set title = title");
    database.execute(
        """
        insert into assistant.messages (conversation_id, role, content)
          values ('a2000000-0000-4000-8000-000000000002', 'user', 'One more thing')
        """);
    assertThat(
            database
                .jdbc()
                .sql("select title from assistant.conversations order by updated_at desc limit 1")
                .query(String.class)
                .single())
        .isEqualTo("Old questions");
  }

  private String counts() {
    return Asker.counts(
        database.jdbc(), List.of(TABLES).stream().map("assistant."::concat).toArray(String[]::new));
  }
}
