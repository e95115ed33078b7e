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
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.springframework.boot.diagnostics.AbstractFailureAnalyzer;
import org.springframework.boot.diagnostics.FailureAnalysis;

/** Says what is wrong, where, and as the action how to fix it. */
final class MigrationFailureAnalyzer extends AbstractFailureAnalyzer<MigrationException> {

  @Override
  protected FailureAnalysis analyze(Throwable root, MigrationException cause) {
    return new FailureAnalysis(description(cause), action(cause.diagnostics()), cause);
  }

  private static String description(MigrationException failure) {
    String wrong =
        failure.diagnostics().stream()
            .map(MigrationFailureAnalyzer::withoutFix)
            .collect(Collectors.joining("\n\n"));
    return heading(failure) + "\n\n" + wrong;
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
    String done = names(failed, TargetReport.State.DONE);
    String waiting = names(failed, TargetReport.State.WAITING);
    return "The target '%s' could not be migrated%s%s:"
        .formatted(
            failed.target(),
            done.isEmpty() ? "" : "; done before: " + done,
            waiting.isEmpty() ? "" : "; not tried: " + waiting);
  }

  private static String names(TargetFailedException failed, TargetReport.State state) {
    return failed.reports().stream()
        .filter(report -> report.state() == state)
        .map(TargetReport::target)
        .collect(Collectors.joining(", "));
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
