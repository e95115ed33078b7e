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

package dev.pgmigrations.plan;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.PlanRejectedException;
import dev.pgmigrations.diagnostic.Severity;
import java.util.ArrayList;
import java.util.List;

/**
 * What to do, and what stands in its way.
 *
 * @param steps in order
 * @param problems errors, warnings and notes; with an error nothing is done
 */
public record Plan(List<Step> steps, List<Diagnostic> problems) {

  public Plan {
    steps = List.copyOf(steps);
    problems = List.copyOf(problems);
  }

  /** What forbids it. */
  public List<Diagnostic> errors() {
    return problems(true);
  }

  /**
   * This plan, if nothing forbids it.
   *
   * @throws PlanRejectedException if something does
   */
  public Plan accepted() {
    if (!errors().isEmpty()) {
      throw new PlanRejectedException(errors());
    }
    return this;
  }

  /** What is worth saying though it is done. */
  public List<Diagnostic> warnings() {
    return problems(false);
  }

  private List<Diagnostic> problems(boolean errors) {
    List<Diagnostic> some = new ArrayList<>();
    for (Diagnostic problem : problems) {
      if ((problem.severity() == Severity.ERROR) == errors) {
        some.add(problem);
      }
    }
    return some;
  }
}
