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

package dev.pgmigrations.testsupport;

import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

class ConventionsTest {

  /** Breaks three of them. */
  static final class CountHelper {
    static int count;

    String text() {
      return "%03d".formatted(count);
    }
  }

  private final Conventions conventions = () -> CountHelper.class;

  @Test
  void static_state_is_found() {
    assertThatThrownBy(conventions::no_static_state)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CountHelper");
  }

  @Test
  void an_empty_name_is_found() {
    assertThatThrownBy(conventions::names_say_what_a_class_is)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CountHelper");
  }

  @Test
  void digits_of_the_locale_are_found() {
    assertThatThrownBy(conventions::numbers_have_the_same_digits_everywhere)
        .isInstanceOf(AssertionError.class)
        .hasMessageContaining("CountHelper");
  }
}
