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

import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.TestDatabase;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.test.context.TestPropertySource;

/** Each second is a new day here. */
@SampleTest
@TestPropertySource(
    properties = {"sample.maintenance.daily=* * * * * *", "sample.maintenance.weekly=-"})
class MaintenanceTest {

  @Autowired TestDatabase database;
  @Autowired Maintenance maintenance;

  @Test
  void views_are_refreshed_on_schedule() {
    database.execute("update assistant.usage_metrics set cost_usd = cost_usd + 1000");

    Eventually.within(Duration.ofSeconds(60))
        .isTrue(
            "the view is refreshed",
            () -> isTrue("select sum(cost_usd) > 1000 from assistant.monthly_usage_summary"));
  }

  @Test
  void a_week_s_work_is_vacuuming() {
    maintenance.weekly();

    Eventually.within(Duration.ofSeconds(60))
        .isTrue(
            "four tables are vacuumed",
            () ->
                isTrue(
                    "select count(last_vacuum) = 4 from pg_stat_user_tables"
                        + " where schemaname = 'assistant'"));
  }

  @Test
  void a_month_s_work_is_archiving_what_nobody_touches() {
    database.execute(
        "alter table assistant.conversations disable trigger user;"
            + " update assistant.conversations set updated_at = now() - interval '7 months';"
            + " alter table assistant.conversations enable trigger user");

    maintenance.monthly();

    assertThat(isTrue("select bool_and(is_archived) from assistant.conversations")).isTrue();
  }

  private boolean isTrue(String query) {
    return database.jdbc().sql(query).query(Boolean.class).single();
  }
}
