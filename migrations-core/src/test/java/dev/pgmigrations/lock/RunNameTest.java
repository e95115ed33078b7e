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

package dev.pgmigrations.lock;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.junit.jupiter.api.Test;

class RunNameTest {

  private static RunName of(String application, String migration) {
    return new RunName(application, Optional.of(migration));
  }

  @Test
  void says_what_runs_and_is_taken_apart_again() {
    assertThat(of("orders", "7")).hasToString("orders: migrating 7");
    assertThat(RunName.parse("orders: migrating 7")).isEqualTo(of("orders", "7"));
    assertThat(RunName.parse("a: migrating b: migrating repeatable views"))
        .isEqualTo(of("a: migrating b", "repeatable views"));
  }

  @Test
  void a_session_that_only_holds_the_lock_names_no_migration() {
    RunName idle = new RunName("orders", Optional.empty());

    assertThat(idle).hasToString("orders: migrating");
    assertThat(RunName.parse("orders: migrating")).isEqualTo(idle);
  }

  @Test
  void another_application_is_its_name() {
    assertThat(RunName.parse("psql")).isEqualTo(new RunName("psql", Optional.empty()));
  }

  @Test
  void what_postgresql_keeps_is_enough_for_a_timestamp_whatever_the_application_is_called() {
    String name = of("x".repeat(100), "20240101120000").toString();

    assertThat(name).hasSize(62).endsWith("x: migrating 20240101120000");
    assertThat(of("orders", "1".repeat(100)).toString()).hasSize(63);
  }

  @Test
  void whole_characters_are_cut_off() {
    assertThat(of("bücher", "7")).hasToString("bücher: migrating 7");
    assertThat(of("日".repeat(30), "7")).hasToString("日日日: migrating 7");
    assertThat(of("😀".repeat(30), "7")).hasToString("😀😀: migrating 7");
  }
}
