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

package dev.pgmigrations.event;

import java.time.Duration;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.StringJoiner;

/**
 * How far a statement is, as far as it is known.
 *
 * @param phase in PostgreSQL's words, {@code building index: scanning table} say
 * @param percent of the whole statement; empty in phases that wait, and where nobody knows
 * @param left an estimate; empty where nobody knows
 * @param detail more for people: {@code waiting for 2 of 3 transactions: pid …}, {@code 12 MB of 40
 *     MB}; may be empty
 */
public record Progress(String phase, OptionalInt percent, Optional<Duration> left, String detail) {

  @Override
  public String toString() {
    StringJoiner text = new StringJoiner(", ");
    if (!phase.isEmpty() && !(phase.startsWith("waiting") && detail.startsWith("waiting"))) {
      text.add(phase);
    }
    percent.ifPresent(p -> text.add(p + " %"));
    if (!detail.isEmpty()) {
      text.add(detail);
    }
    left.ifPresent(d -> text.add("about %s left".formatted(about(d))));
    return text.toString();
  }

  private static String about(Duration left) {
    if (left.compareTo(Duration.ofMinutes(2)) < 0) {
      return left.toSeconds() + " s";
    }
    return left.compareTo(Duration.ofHours(2)) < 0
        ? left.toMinutes() + " min"
        : "%s h %s min".formatted(left.toHours(), left.toMinutesPart());
  }
}
