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

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

class PipelinePositionTest {

  private static PipelinePosition of(String... statements) {
    List<Watch.Sent> sent =
        IntStream.range(0, statements.length)
            .mapToObj(i -> new Watch.Sent(statements[i], Integer.toString(i)))
            .toList();
    return new PipelinePosition(sent);
  }

  @Test
  void a_statement_is_known_by_its_text() {
    PipelinePosition position = of("begin", "select 1", "select 10", "commit");

    assertThat(position.at("select 10", false, "12:00").place()).isEqualTo("2");
  }

  @Test
  void a_text_that_is_cut_off_is_known_by_its_beginning() {
    PipelinePosition position = of("begin", "select 'ä…'", "select 'äö'");

    assertThat(position.at("select 'äö", true, "12:00").place()).isEqualTo("2");
  }

  @Test
  void a_whole_text_is_no_beginning_of_another() {
    PipelinePosition position = of("select 10", "select 1");

    assertThat(position.at("select 1", false, "12:00").place()).isEqualTo("1");
  }

  @Test
  void the_same_text_again_is_the_next_one_once_it_was_begun_anew() {
    PipelinePosition position = of("select f()", "select g()", "select f()", "select f()");

    assertThat(position.at("select f()", false, "12:00").place()).isEqualTo("0");
    assertThat(position.at("select f()", false, "12:00").place()).isEqualTo("0");
    assertThat(position.at("select f()", false, "12:01").place()).isEqualTo("2");
    assertThat(position.at("select f()", false, "12:02").place()).isEqualTo("3");
  }

  /** A statement that waits for a lock while it is parsed is begun anew when it is executed. */
  @Test
  void a_statement_begun_anew_stays_where_it_is_if_there_is_no_other() {
    PipelinePosition position = of("begin", "select f()", "commit");

    position.at("select f()", false, "12:00");

    assertThat(position.at("select f()", false, "12:01").place()).isEqualTo("1");
  }

  @Test
  void an_unknown_text_is_taken_for_the_first() {
    assertThat(of("select 1", "select 2").at("", false, "12:00").place()).isEqualTo("0");
  }
}
