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

package dev.pgmigrations.cli;

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.testsupport.ChildJvm;
import java.sql.Connection;
import java.sql.Statement;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Somebody has locked the history. */
@Timeout(120)
class LockedHistoryTest extends CliTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);

  @Test
  void a_run_says_for_whom_it_waits() throws Exception {
    twoVersions();
    cli.run("migrate", "--to", "1");

    try (Connection owner = database.dataSource().getConnection();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("lock table migration_history");
      try (ChildJvm child = migrating()) {
        child.await(
            line ->
                line.matches("waiting for the history table since .*: it is locked by pid \\d+ .*"),
            PATIENCE);
        owner.commit();

        assertThat(child.result(PATIENCE).exitCode()).isZero();
      }
    }
    assertThat(tables()).containsExactly("a", "b");
  }

  @Test
  void who_ends_a_waiting_run_is_not_told_that_the_server_is_ill() throws Exception {
    twoVersions();
    cli.run("migrate", "--to", "1");

    try (Connection owner = database.dataSource().getConnection();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("lock table migration_history");
      try (ChildJvm child = migrating()) {
        child.await(line -> line.startsWith("waiting for the history table since "), PATIENCE);
        child.terminate();

        ChildJvm.Result result = child.result(PATIENCE);
        assertThat(result.exitCode()).isEqualTo(143);
        assertThat(result.lines())
            .contains("[stopped] the run was asked to end before it was done")
            .noneMatch(line -> line.contains("the database did not answer"));
      }
    }
  }

  /** Before a backup, too. On standard error: what a dry run prints is for {@code psql -f}. */
  @ParameterizedTest
  @ValueSource(strings = {"status", "dry-run", "verify", "validate", "migrate --backup a.dump"})
  void who_only_looks_says_it_too_and_waits_no_longer_than_it_may(String command) throws Exception {
    twoVersions();
    cli.run("migrate", "--to", "1");

    try (Connection owner = database.dataSource().getConnection();
        Statement statement = owner.createStatement()) {
      owner.setAutoCommit(false);
      statement.execute("lock table migration_history");
      Cli.Result result = cli.run((command + " --lock-timeout 3s").split(" "));

      assertThat(result.exitCode()).isEqualTo(1);
      assertThat(result.out()).isEmpty();
      assertThat(result.err())
          .containsPattern("waiting for the history table since .*: it is locked by pid \\d+ ")
          .containsPattern("\\[lock-timeout] .* is still locked after 3.0 s: by pid \\d+ ");
    }
  }
}
