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

import dev.pgmigrations.diagnostic.Position;
import java.util.List;

/**
 * A part of a script.
 *
 * @param kind what it is for
 * @param position its marker; the start of the text where it has none
 * @param directives what holds for it
 * @param statements in the order in which they run, included ones in place
 * @param checks the same as questions, for REQUIRE and VERIFY; else empty
 */
public record Section(
    SectionKind kind,
    Position position,
    Directives directives,
    List<Statement> statements,
    List<Check> checks) {

  public Section {
    statements = List.copyOf(statements);
    checks = List.copyOf(checks);
  }
}
