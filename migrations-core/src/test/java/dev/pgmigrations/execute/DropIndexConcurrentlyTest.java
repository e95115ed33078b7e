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

package dev.pgmigrations.execute;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.execute.Concurrently.Before;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.springframework.dao.DataAccessException;

class DropIndexConcurrentlyTest extends ConcurrentlyTest {

  private static final String READ = "select from t";
  private static final String DROP = "drop index concurrently public.i;";

  @BeforeEach
  void index() {
    run("create table t (a int)", "create index i on t (a)");
  }

  @Test
  void an_interrupted_drop_is_repeated() {
    Interrupted.leave(database, READ, DROP);
    assertThat(indexes()).containsExactly("i INVALID");

    assertThat(shown(migrate(DROP, true))).isEqualTo("run [] [NOTE leftover-index]");
    assertThat(indexes()).isEmpty();
  }

  @Test
  void a_finished_drop_is_not_repeated_by_a_resumed_run() {
    run(DROP);

    assertThat(shown(of(DROP).before(jdbc, true)))
        .isEqualTo("skip the index \"public\".\"i\" is gone already: nothing to do");
    assertThat(of(DROP).before(jdbc, false)).isEqualTo(new Before.Run(DROP));
    assertThat(shown(migrate("drop index concurrently if exists i", false))).isEqualTo("run [] []");
  }

  @Test
  void a_cancelled_drop_is_told() {
    Concurrently statement = of(DROP);
    statement.before(jdbc, false);
    try (Interrupted reader = Interrupted.at(database, READ, "truncate t")) {
      reader.kill();
      run("set statement_timeout = 300");
      assertThatThrownBy(() -> run(DROP)).isInstanceOf(DataAccessException.class);
    }

    assertThat(statement.afterFailure(jdbc))
        .singleElement()
        .hasToString(
            """
            [leftover-index] the index i is half dropped: INVALID, no query uses it any more
              fix: run again: the drop is repeated; to keep the index: reindex index concurrently public.i\
            """);
  }
}
