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

package dev.pgmigrations.boot;

import dev.pgmigrations.PlannedRun;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Supplier;
import java.util.stream.Collectors;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Begins to look, before the web server starts, whether a run on ready would have anything to do,
 * and opens the gate if not. One try, which changes nothing and never fails the start: the run
 * itself tells what is wrong. The start goes on meanwhile; who has to know waits for the answer.
 */
public final class MigrationPeek {

  private static final Logger log = LoggerFactory.getLogger(MigrationPeek.class);

  /** Of so many targets it is said what is pending. */
  private static final int MOST = 5;

  private final Supplier<MigrationRunner> runner;
  private final MigrationGate gate;
  private final Supplier<List<String>> early;
  private final Duration timeout;

  /**
   * Looks only if {@code gate} is closed.
   *
   * @param early tells who uses the database before the application is ready
   * @param timeout how long others may wait for the answer
   */
  public MigrationPeek(
      Supplier<MigrationRunner> runner,
      MigrationGate gate,
      Supplier<List<String>> early,
      Duration timeout) {
    this.runner = runner;
    this.gate = gate;
    this.early = early;
    this.timeout = timeout;
  }

  /** Begins, and does not wait. */
  public void begin() {
    if (!gate.isOpen()) {
      MigrationRunner all = runner.get();
      Look look = Look.begun(() -> heard(all.plans()), timeout);
      gate.lookedAt(look);
      all.lookedAt(look);
    }
  }

  private Map<String, List<PlannedRun>> heard(Map<String, List<PlannedRun>> plans) {
    List<PendingMigrations> pending = new ArrayList<>();
    for (List<PlannedRun> runs : plans.values()) {
      PendingMigrations one = PendingMigrations.of(runs);
      if (!one.isNothing()) {
        pending.add(one);
      }
    }
    if (pending.isEmpty()) {
      gate.open();
    } else {
      tell(pending);
    }
    return plans;
  }

  private void tell(List<PendingMigrations> pending) {
    List<String> users = early.get();
    List<PendingMigrations> some = pending.stream().filter(p -> !p.names().isEmpty()).toList();
    String what =
        some.stream().limit(MOST).map(PendingMigrations::text).collect(Collectors.joining("; "))
            + (some.size() > MOST ? "; and of %s more targets".formatted(some.size() - MOST) : "");
    if (!users.isEmpty() && !what.isEmpty()) {
      log.warn(
          "{}. They are applied when the application is ready; what uses the database before finds"
              + " the old schema: {}. To migrate first, set migrations.run-on=startup",
          what,
          String.join(", ", users));
    }
  }
}
