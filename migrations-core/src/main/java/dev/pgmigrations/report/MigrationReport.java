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

package dev.pgmigrations.report;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.history.Direction;
import dev.pgmigrations.migration.MigrationId;
import java.time.Duration;
import java.util.List;
import java.util.Optional;

/**
 * What a command did.
 *
 * @param runId as the history has it
 * @param appliedBefore how many versions were applied when it was planned
 * @param planned how many steps there were
 * @param steps those that are done, in order
 * @param checks every check that was asked
 * @param notices what the server said
 * @param warnings what was found and did not stop it
 * @param errors what did
 * @param retries tries that did not get their locks, say, and were made again
 * @param lockWaited how long it waited for another run
 * @param took from start to end
 */
public record MigrationReport(
    String runId,
    int appliedBefore,
    int planned,
    List<StepReport> steps,
    List<CheckReport> checks,
    List<String> notices,
    List<Diagnostic> warnings,
    List<Diagnostic> errors,
    int retries,
    Duration lockWaited,
    Duration took) {

  public MigrationReport {
    steps = List.copyOf(steps);
    checks = List.copyOf(checks);
    notices = List.copyOf(notices);
    warnings = List.copyOf(warnings);
    errors = List.copyOf(errors);
  }

  /**
   * A step that is done.
   *
   * @param units into which it fell; 0 where only the history changed
   */
  public record StepReport(
      MigrationId id, String description, Direction direction, int units, Duration took) {

    /** As people name it: {@code 7 add note}, {@code repeatable views}. */
    public String name() {
      return id.named(description);
    }
  }

  /** A check that was asked. */
  public record CheckReport(MigrationId id, String section, String message, boolean held) {}

  /** The last step that is done. */
  public Optional<StepReport> last() {
    return steps.isEmpty() ? Optional.empty() : Optional.of(steps.get(steps.size() - 1));
  }

  /** Whether there was nothing to do. */
  public boolean isNothing() {
    return planned == 0 && errors.isEmpty();
  }

  /** For people, several lines. */
  public String text() {
    StringBuilder text = new StringBuilder();
    warnings.forEach(warning -> text.append(warning).append('\n'));
    for (StepReport step : steps) {
      text.append(
          "  %s %s (%s)%n"
              .formatted(sign(step.direction()), step.name(), Durations.text(step.took())));
    }
    errors.forEach(error -> text.append(error).append('\n'));
    return text.append(summary()).append('\n').toString();
  }

  private static String sign(Direction direction) {
    return switch (direction) {
      case UP -> "+";
      case DOWN -> "-";
      case MARK -> "=";
    };
  }

  /** One line: {@code 3 migrations done in 40 ms}, or {@code nothing to do}. */
  public String summary() {
    if (!errors.isEmpty()) {
      return "failed after %s of %s steps".formatted(steps.size(), planned);
    }
    if (planned == 0) {
      return "nothing to do";
    }
    return "%s %s done in %s%s"
        .formatted(
            steps.size(),
            steps.size() == 1 ? "migration" : "migrations",
            Durations.text(took),
            retries == 0 ? "" : retries == 1 ? " after a retry" : " after " + retries + " retries");
  }
}
