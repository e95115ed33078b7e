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

package dev.pgmigrations.migration;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Arrays;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class VersionTest {

  @ParameterizedTest
  @CsvSource({
    "001, 1",
    "1, 1",
    "1.0, 1",
    "1.00.0, 1",
    "0, 0",
    "000, 0",
    "1.02, 1.2",
    "0.1, 0.1",
    "20240101120000, 20240101120000",
    "99999999999999999999999999, 99999999999999999999999999"
  })
  void has_a_normal_form(String written, String normal) {
    assertThat(Version.of(written)).hasToString(normal).isEqualTo(Version.of(normal));
    assertThat(Version.of(written)).hasSameHashCodeAs(Version.of(normal));
  }

  @Test
  void is_compared_number_by_number() {
    String sorted =
        Arrays.stream("10 9 1.10 1.9 1.9.1 2 20240101 007 99999999999999999999".split(" "))
            .map(Version::of)
            .sorted()
            .map(Version::toString)
            .collect(Collectors.joining(" "));

    assertThat(sorted).isEqualTo("1.9 1.9.1 1.10 2 7 9 10 20240101 99999999999999999999");
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "v1", "1.", ".1", "1..2", "-1", "1_2", " 1"})
  void refuses_everything_else(String text) {
    assertThatThrownBy(() -> Version.of(text))
        .isInstanceOf(IllegalArgumentException.class)
        .hasMessageContaining("is no version");
  }
}
