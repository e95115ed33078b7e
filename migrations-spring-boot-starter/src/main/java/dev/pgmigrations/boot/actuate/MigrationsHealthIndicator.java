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

package dev.pgmigrations.boot.actuate;

import dev.pgmigrations.boot.MigrationProgress;
import dev.pgmigrations.boot.MigrationRunner;
import dev.pgmigrations.boot.RunOn;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.event.Blocker;
import dev.pgmigrations.event.Progress;
import java.time.Clock;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.springframework.boot.health.contributor.AbstractHealthIndicator;
import org.springframework.boot.health.contributor.Health;
import org.springframework.boot.health.contributor.Status;

/**
 * Out of service until every target is migrated, down when one failed. Asks no database.
 *
 * <p>Where nothing runs by itself, {@link RunOn#NONE}, and nobody has called the runner, the status
 * is unknown, which a probe takes for up.
 */
public final class MigrationsHealthIndicator extends AbstractHealthIndicator {

  private final MigrationRunner runner;
  private final MigrationProgress progress;
  private final RunOn runOn;
  private final Clock clock;

  /** An indicator of what {@code runner} does. */
  public MigrationsHealthIndicator(
      MigrationRunner runner, MigrationProgress progress, RunOn runOn, Clock clock) {
    super("The state of the migrations is not known");
    this.runner = runner;
    this.progress = progress;
    this.runOn = runOn;
    this.clock = clock;
  }

  @Override
  protected void doHealthCheck(Health.Builder builder) {
    TargetReport.State listing = runner.listing(); // First: once that is done, reports has all.
    List<TargetReport> reports = runner.reports();
    Map<String, Object> targets = new LinkedHashMap<>();
    reports.forEach(report -> targets.put(report.target(), details(report)));
    builder.status(status(reports, listing)).withDetail("targets", targets);
    if (listing != TargetReport.State.DONE) {
      builder.withDetail("tenants", States.text(listing));
    }
  }

  /** Tenants that are not known yet are not migrated. */
  private Status status(List<TargetReport> reports, TargetReport.State listing) {
    if (any(reports, TargetReport.State.FAILED) || listing == TargetReport.State.FAILED) {
      return Status.DOWN;
    }
    if (any(reports, TargetReport.State.RUNNING) || listing == TargetReport.State.RUNNING) {
      return Status.OUT_OF_SERVICE;
    }
    if (any(reports, TargetReport.State.WAITING) || listing == TargetReport.State.WAITING) {
      boolean begun = any(reports, TargetReport.State.DONE);
      return runOn == RunOn.NONE && !begun ? Status.UNKNOWN : Status.OUT_OF_SERVICE;
    }
    return Status.UP;
  }

  private static boolean any(List<TargetReport> reports, TargetReport.State state) {
    return reports.stream().anyMatch(report -> report.state() == state);
  }

  private Map<String, Object> details(TargetReport report) {
    Map<String, Object> details = new LinkedHashMap<>();
    details.put("state", States.text(report.state()));
    progress.of(report.target()).ifPresent(known -> details(details, known));
    if (!report.errors().isEmpty()) {
      details.put("errors", report.errors().stream().map(Diagnostic::toString).toList());
    }
    return details;
  }

  private void details(Map<String, Object> details, MigrationProgress.Snapshot known) {
    known.version().ifPresent(version -> details.put("version", version.toString()));
    known.applied().ifPresent(applied -> details.put("applied", applied));
    if (known.planned() > 0) {
      details.put("done", "%s of %s".formatted(known.done(), known.planned()));
    }
    known.step().ifPresent(step -> details.put("current", step));
    known
        .activity(clock.instant())
        .ifPresent(activity -> details.put("activity", details(activity)));
    if (known.waitingForLock()) {
      details.put("waitingFor", "another run");
    }
    Duration elapsed = known.elapsed(clock.instant());
    details.put(known.running() ? "elapsed" : "took", elapsed.toMillis() + " ms");
  }

  private static Map<String, Object> details(MigrationProgress.Activity activity) {
    Map<String, Object> details = new LinkedHashMap<>();
    if (!activity.place().isEmpty()) {
      details.put("statement", activity.place());
    }
    if (!activity.elapsed().isZero()) {
      details.put("elapsed", activity.elapsed().toMillis() + " ms");
    }
    activity.progress().ifPresent(progress -> details(details, progress));
    activity.retry().ifPresent(why -> details.put("retry", why));
    if (!activity.blockers().isEmpty()) {
      details.put(
          "blockedBy",
          activity.blockers().stream().map(MigrationsHealthIndicator::session).toList());
    }
    return details;
  }

  /** Without its detail, which may show what other sessions run. */
  private static void details(Map<String, Object> details, Progress progress) {
    if (!progress.phase().isEmpty()) {
      details.put("phase", progress.phase());
    }
    progress.percent().ifPresent(percent -> details.put("percent", percent));
    progress.left().ifPresent(left -> details.put("left", left.toMillis() + " ms"));
  }

  /** Without its statement, which may hold data of others. */
  private static String session(Blocker blocker) {
    return new Blocker(
            blocker.pid(),
            blocker.user(),
            blocker.application(),
            blocker.client(),
            blocker.state(),
            blocker.transactionAge(),
            "")
        .toString();
  }
}
