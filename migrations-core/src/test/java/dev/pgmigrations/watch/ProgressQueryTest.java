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

import dev.pgmigrations.event.Progress;
import dev.pgmigrations.testsupport.Eventually;
import dev.pgmigrations.testsupport.PostgresTest;
import dev.pgmigrations.testsupport.TestDatabase;
import java.nio.charset.StandardCharsets;
import java.sql.Connection;
import java.sql.SQLException;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.atomic.AtomicReference;
import java.util.function.Predicate;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.postgresql.PGConnection;
import org.postgresql.copy.CopyIn;
import org.springframework.jdbc.core.simple.JdbcClient;

@PostgresTest
class ProgressQueryTest {

  private static final Eventually SOON = Eventually.within(Duration.ofSeconds(30));

  private final TestDatabase database;
  private final JdbcClient jdbc;

  ProgressQueryTest(TestDatabase database) {
    this.database = database;
    this.jdbc = database.jdbc();
  }

  private Progress seen(int pid, Predicate<Progress> which) {
    AtomicReference<Progress> last = new AtomicReference<>();
    SOON.isTrue(
        "progress",
        () -> {
          Optional<Progress> progress = ProgressQuery.of(jdbc, pid).filter(which);
          progress.ifPresent(last::set);
          return progress.isPresent();
        });
    return last.get();
  }

  @ParameterizedTest
  @CsvSource({
    "vacuum big, scanning heap, 0, 50",
    "analyze big, acquiring sample rows, 0, 90",
    "vacuum full big, rebuilding index, 30, 99",
    "cluster big using big_a, rebuilding index, 60, 99",
    "reindex table big, building index: scanning table, 0, 78",
    "create index big_b on big using hash (slow(a)), building index, 0, 99"
  })
  void each_view_is_read(String sql, String phase, int from, int to) throws SQLException {
    database.execute(
        """
        create function slow(int) returns int immutable language plpgsql as
          $$ begin perform pg_sleep(0.002); return $1; end $$;
        create table big (a int) with (fillfactor = 10);
        create index big_a on big (a);
        create index big_slow on big (slow(a));
        insert into big select generate_series(1, 700);
        """);
    try (Backend backend = new Backend(database.dataSource())) {
      backend.run("set vacuum_cost_delay = 100");
      backend.run("set vacuum_cost_limit = 1");
      backend.start(sql);

      Progress progress = seen(backend.pid(), any -> any.phase().equals(phase));

      assertThat(progress.percent().orElseThrow()).isBetween(from, to);
      assertThat(progress.left()).isEmpty();
    }
  }

  @Test
  void copied_rows_are_counted() throws SQLException {
    database.execute("create table t (a int)");
    try (Connection connection = database.dataSource().getConnection()) {
      PGConnection driver = connection.unwrap(PGConnection.class);
      CopyIn copy = driver.getCopyAPI().copyIn("copy t from stdin");
      byte[] rows = "12345\n".repeat(20_000).getBytes(StandardCharsets.US_ASCII);
      copy.writeToCopy(rows, 0, rows.length);
      copy.flushCopy();

      Progress progress = seen(driver.getBackendPID(), any -> any.detail().endsWith(" rows"));

      assertThat(progress.percent()).isEmpty();
      assertThat(progress.left()).isEmpty();
      copy.endCopy();
    }
  }

  @Test
  void who_does_nothing_or_is_not_there_has_no_progress() throws SQLException {
    try (Backend idle = new Backend(database.dataSource())) {
      assertThat(ProgressQuery.of(jdbc, idle.pid())).isEqualTo(Optional.empty());
    }
    assertThat(ProgressQuery.of(jdbc, 0)).isEmpty();
  }
}
