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

package dev.pgmigrations.script;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Nearest;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import java.time.Duration;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The directives at one head, of a file or of a section; checks their values. */
final class DirectiveSet {

  static final List<String> KEYS =
      List.of("transaction", "lock-timeout", "statement-timeout", "ignore", "confirm", "until");

  private static final Pattern DURATION =
      Pattern.compile("(\\d{1,12})(?:\\s*(ms|s|min|h|d))?", Pattern.CASE_INSENSITIVE);
  private static final Pattern VERSION = Pattern.compile("\\d+(\\.\\d+)*");
  private static final Pattern IGNORE = Pattern.compile("([A-Za-z0-9_-]+)\\s*(.*)");
  private static final Duration LONGEST = Duration.ofMillis(Integer.MAX_VALUE);
  private static final int NEAR = 3;

  private final SourceText source;
  private final Consumer<Diagnostic> problems;
  private final Map<String, String> values = new LinkedHashMap<>();
  private final Map<String, Duration> durations = new LinkedHashMap<>();
  private final Map<String, String> ignores = new LinkedHashMap<>();
  private final Map<String, Position> places = new LinkedHashMap<>();

  DirectiveSet(SourceText source, Consumer<Diagnostic> problems) {
    this.source = source;
    this.problems = problems;
  }

  /** Takes a directive, or says what is wrong with it. */
  void add(DirectiveLine line, Position at) {
    if (!isSpeltRight(line, at)) {
      return;
    }
    switch (line.key()) {
      case "transaction" -> {
        if (!line.value().equalsIgnoreCase("none")) {
          bad(at, "transaction=%s: the only value is none".formatted(line.value()));
        } else {
          put(line.key(), "none", at);
        }
      }
      case "lock-timeout", "statement-timeout" -> addDuration(line, at);
      case "ignore" -> addIgnore(line, at);
      case "confirm" -> {
        if (line.value().isEmpty()) {
          bad(at, "confirm= lacks the phrase to be given");
        } else {
          put(line.key(), line.value(), at);
        }
      }
      default -> {
        if (!VERSION.matcher(line.value()).matches()) {
          bad(at, "until=%s is not a version: digits, optionally dotted".formatted(line.value()));
        } else {
          put(line.key(), line.value(), at);
        }
      }
    }
  }

  private boolean isSpeltRight(DirectiveLine line, Position at) {
    if (!KEYS.contains(line.key())) {
      String near = nearest(line.key());
      String known = "known are " + String.join(", ", KEYS);
      problem(
          "unknown-directive",
          "unknown directive '%s'; %s"
              .formatted(line.key(), near.isEmpty() ? known : "did you mean '" + near + "'?"),
          near.isEmpty() ? "correct or remove it" : "write -- migrations:%s=…".formatted(near),
          at);
      return false;
    }
    if (line.misspelt()) {
      problem(
          "unknown-directive",
          "'migration:' is not a directive; did you mean 'migrations:'?",
          "write -- migrations:%s=%s".formatted(line.key(), line.value()),
          at);
      return false;
    }
    if (!line.assigns()) {
      bad(at, "directive '%s' lacks its value".formatted(line.key()));
      return false;
    }
    return true;
  }

  private void addDuration(DirectiveLine line, Position at) {
    Matcher matcher = DURATION.matcher(line.value());
    if (!matcher.matches()) {
      bad(at, "%s=%s is not a time such as 5s".formatted(line.key(), line.value()));
      return;
    }
    long amount = Long.parseLong(matcher.group(1));
    String unit = matcher.group(2);
    if (unit == null && amount != 0) {
      bad(at, "%s=%s lacks its unit: ms, s, min, h or d".formatted(line.key(), line.value()));
      return;
    }
    Duration duration = duration(amount, unit == null ? "ms" : unit.toLowerCase(Locale.ROOT));
    if (duration.compareTo(LONGEST) > 0) {
      bad(at, "%s=%s is more than PostgreSQL's 24 days".formatted(line.key(), line.value()));
    } else if (put(line.key(), line.value(), at)) {
      durations.put(line.key(), duration);
    }
  }

  private static Duration duration(long amount, String unit) {
    return switch (unit) {
      case "ms" -> Duration.ofMillis(amount);
      case "s" -> Duration.ofSeconds(amount);
      case "min" -> Duration.ofMinutes(amount);
      case "h" -> Duration.ofHours(amount);
      default -> Duration.ofDays(amount);
    };
  }

  private void addIgnore(DirectiveLine line, Position at) {
    Matcher matcher = IGNORE.matcher(line.value());
    if (!matcher.matches() || matcher.group(2).isEmpty()) {
      bad(at, "ignore=%s lacks its reason: ignore=<rule> <reason>".formatted(line.value()));
    } else if (isNew("ignore=" + matcher.group(1), at)) {
      ignores.put(matcher.group(1), matcher.group(2));
    }
  }

  private boolean put(String key, String value, Position at) {
    if (isNew(key, at)) {
      values.put(key, value);
      return true;
    }
    return false;
  }

  private boolean isNew(String what, Position at) {
    Position before = places.putIfAbsent(what, at);
    if (before != null) {
      problem(
          "repeated-directive",
          "directive '%s' is already at line %s".formatted(what, before.line()),
          "keep one of them",
          at);
    }
    return before == null;
  }

  private void bad(Position at, String message) {
    problem("bad-directive", message, "correct or remove it", at);
  }

  private void problem(String code, String message, String fix, Position at) {
    problems.accept(Diagnostic.error(code, message).at(source, at).fix(fix));
  }

  /** Where a directive stands. */
  Optional<Position> place(String key) {
    return Optional.ofNullable(places.get(key));
  }

  /** What these say; for what they do not say, what {@code outer} says. */
  Directives over(Directives outer) {
    Map<String, String> allIgnores = new LinkedHashMap<>(outer.ignores());
    allIgnores.putAll(ignores);
    return new Directives(
        outer.noTransaction() || values.containsKey("transaction"),
        Optional.ofNullable(durations.get("lock-timeout")).or(outer::lockTimeout),
        Optional.ofNullable(durations.get("statement-timeout")).or(outer::statementTimeout),
        allIgnores,
        Optional.ofNullable(values.get("confirm")).or(outer::confirm),
        Optional.ofNullable(values.get("until")).or(outer::until));
  }

  private static String nearest(String key) {
    String best = "";
    int least = NEAR + 1;
    for (String known : KEYS) {
      int distance = Nearest.distance(key, known);
      if (distance < least && distance < known.length() - 2) {
        best = known;
        least = distance;
      }
    }
    return best;
  }
}
