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
import static org.assertj.core.api.Assertions.within;

import java.util.OptionalDouble;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class PhasesTest {

  @ParameterizedTest
  @CsvSource(
      nullValues = "-",
      value = {
        "CREATE INDEX CONCURRENTLY, building index: initializing, btree, 0, 0, 0",
        "CREATE INDEX CONCURRENTLY, building index: scanning table, btree, 50, 100, 0.3",
        "CREATE INDEX CONCURRENTLY, building index: sorting live tuples, btree, 0, 0, 0.6",
        "CREATE INDEX CONCURRENTLY, building index: loading tuples in tree, btree, 1, 4, 0.69",
        "CREATE INDEX CONCURRENTLY, index validation: scanning index, btree, 1, 2, 0.84",
        "CREATE INDEX CONCURRENTLY, index validation: scanning table, btree, 6, 6, 1",
        "CREATE INDEX CONCURRENTLY, building index, gin, 1, 2, 0.46",
        "CREATE INDEX CONCURRENTLY, index validation: scanning index, gin, 1, 2, 0.94",
        "CREATE INDEX CONCURRENTLY, building index: scanning table, gin, 1, 2, 0.46",
        "CREATE INDEX CONCURRENTLY, 'building index: scanning table', 'gin, parallel', 2, 3, 0.18",
        "CREATE INDEX CONCURRENTLY, 'building index: merging tuples', 'gin, parallel', 1, 2, 0.6",
        "CREATE INDEX CONCURRENTLY, 'index validation: scanning index', 'gin, parallel', 1, 2,"
            + " 0.85",
        "CREATE INDEX CONCURRENTLY, waiting for old snapshots, btree, 0, 0, -",
        "CREATE INDEX CONCURRENTLY, initializing, btree, 0, 0, -",
        "CREATE INDEX, building index: scanning table, btree, 39, 60, 0.5",
        "CREATE INDEX, building index, hash, 1, 4, 0.25",
        "CREATE INDEX, building index, hash, 0, 0, -",
        "REINDEX, building index: loading tuples in tree, btree, 1, 1, 1",
        "VACUUM FULL, seq scanning heap, '', 1, 2, 0.15",
        "VACUUM FULL, rebuilding index, '', 1, 2, 0.65",
        "VACUUM FULL, performing final cleanup, '', 0, 0, -",
        "CLUSTER, writing new heap, '', 1, 2, 0.45",
        "CLUSTER, index scanning heap, '', 1, 2, 0.3",
        "CLUSTER, rebuilding index, '', 1, 2, 0.8",
        "VACUUM, scanning heap, '', 1, 2, 0.25",
        "VACUUM, vacuuming indexes, '', 0, 0, 0.5",
        "ANALYZE, acquiring sample rows, '', 1, 3, 0.3",
        "COPY FROM, '', '', 3, 4, 0.75",
        "COPY FROM, '', '', 3, 0, -",
        "REPACK, anything, '', 3, 4, -",
      })
  void the_share_of_what_is_done(
      String command, String phase, String method, long done, long total, Double share) {
    OptionalDouble known =
        Phases.done(new Counters(command, phase, method, done, total, 0, 0, 0, 0, 0, 0));

    if (share == null) {
      assertThat(known).isEmpty();
    } else {
      assertThat(known.orElseThrow()).isCloseTo(share, within(0.0001));
    }
  }

  @Test
  void an_index_of_a_partitioned_table_counts_its_partitions() {
    Counters second = new Counters("CREATE INDEX", "building index", "", 1, 2, 1, 4, 0, 0, 0, 0);

    assertThat(Phases.done(second).orElseThrow()).isCloseTo(0.375, within(0.0001));
  }
}
