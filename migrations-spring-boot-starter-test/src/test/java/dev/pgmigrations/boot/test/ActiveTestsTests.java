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

package dev.pgmigrations.boot.test;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.pgmigrations.boot.test.ActiveTests.Use;
import dev.pgmigrations.boot.test.MigratedDatabase.Refresh;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ActiveTestsTests {

  private static class One {

    private class Inner {}
  }

  private static class Other {}

  private final ActiveTests active = new ActiveTests();

  private void enterTwo(Class<?> first, Refresh firstRefresh, Class<?> second, Refresh refresh) {
    active.enter("first", new Use(first, firstRefresh));
    active.enter("second", new Use(second, refresh));
  }

  @ParameterizedTest
  @CsvSource({
    "CLASS, CLASS",
    "CLASS, METHOD",
    "METHOD, CLASS",
    "CONTEXT, CLASS",
    "METHOD, CONTEXT"
  })
  void classes_of_one_context_take_nobody_s_database(Refresh first, Refresh second) {
    assertThatThrownBy(() -> enterTwo(One.class, first, Other.class, second))
        .isInstanceOf(IllegalStateException.class)
        .hasMessageContaining("$One and ")
        .hasMessageContaining("$Other share an application context and run at the same time");

    active.leave("first");
    assertThatCode(() -> active.enter("second", new Use(Other.class, second)))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"CONTEXT, CONTEXT"})
  void those_that_share_may_run_at_the_same_time(Refresh first, Refresh second) {
    assertThatCode(() -> enterTwo(One.class, first, Other.class, second))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"CLASS, CLASS", "CLASS, METHOD", "METHOD, CLASS", "CONTEXT, METHOD"})
  void a_nested_class_runs_in_the_middle_of_the_outer_one(Refresh first, Refresh second) {
    assertThatCode(() -> enterTwo(One.class, first, One.Inner.class, second))
        .doesNotThrowAnyException();
  }

  @ParameterizedTest
  @CsvSource({"METHOD, METHOD"})
  void methods_that_each_want_a_clone_do_not_run_at_the_same_time(Refresh first, Refresh second) {
    assertThatThrownBy(() -> enterTwo(One.class, first, One.class, second))
        .isInstanceOf(IllegalStateException.class);
  }

  @ParameterizedTest
  @CsvSource({"CLASS", "CONTEXT"})
  void who_is_there_already_goes_on(Refresh refresh) {
    active.enter("one", new Use(One.class, refresh));

    assertThatCode(() -> active.enter("one", new Use(One.class, refresh)))
        .doesNotThrowAnyException();
  }
}
