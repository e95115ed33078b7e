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

package dev.pgmigrations.boot.autoconfigure;

import dev.pgmigrations.boot.MigrationTarget;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.boot.TargetFailedException;
import dev.pgmigrations.boot.TargetReport;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong, where, and as the action how to fix it. */
final class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<MigrationException> {

  /** So many targets, and so many of their errors, are told. */
  private static final int MOST = 10;

  @Override
  protected FailureAnalysis analyze(Throwable root, MigrationException cause) {
    return new FailureAnalysis(description(cause), action(cause.diagnostics()), cause);
  }

  private static String description(MigrationException failure) {
    return heading(failure) + "\n\n" + wrong(failure);
  }

  /** Of several targets each thing once, with the targets that have it. */
  private static String wrong(MigrationException failure) {
    if (!(failure instanceof TargetFailedException several) || several.failed().size() == 1) {
      return failure.diagnostics().stream()
          .map(MigrationFailureAnalyzer::withoutFix)
          .collect(Collectors.joining("\n\n"));
    }
    Map<String, List<String>> where = new LinkedHashMap<>();
    several.reports().stream()
        .filter(report -> report.state() == TargetReport.State.FAILED)
        .forEach(
            report ->
                report
                    .errors()
                    .forEach(
                        d ->
                            where
                                .computeIfAbsent(withoutFix(d), any -> new ArrayList<>())
                                .add(report.target())));
    String text =
        where.entrySet().stream()
            .limit(MOST)
            .map(one -> shortened(one.getValue()) + ":\n" + one.getKey())
            .collect(Collectors.joining("\n\n"));
    return where.size() > MOST
        ? text + "\n\nand %s other errors".formatted(where.size() - MOST)
        : text;
  }

  private static String withoutFix(Diagnostic d) {
    return new Diagnostic(d.severity(), d.code(), d.place(), d.message(), d.kept(), null)
        .toString();
  }

  private static String heading(MigrationException failure) {
    if (failure instanceof MigrationsConfigurationException) {
      return "The migrations are not set up well:";
    }
    if (!(failure instanceof TargetFailedException failed)
        || failed.target().equals(MigrationTarget.DEFAULT_NAME)) {
      return "The database could not be migrated:";
    }
    String who =
        failed.failed().size() == 1
            ? "The target '%s'".formatted(failed.target())
            : "%s of %s targets".formatted(failed.failed().size(), failed.reports().size());
    String done = names(failed, TargetReport.State.DONE);
    String waiting = names(failed, TargetReport.State.WAITING);
    return "%s could not be migrated%s%s:"
        .formatted(
            who,
            done.isEmpty() ? "" : "; done: " + done,
            waiting.isEmpty() ? "" : "; not tried: " + waiting);
  }

  private static String names(TargetFailedException failed, TargetReport.State state) {
    return shortened(
        failed.reports().stream()
            .filter(report -> report.state() == state)
            .map(TargetReport::target)
            .toList());
  }

  /** Of two hundred tenants nobody reads all. */
  private static String shortened(List<String> names) {
    String some = names.stream().limit(MOST).collect(Collectors.joining(", "));
    return names.size() > MOST ? some + " and %s more".formatted(names.size() - MOST) : some;
  }

  private static @Nullable String action(List<Diagnostic> diagnostics) {
    List<String> fixes =
        diagnostics.stream().map(Diagnostic::fix).filter(Objects::nonNull).distinct().toList();
    if (fixes.isEmpty()) {
      return null;
    }
    return fixes.size() == 1
        ? sentence(fixes.get(0))
        : fixes.stream().map(fix -> "- " + sentence(fix)).collect(Collectors.joining("\n"));
  }

  private static String sentence(@Nullable String fix) {
    String text = Objects.requireNonNull(fix);
    return Character.toUpperCase(text.charAt(0)) + text.substring(1) + ".";
  }
}
