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
import java.time.Duration;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class WaitQueueTest {

  private final WaitQueue queue = new WaitQueue();

  private void session(int pid, int age, Integer... waitsFor) {
    queue.add(
        new Blocker(pid, "", "", "", "active", Duration.ofSeconds(age), ""), List.of(waitsFor));
  }

  private List<Integer> chain(Integer... direct) {
    return queue.chain(List.of(direct)).stream().map(Blocker::pid).toList();
  }

  @Test
  void the_root_comes_last() {
    session(1, 1, 2);
    session(2, 1, 3);
    session(3, 1);

    assertThat(chain(1)).containsExactly(1, 2, 3);
  }

  @Test
  void of_those_in_the_way_the_one_with_the_longest_queue_behind_is_shown() {
    session(1, 100);
    session(2, 1, 1);

    assertThat(chain(1, 2)).containsExactly(2, 1);
  }

  @Test
  void of_equals_the_oldest_transaction_is_shown() {
    session(1, 5);
    session(2, 50);
    session(3, 10);

    assertThat(chain(1, 2, 3)).containsExactly(2);
  }

  @Test
  void one_that_has_gone_meanwhile_is_left_out() {
    session(1, 5, 7);

    assertThat(chain(1, 9)).containsExactly(1);
    assertThat(chain(9)).isEmpty();
  }

  @Test
  void a_deadlock_ends_where_it_began() {
    session(1, 1, 2);
    session(2, 1, 1);

    assertThat(chain(1)).containsExactly(1, 2);
  }

  @Test
  void thirty_that_wait_for_all_before_them_are_told_at_once() {
    for (int pid = 1; pid <= 30; pid++) {
      session(pid, 1, IntStream.range(1, pid).boxed().toArray(Integer[]::new));
    }

    assertThat(chain(IntStream.rangeClosed(1, 30).boxed().toArray(Integer[]::new)))
        .hasSize(30)
        .startsWith(30)
        .endsWith(1);
  }
}
