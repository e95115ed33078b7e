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

package dev.pgmigrations.boot.test;

import dev.pgmigrations.migration.Version;
import java.util.List;
import java.util.stream.Collectors;

/**
 * What {@link MigrationTester} found.
 *
 * @param checked the versions that went up, down and up again
 * @param withoutWayBack those that only went up
 * @param untried those after one that left the database in a state from which nothing can be said
 * @param findings all that is wrong, in the order of versions
 */
public record RoundTripReport(
    List<Version> checked,
    List<Version> withoutWayBack,
    List<Version> untried,
    List<Finding> findings) {

  public RoundTripReport {
    checked = List.copyOf(checked);
    withoutWayBack = List.copyOf(withoutWayBack);
    untried = List.copyOf(untried);
    findings = List.copyOf(findings);
  }

  /** What is wrong with a migration. */
  public enum Problem {
    /** UP fails on what the versions before it made. */
    UP_FAILS("UP fails"),
    /** There is no way back, and one was asked for. */
    NO_WAY_BACK("there is no way back"),
    /** DOWN fails after UP. */
    DOWN_FAILS("DOWN fails"),
    /** Something that was not there before UP is there after DOWN. */
    DOWN_LEAVES("DOWN leaves"),
    /** Something that was there before UP is gone after DOWN. */
    DOWN_LOSES("DOWN loses"),
    /** Something is not after DOWN what it was before UP. */
    DOWN_CHANGES("DOWN changes"),
    /** UP fails after DOWN. */
    UP_AGAIN_FAILS("UP after DOWN fails"),
    /** The second UP makes something that the first did not. */
    UP_AGAIN_ADDS("UP after DOWN adds"),
    /** The second UP does not make what the first made. */
    UP_AGAIN_MISSES("UP after DOWN misses"),
    /** The second UP makes something else than the first. */
    UP_AGAIN_CHANGES("UP after DOWN changes");

    private final String words;

    Problem(String words) {
      this.words = words;
    }
  }

  /**
   * One thing that is wrong.
   *
   * @param object its kind and name, such as {@code index public.a_idx}; empty where something
   *     fails
   * @param detail how it was and is, or the error; may be empty
   */
  public record Finding(Version version, Problem problem, String object, String detail) {

    /** Such as {@code 7: DOWN leaves index public.a_idx}. */
    @Override
    public String toString() {
      return "%s: %s%s%s"
          .formatted(
              version,
              problem.words,
              object.isEmpty() ? "" : " " + object,
              detail.isEmpty() ? "" : ": " + detail);
    }
  }

  /** Whether nothing is wrong and everything was tried. */
  public boolean isClean() {
    return findings.isEmpty() && untried.isEmpty();
  }

  /**
   * Fails a test unless {@link #isClean}.
   *
   * @throws AssertionError with {@link #text}
   */
  public void assertClean() {
    if (!isClean()) {
      throw new AssertionError(text());
    }
  }

  /** The findings, a line each, and a summary. */
  public String text() {
    StringBuilder text = new StringBuilder();
    findings.forEach(finding -> text.append(finding).append('\n'));
    text.append("%s up, down and up again".formatted(checked.size()));
    append(text, "without a way back", withoutWayBack);
    append(text, "not tried", untried);
    return text.append('\n').toString();
  }

  private static void append(StringBuilder text, String what, List<Version> versions) {
    if (!versions.isEmpty()) {
      text.append("; %s %s: ".formatted(versions.size(), what));
      text.append(versions.stream().map(Version::toString).collect(Collectors.joining(", ")));
    }
  }

  @Override
  public String toString() {
    return text();
  }
}
