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
import static org.junit.jupiter.api.Assumptions.assumeFalse;

import dev.pgmigrations.testsupport.ChildJvm;
import dev.pgmigrations.testsupport.Eventually;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** Ctrl-C and kill, in a process of its own. */
@Timeout(120)
class InterruptTest extends CliTest {

  private static final Duration PATIENCE = Duration.ofSeconds(60);
  private static final int OF_SIGINT = 130;
  private static final int OF_SIGTERM = 143;

  @Test
  void ctrl_c_cancels_the_statement_and_says_what_is_kept() throws Exception {
    assumeFalse(ignoresCtrlC(), "this process, and so its children, ignore SIGINT");
    try (ChildJvm child = asleepInTheSecond()) {
      child.interrupt();

      isStopped(child, OF_SIGINT);
    }
  }

  @Test
  void kill_does_the_same() throws Exception {
    try (ChildJvm child = asleepInTheSecond()) {
      child.terminate();

      isStopped(child, OF_SIGTERM);
    }
  }

  private ChildJvm asleepInTheSecond() {
    cli.file("db/migrations/1_a.sql", "create table a (id int);")
        .file("db/migrations/2_b.sql", "create table b (id int);\nselect pg_sleep(${seconds});");
    ChildJvm child = migrating("--placeholder=seconds=300");
    Eventually.within(PATIENCE).isTrue("it sleeps", () -> count("wait_event = 'PgSleep'") == 1);
    return child;
  }

  private void isStopped(ChildJvm child, int exitCode) throws InterruptedException {
    ChildJvm.Result result = child.result(PATIENCE);

    assertThat(result.exitCode()).as(result.toString()).isEqualTo(exitCode);
    assertThat(count("application_name like 'pgmigrations%'")).isZero();
    assertThat(tables()).containsExactly("a");
    assertThat(result.lines())
        .anyMatch(line -> line.startsWith("+ 1 a ("))
        .contains("x 2 b failed")
        .anyMatch(line -> line.contains("[stopped]"))
        .contains("  kept: nothing of 2; 1 is applied");
    assertThat(cli.run("migrate", "--placeholder", "seconds=0").exitCode()).isZero();
    assertThat(tables()).containsExactly("a", "b");
  }

  private long count(String condition) {
    return database
        .jdbc()
        .sql("select count(*) from pg_stat_activity where datname = ? and " + condition)
        .param(database.name())
        .query(Long.class)
        .single();
  }

  /** As a shell does it to what it starts in the background. */
  private static boolean ignoresCtrlC() throws IOException {
    Path status = Path.of("/proc/self/status");
    return Files.isReadable(status)
        && Files.readAllLines(status).stream()
            .filter(line -> line.startsWith("SigIgn:"))
            .anyMatch(line -> (Long.parseUnsignedLong(line.substring(7).strip(), 16) & 2) != 0);
  }
}
