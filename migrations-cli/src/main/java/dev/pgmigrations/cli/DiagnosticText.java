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

package dev.pgmigrations.cli;

import dev.pgmigrations.diagnostic.Diagnostic;

/** A diagnostic for people, its first line in colour. */
final class DiagnosticText {

  private final Style style;

  DiagnosticText(Style style) {
    this.style = style;
  }

  String of(Diagnostic diagnostic) {
    String text = diagnostic.toString();
    int end = text.indexOf('\n');
    String first = end < 0 ? text : text.substring(0, end);
    String rest = end < 0 ? "" : text.substring(end);
    return switch (diagnostic.severity()) {
      case ERROR -> style.bad(first) + rest;
      case WARNING -> style.notable(first) + rest;
      case NOTE -> first + rest;
    };
  }
}
