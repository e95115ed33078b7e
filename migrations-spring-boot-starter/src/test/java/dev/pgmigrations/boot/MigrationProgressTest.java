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

package dev.pgmigrations.boot;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Goal;
import dev.pgmigrations.plan.Plan;
import java.time.Clock;
import java.time.Duration;
import java.time.Instant;
import java.time.ZoneOffset;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

class MigrationProgressTest {

  private static final Instant NOW = Instant.parse("2026-01-01T00:00:00Z");
  private static final MigrationId ID = MigrationId.of(Version.of("7"));
  private static final Blocker READER =
      new Blocker(42, "app", "", "local", "active", Duration.ZERO, "");

  private final MigrationProgress progress =
      new MigrationProgress(Clock.fixed(NOW, ZoneOffset.UTC));

  @BeforeEach
  void begin() {
    progress.on(new MigrationEvent.RunStarted("run", "default", new Goal.Latest()));
  }

  private Optional<MigrationProgress.Activity> activity(int secondsLater) {
    return progress.of("default").orElseThrow().activity(NOW.plusSeconds(secondsLater));
  }

  private void running() {
    progress.on(
        new MigrationEvent.StatementRunning(
            ID, "7.sql:1", Duration.ofSeconds(3), Optional.empty(), List.of(READER)));
  }

  @Test
  void what_was_told_by_a_thread_that_the_run_has_started_belongs_to_the_run() throws Exception {
    Thread watch = new Thread(this::running);
    watch.start();
    watch.join();

    assertThat(activity(1))
        .hasValueSatisfying(
            known -> {
              assertThat(known.place()).isEqualTo("7.sql:1");
              assertThat(known.elapsed()).isEqualTo(Duration.ofSeconds(3));
              assertThat(known.blockers()).containsExactly(READER);
            });
  }

  @Test
  void a_statement_that_is_not_told_of_any_more_has_ended() {
    running();

    assertThat(activity(5)).isEmpty();
  }

  @Test
  void what_is_tried_again_is_known_during_the_pause() {
    progress.on(
        new MigrationEvent.UnitRetried(
            ID,
            2,
            10,
            Duration.ofSeconds(60),
            Diagnostic.error("55P03", "canceling statement due to lock timeout"),
            List.of(READER)));

    assertThat(activity(59))
        .hasValueSatisfying(
            known -> {
              assertThat(known.retry())
                  .contains("try 2 of 10 failed: [55P03] canceling statement due to lock timeout");
              assertThat(known.blockers()).containsExactly(READER);
            });
  }

  @Test
  void a_wait_for_the_history_is_known_until_there_is_a_plan() {
    progress.on(new MigrationEvent.HistoryAwaited(List.of(READER), Duration.ofSeconds(2)));

    assertThat(activity(11))
        .hasValueSatisfying(
            known -> {
              assertThat(known.elapsed()).isEqualTo(Duration.ofSeconds(2));
              assertThat(known.blockers()).containsExactly(READER);
            });

    progress.on(new MigrationEvent.Planned(new Plan(List.of(), List.of()), 7));
    assertThat(activity(0)).isEmpty();
  }

  @Test
  void the_end_of_a_unit_or_a_run_is_the_end_of_what_took_long() {
    running();
    progress.on(new MigrationEvent.UnitFinished(ID, 1, 2));
    assertThat(activity(0)).isEmpty();

    running();
    progress.on(new MigrationEvent.RunFinished(Duration.ZERO));
    assertThat(activity(0)).isEmpty();
  }
}
