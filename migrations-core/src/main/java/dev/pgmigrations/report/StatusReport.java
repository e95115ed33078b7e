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
import dev.pgmigrations.history.History;
import dev.pgmigrations.history.HistoryEntry;
import dev.pgmigrations.history.State;
import dev.pgmigrations.migration.Kind;
import dev.pgmigrations.migration.Migration;
import dev.pgmigrations.migration.MigrationId;
import dev.pgmigrations.migration.MigrationSet;
import dev.pgmigrations.migration.Version;
import dev.pgmigrations.plan.Plan;
import dev.pgmigrations.plan.Step;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;

/**
 * What is applied and what is not.
 *
 * @param rows a line for each migration, of the files and of the history
 * @param problems what the plan for the latest version found
 */
public record StatusReport(List<Row> rows, List<Diagnostic> problems) {

  public StatusReport {
    rows = List.copyOf(rows);
    problems = List.copyOf(problems);
  }

  /** How it stands with a migration. */
  public enum Standing {
    APPLIED,
    PENDING,
    /** Pending, below the latest version that is applied. */
    OUT_OF_ORDER,
    /** Covered by the baseline. */
    BASELINE,
    /** Applied, its file does something else now. */
    CHANGED,
    /** Applied, its file is gone. */
    MISSING,
    /** Applied, above all files. */
    AHEAD,
    RUNNING,
    FAILED,
    UNKNOWN;

    /** Whether the next run applies it for the first time. */
    public boolean isPending() {
      return this == PENDING || this == OUT_OF_ORDER;
    }

    /** For people: {@code out of order}. */
    public String words() {
      return name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }
  }

  /**
   * A migration.
   *
   * @param script its file
   * @param units into which it falls; 0 where that is not known yet
   * @param at when it was applied, by the server's clock
   * @param by whom, the role
   * @param took how long
   */
  public record Row(
      MigrationId id,
      String description,
      Standing standing,
      String script,
      int units,
      Optional<Instant> at,
      Optional<String> by,
      Optional<Duration> took) {}

  /** From what was read and planned. */
  public static StatusReport of(MigrationSet files, History history, Plan plan) {
    List<Row> rows = new ArrayList<>();
    Optional<Version> highest =
        files.versioned().stream()
            .flatMap(m -> m.version().stream())
            .max(Comparator.naturalOrder());
    Set<String> changed =
        plan.problems().stream()
            .filter(p -> p.code().equals("changed") && p.place() != null)
            .map(p -> String.valueOf(p.place()))
            .collect(Collectors.toSet());
    Set<MigrationId> planned = plan.steps().stream().map(Step::id).collect(Collectors.toSet());
    files.all().forEach(m -> rows.add(row(m, history, changed, planned)));
    for (HistoryEntry entry : history.entries()) {
      if (entry.active() && files.find(entry.id()).isEmpty()) {
        rows.add(row(entry, withoutFile(entry, highest)));
      }
    }
    rows.sort(StatusReport::compare);
    return new StatusReport(rows, plan.problems());
  }

  private static int compare(Row a, Row b) {
    int kinds = order(a.id().kind()) - order(b.id().kind());
    if (kinds != 0) {
      return kinds;
    }
    Optional<Version> version = a.id().version();
    return version.isPresent()
        ? version.get().compareTo(b.id().version().orElseThrow())
        : a.id().key().compareTo(b.id().key());
  }

  private static int order(Kind kind) {
    return switch (kind) {
      case BASELINE -> 0;
      case VERSIONED -> 1;
      case REPEATABLE -> 2;
      case SEED -> 3;
      case SCRIPT -> 4;
    };
  }

  private static Row row(
      Migration migration, History history, Set<String> changed, Set<MigrationId> planned) {
    Optional<HistoryEntry> active = history.active(migration.id());
    if (active.isPresent()) {
      HistoryEntry entry = active.get();
      boolean isChanged =
          changed.contains(migration.source().name())
              || (entry.isApplied() && planned.contains(entry.id()));
      return row(entry, entry.isApplied() && isChanged ? Standing.CHANGED : standing(entry));
    }
    return new Row(
        migration.id(),
        migration.description(),
        withoutRow(migration, history),
        migration.source().name(),
        0,
        Optional.empty(),
        Optional.empty(),
        Optional.empty());
  }

  private static Standing withoutRow(Migration migration, History history) {
    if (migration.version().filter(history::isApplied).isPresent()) {
      return Standing.BASELINE;
    }
    return migration.version().filter(version -> isBelowLatest(version, history)).isPresent()
        ? Standing.OUT_OF_ORDER
        : Standing.PENDING;
  }

  private static boolean isBelowLatest(Version version, History history) {
    return history.latest().filter(latest -> version.compareTo(latest) < 0).isPresent();
  }

  private static Row row(HistoryEntry entry, Standing standing) {
    return new Row(
        entry.id(),
        entry.description(),
        standing,
        entry.script(),
        entry.units(),
        Optional.of(entry.startedAt()),
        Optional.of(entry.appliedBy()),
        entry.direction() == Direction.MARK
            ? Optional.empty()
            : entry.finishedAt().map(end -> Duration.between(entry.startedAt(), end)));
  }

  private static Standing standing(HistoryEntry entry) {
    return switch (entry.state()) {
      case DONE -> entry.id().kind() == Kind.BASELINE ? Standing.BASELINE : Standing.APPLIED;
      case RUNNING -> Standing.RUNNING;
      case FAILED -> Standing.FAILED;
      case UNKNOWN -> Standing.UNKNOWN;
    };
  }

  private static Standing withoutFile(HistoryEntry entry, Optional<Version> highest) {
    if (entry.state() != State.DONE || entry.id().kind() == Kind.BASELINE) {
      return standing(entry);
    }
    boolean above =
        entry.id().kind() == Kind.VERSIONED
            && highest.filter(top -> entry.version().orElseThrow().compareTo(top) <= 0).isEmpty();
    return above ? Standing.AHEAD : Standing.MISSING;
  }

  /** The rows that are not applied yet, seeds apart. */
  public List<Row> pending() {
    return rows.stream()
        .filter(row -> row.standing().isPending() && row.id().kind() != Kind.SEED)
        .toList();
  }

  /** A table for people, then the problems. */
  public String text() {
    List<List<String>> lines = new ArrayList<>();
    lines.add(List.of("version", "description", "state", "units", "applied at", "by", "took"));
    for (Row row : rows) {
      lines.add(
          List.of(
              row.id().toString(),
              row.description(),
              row.standing().words(),
              row.units() == 0 ? "" : Integer.toString(row.units()),
              row.at().map(at -> at.toString().substring(0, 19) + "Z").orElse(""),
              row.by().orElse(""),
              row.took().map(Durations::text).orElse("")));
    }
    StringBuilder text = new StringBuilder(TextTable.of(lines));
    problems.forEach(problem -> text.append(problem).append('\n'));
    return text.toString();
  }
}
