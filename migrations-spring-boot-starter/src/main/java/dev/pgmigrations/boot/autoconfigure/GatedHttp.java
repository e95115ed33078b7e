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

import dev.pgmigrations.boot.MigrationGate;
import dev.pgmigrations.boot.MigrationsConfigurationException;
import dev.pgmigrations.diagnostic.Diagnostic;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.springframework.http.server.PathContainer;
import org.springframework.web.util.pattern.PathPattern;
import org.springframework.web.util.pattern.PathPatternParser;
import org.springframework.web.util.pattern.PatternParseException;

/** Which requests pass while the gate is closed, and what the others are told. */
final class GatedHttp {

  static final Duration DEFAULT_RETRY_AFTER = Duration.ofSeconds(5);

  static final String BODY =
      "{\"type\":\"about:blank\",\"title\":\"Service Unavailable\",\"status\":503,"
          + "\"detail\":\"The database is being migrated; try again in a moment.\"}";

  private final MigrationGate gate;
  private final PassingPaths passing;
  private final List<PathPattern> allowed;
  private final String retryAfter;

  /** Paths of others, the actuator's, and what is below them. */
  interface PassingPaths {
    List<String> prefixes();
  }

  GatedHttp(MigrationGate gate, PassingPaths passing, List<String> allowed, Duration retryAfter) {
    this.gate = gate;
    this.passing = passing;
    this.allowed = patterns(allowed);
    this.retryAfter = String.valueOf(Math.max(1, retryAfter.toSeconds()));
  }

  private static List<PathPattern> patterns(List<String> texts) {
    List<PathPattern> patterns = new ArrayList<>();
    List<Diagnostic> wrong = new ArrayList<>();
    for (String text : texts) {
      try {
        patterns.add(PathPatternParser.defaultInstance.parse(text));
      } catch (PatternParseException e) {
        wrong.add(
            Diagnostic.error(
                    "settings", "migrations.gate.allow: '%s': %s".formatted(text, e.getMessage()))
                .fix("give a path such as /public/** or /version"));
      }
    }
    MigrationsConfigurationException.throwIfAny(wrong);
    return patterns;
  }

  boolean isOpen() {
    return gate.isOpen();
  }

  /** Whether {@link #isOpenSoon} would wait. */
  boolean isBeingFoundOut() {
    return gate.isBeingFoundOut();
  }

  /** Whether the gate is open; waits for a moment where that is just being found out. */
  boolean isOpenSoon() {
    return gate.isOpenSoon();
  }

  /** Whether a path within the application passes even while the gate is closed. */
  boolean passes(String path) {
    PathContainer parsed = PathContainer.parsePath(path);
    return allowed.stream().anyMatch(pattern -> pattern.matches(parsed))
        || passing.prefixes().stream()
            .anyMatch(prefix -> path.equals(prefix) || path.startsWith(prefix + "/"));
  }

  /** In seconds. */
  String retryAfter() {
    return retryAfter;
  }
}
