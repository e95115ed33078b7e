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

package dev.pgmigrations.diagnostic;

import org.jspecify.annotations.Nullable;

/**
 * One thing that is wrong or worth knowing: what, where, what was kept, and how to put it right.
 *
 * @param severity how much it weighs
 * @param code a stable name such as {@code changed} or {@code unknown-directive}, or an SQLSTATE
 * @param place where it stands; null where there is no such place
 * @param message what happened, in a line without a full stop
 * @param kept what the database has now; null where nothing could have changed
 * @param fix what to do; null where there is nothing to do
 */
public record Diagnostic(
    Severity severity,
    String code,
    @Nullable Place place,
    String message,
    @Nullable String kept,
    @Nullable String fix) {

  /** An error without a place yet. */
  public static Diagnostic error(String code, String message) {
    return new Diagnostic(Severity.ERROR, code, null, message, null, null);
  }

  /** A warning without a place yet. */
  public static Diagnostic warning(String code, String message) {
    return new Diagnostic(Severity.WARNING, code, null, message, null, null);
  }

  /** A note without a place yet. */
  public static Diagnostic note(String code, String message) {
    return new Diagnostic(Severity.NOTE, code, null, message, null, null);
  }

  /** The same at a place. */
  public Diagnostic at(@Nullable Place where) {
    return new Diagnostic(severity, code, where, message, kept, fix);
  }

  /** The same at a character of a text. */
  public Diagnostic at(SourceText source, Position position) {
    return at(Place.of(source, position));
  }

  /** The same with what the database has now. */
  public Diagnostic kept(@Nullable String what) {
    return new Diagnostic(severity, code, place, message, what, fix);
  }

  /** The same with what to do. */
  public Diagnostic fix(String what) {
    return new Diagnostic(severity, code, place, message, kept, what);
  }

  /**
   * The whole text: place, code and message in one line, the excerpt, then what was kept and the
   * fix.
   */
  @Override
  public String toString() {
    StringBuilder text = new StringBuilder();
    if (place != null) {
      text.append(place).append(' ');
    }
    text.append('[').append(code).append("] ").append(message).append('\n');
    if (place != null) {
      text.append(place.excerpt());
    }
    if (kept != null) {
      text.append("  kept: ").append(kept).append('\n');
    }
    if (fix != null) {
      text.append("  fix: ").append(fix).append('\n');
    }
    return text.toString().stripTrailing();
  }
}
