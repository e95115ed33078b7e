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
import java.util.Optional;
import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class ProgressTextTest {

  private static final Blocker READER =
      new Blocker(
          4711,
          "app",
          "psql",
          "local",
          "idle in transaction",
          Duration.ofSeconds(12),
          "select * from orders");

  private static Counters counters(String phase, long parts, long rows, long lockers, int locker) {
    return new Counters("CREATE INDEX", phase, "", 1, 2, 1, parts, rows, 1, lockers, locker);
  }

  @Test
  void a_phase_that_counts_says_percent_and_time() {
    assertThat(
            ProgressText.of(
                counters("building index: scanning table", 0, 0, 0, 0),
                OptionalDouble.of(0.439),
                Optional.of(Duration.ofSeconds(20)),
                Optional.empty()))
        .hasToString("building index: scanning table, 43 %, about 20 s left");
  }

  @Test
  void a_phase_that_waits_says_for_whom() {
    assertThat(
            ProgressText.of(
                counters("waiting for old snapshots", 0, 0, 3, 4711),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.of(READER)))
        .hasToString(
            "waiting for 2 of 3 transactions: pid 4711 (application 'psql', user app, from local,"
                + " idle in transaction, transaction open for 12 s): select * from orders");
  }

  @Test
  void one_that_is_not_there_any_more_is_only_a_number() {
    assertThat(
            ProgressText.of(
                counters("waiting for old snapshots", 0, 0, 3, 4711),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty()))
        .hasToString("waiting for 2 of 3 transactions: pid 4711");
  }

  @Test
  void partitions_and_rows_are_told() {
    assertThat(
            ProgressText.of(
                counters("building index", 4, 0, 0, 0),
                OptionalDouble.of(0.375),
                Optional.empty(),
                Optional.empty()))
        .hasToString("building index, 37 %, 1 of 4 partitions done");
    assertThat(
            ProgressText.of(
                counters("", 0, 1200, 0, 0),
                OptionalDouble.empty(),
                Optional.empty(),
                Optional.empty()))
        .hasToString("1200 rows");
  }

  @Test
  void it_is_not_done_before_the_server_says_so() {
    assertThat(ProgressText.copied(40 << 20, 40 << 20, Optional.empty()))
        .hasToString("copying, 99 %, 40 MB of 40 MB");
  }

  @Test
  void data_of_unknown_length_have_no_percentage() {
    assertThat(ProgressText.copied(40 << 20, 0, Optional.empty())).hasToString("copying, 40 MB");
  }

  @Test
  void other_statements_have_nothing_but_growth() {
    assertThat(ProgressText.written(1_500_000))
        .hasToString("1.4 MB of WAL written on the server meanwhile");
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 bytes",
    "1023, 1023 bytes",
    "1024, 1.0 kB",
    "10240, 10 kB",
    "1500000, 1.4 MB",
    "2000000000, 1.9 GB",
    "9000000000000, 8.2 TB",
    "9000000000000000, 8185 TB"
  })
  void bytes_are_rounded(long bytes, String text) {
    assertThat(Bytes.text(bytes)).isEqualTo(text);
  }
}
