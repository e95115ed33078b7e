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
import dev.pgmigrations.diagnostic.MigrationException;
import dev.pgmigrations.report.StatusReport;
import java.time.Instant;
import java.util.Comparator;
import java.util.EnumSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.boot.actuate.info.Info;
import org.springframework.boot.actuate.info.InfoContributor;

/**
 * Tells the version of each target, how many are applied and when the last one was.
 *
 * <p>Asks the database once after each run of this process, and never before the first.
 */
public final class MigrationsInfoContributor implements InfoContributor {

  private static final Logger log = LoggerFactory.getLogger(MigrationsInfoContributor.class);

  private static final Set<StatusReport.Standing> IS_APPLIED =
      EnumSet.of(
          StatusReport.Standing.APPLIED,
          StatusReport.Standing.BASELINE,
          StatusReport.Standing.CHANGED,
          StatusReport.Standing.MISSING,
          StatusReport.Standing.AHEAD);

  private final MigrationRunner runner;
  private final MigrationProgress progress;
  private final Map<String, Known> known = new ConcurrentHashMap<>();

  /** A contributor of what {@code runner} did. */
  public MigrationsInfoContributor(MigrationRunner runner, MigrationProgress progress) {
    this.runner = runner;
    this.progress = progress;
  }

  /** What was read after the run that ended then. */
  private record Known(Instant ended, Map<String, Object> details) {}

  @Override
  public void contribute(Info.Builder builder) {
    Map<String, Object> targets = new LinkedHashMap<>();
    for (String target : runner.targets()) {
      Optional<Instant> ended = progress.of(target).flatMap(MigrationProgress.Snapshot::until);
      ended.ifPresent(instant -> targets.put(target, details(target, instant)));
    }
    if (!targets.isEmpty()) {
      builder.withDetail("migrations", targets);
    }
  }

  private Map<String, Object> details(String target, Instant ended) {
    Known before = known.get(target);
    if (before != null && before.ended().equals(ended)) {
      return before.details();
    }
    try {
      Map<String, Object> details = details(runner.migrator(target).status());
      known.put(target, new Known(ended, details));
      return details;
    } catch (MigrationException e) {
      log.debug("The status of the target {} could not be read", target, e);
      return Map.of();
    }
  }

  private static Map<String, Object> details(StatusReport status) {
    List<StatusReport.Row> applied =
        status.rows().stream()
            .filter(row -> row.id().version().isPresent() && row.at().isPresent())
            .filter(row -> IS_APPLIED.contains(row.standing()))
            .toList();
    Map<String, Object> details = new LinkedHashMap<>();
    applied.stream()
        .flatMap(row -> row.id().version().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(version -> details.put("version", version.toString()));
    details.put("applied", applied.size());
    applied.stream()
        .flatMap(row -> row.at().stream())
        .max(Comparator.naturalOrder())
        .ifPresent(at -> details.put("lastAppliedAt", at.toString()));
    return details;
  }
}
