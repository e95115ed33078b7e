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

import java.time.Duration;
import java.util.Optional;
import org.junit.jupiter.api.Test;

class TimeLeftTest {

  private final TimeLeft timeLeft = new TimeLeft();

  private Optional<Duration> after(int seconds, double done) {
    return timeLeft.after("scan", Duration.ofSeconds(seconds), done);
  }

  @Test
  void what_goes_at_an_even_speed_ends_when_it_should() {
    after(10, 0.10);
    after(11, 0.11);

    assertThat(after(12, 0.12)).contains(Duration.ofSeconds(88));
  }

  @Test
  void the_first_two_seconds_of_a_phase_say_nothing() {
    assertThat(after(10, 0.1)).isEmpty();
    assertThat(after(11, 0.2)).isEmpty();
    after(12, 0.3);

    assertThat(timeLeft.after("sort", Duration.ofSeconds(13), 0.4)).isEmpty();
    assertThat(timeLeft.after("sort", Duration.ofSeconds(14), 0.5)).isEmpty();
    assertThat(timeLeft.after("sort", Duration.ofSeconds(15), 0.6)).contains(Duration.ofSeconds(4));
  }

  @Test
  void what_does_not_move_has_no_end() {
    after(0, 0.5);
    after(1, 0.5);

    assertThat(after(5, 0.5)).isEmpty();
  }

  @Test
  void a_standstill_makes_it_longer_bit_by_bit() {
    after(0, 0);
    after(30, 0.3);
    Duration before = after(31, 0.31).orElseThrow();

    assertThat(after(32, 0.31).orElseThrow()).isBetween(before, before.multipliedBy(2));
  }

  @Test
  void the_last_half_minute_counts_most() {
    after(0, 0);
    for (int second = 1; second <= 100; second++) {
      after(second, second * 0.001);
    }
    Duration slow = after(101, 0.101).orElseThrow();
    for (int second = 102; second <= 160; second++) {
      after(second, 0.101 + (second - 101) * 0.01);
    }

    assertThat(slow).isEqualTo(Duration.ofSeconds(899));
    assertThat(after(161, 0.701).orElseThrow()).isLessThan(Duration.ofSeconds(40));
  }

  @Test
  void another_statement_begins_anew() {
    after(100, 0.5);
    after(103, 0.6);

    assertThat(after(1, 0.1)).isEmpty();
    assertThat(after(2, 0.2)).isEmpty();
  }
}
