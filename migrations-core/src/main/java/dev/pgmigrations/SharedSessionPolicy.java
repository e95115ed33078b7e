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

package dev.pgmigrations;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.execute.SharedSession;
import dev.pgmigrations.lock.LockStrategy;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Step;
import dev.pgmigrations.plan.Unit;
import dev.pgmigrations.script.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/**
 * Steps that cannot be done in a session that is not ours alone: nothing can be set there for a
 * statement that refuses a transaction.
 */
final class SharedSessionPolicy {

  private final MigratorSettings settings;
  private final Work.Place place;

  SharedSessionPolicy(MigratorSettings settings, Work.Place place) {
    this.settings = settings;
    this.place = place;
  }

  /**
   * Refuses such steps before anything runs.
   *
   * @throws PlanRejectedException naming all of them
   */
  void check(Plan plan) {
    if (settings.lockStrategy() == LockStrategy.SESSION) {
      return;
    }
    List<Diagnostic> problems = new ArrayList<>();
    for (Step step : plan.steps()) {
      if (step instanceof Step.Run run) {
        run.units().stream()
            .filter(unit -> !unit.transactional())
            .findFirst()
            .flatMap(unit -> problem(run, unit))
            .ifPresent(problems::add);
      }
    }
    if (!problems.isEmpty()) {
      throw new PlanRejectedException(problems);
    }
  }

  private Optional<Diagnostic> problem(Step.Run run, Unit unit) {
    List<String> needed = new ArrayList<>(place.session().neededOutside());
    if (run.directives().lockTimeout().isPresent()) {
      needed.add("-- migrations:lock-timeout");
    }
    if (run.directives().statementTimeout().isPresent()) {
      needed.add("-- migrations:statement-timeout");
    }
    if (run.statements().stream().anyMatch(Statement::isForSession)) {
      needed.add("SET LOCAL");
    }
    return needed.isEmpty()
        ? Optional.empty()
        : Optional.of(
            SharedSession.refused(unit.statements().get(0), needed).kept("everything as it was"));
  }
}
