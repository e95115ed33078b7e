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

package dev.pgmigrations.watch;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.MigrationEvent;
import dev.pgmigrations.event.MigrationEvent.StatementBlocked;
import dev.pgmigrations.event.MigrationEvent.StatementRunning;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.Version;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.atomic.AtomicLong;
import org.junit.jupiter.api.Test;

class SightingsTest {

  private static final MigrationId ID = MigrationId.of(Version.of("7"));

  private final AtomicLong clock = new AtomicLong();
  private final Sightings sightings = new Sightings(clock::get);
  private final Task task = task(ID);

  private static Task task(MigrationId id) {
    return new Task(id, List.of(new Watch.Sent("select 1", "7.sql:1")), null, false);
  }

  private List<MigrationEvent> seen(Task of, long millis, String started, int... inTheWay) {
    clock.set(Duration.ofMillis(millis).toNanos());
    Look look =
        new Look(
            "active",
            "select 1",
            false,
            started,
            Duration.ofMillis(millis),
            List.of(),
            OptionalLong.empty(),
            Optional.empty());
    List<Blocker> blockers =
        java.util.Arrays.stream(inTheWay)
            .mapToObj(pid -> new Blocker(pid, "", "", "", "active", Duration.ZERO, ""))
            .toList();
    return sightings.of(of, look, blockers, Optional.empty());
  }

  @Test
  void the_first_second_is_not_told() {
    assertThat(seen(task, 999, "a")).isEmpty();
    assertThat(seen(task, 1000, "a")).hasSize(1);
  }

  @Test
  void looks_that_come_oftener_are_told_once_a_second() {
    seen(task, 1000, "a");

    assertThat(seen(task, 1100, "a")).isEmpty();
    assertThat(seen(task, 2000, "a")).hasSize(1);
  }

  @Test
  void the_next_statement_begins_its_own_second() {
    seen(task, 5000, "a");

    assertThat(seen(task, 500, "b")).isEmpty();
    assertThat(seen(task, 1000, "b")).hasSize(1);
  }

  @Test
  void a_root_is_told_at_once_and_again_after_ten_seconds() {
    assertThat(seen(task, 100, "a", 1, 2)).singleElement().isInstanceOf(StatementBlocked.class);
    assertThat(seen(task, 200, "a", 3, 2)).isEmpty();
    assertThat(seen(task, 10_200, "a", 1, 2))
        .hasSize(2)
        .hasAtLeastOneElementOfType(StatementBlocked.class)
        .hasAtLeastOneElementOfType(StatementRunning.class);
  }

  @Test
  void another_root_is_told_at_once() {
    seen(task, 100, "a", 1, 2);

    assertThat(seen(task, 200, "a", 1, 3)).singleElement().isInstanceOf(StatementBlocked.class);
  }

  @Test
  void a_try_made_again_does_not_tell_the_same_root_again() {
    seen(task, 100, "a", 1);

    assertThat(seen(task(ID), 300, "b", 1)).isEmpty();
    assertThat(seen(task(MigrationId.of(Version.of("8"))), 400, "c", 1)).hasSize(1);
  }

  @Test
  void what_came_too_late_is_told_by_the_next_try() {
    seen(task, 100, "a", 1);
    sightings.untold();

    assertThat(seen(task(ID), 300, "b", 1)).hasSize(1);
  }
}
