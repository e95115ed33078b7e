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
import dev.pgmigrations.diagnostic.SourceText;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A text as sections, directives and statements. Immutable. */
public final class Script {

  private final SourceText source;
  private final Map<SectionKind, Section> sections;
  private final boolean markers;
  private final List<SourceText> includes;
  private final @Nullable Diagnostic noWayBack;

  Script(
      SourceText source,
      Map<SectionKind, Section> sections,
      boolean markers,
      List<SourceText> includes,
      @Nullable Diagnostic noWayBack) {
    this.source = source;
    this.sections = Map.copyOf(sections);
    this.markers = markers;
    this.includes = List.copyOf(includes);
    this.noWayBack = noWayBack;
  }

  /**
   * Reads a text.
   *
   * @throws dev.pgmigrations.diagnostic.ScriptSyntaxException with everything that is wrong with it
   * @throws dev.pgmigrations.diagnostic.SourceException if it cannot be read or is not UTF-8
   */
  public static Script parse(SourceText source, Includes includes) {
    return new ScriptParser(source, includes).parse();
  }

  public SourceText source() {
    return source;
  }

  /** A section; UP is always there, if only empty. */
  public Optional<Section> section(SectionKind kind) {
    return Optional.ofNullable(sections.get(kind));
  }

  /** Whether the text has section markers. */
  public boolean hasMarkers() {
    return markers;
  }

  /** Why a text with a DOWN marker has no way back. */
  public Optional<Diagnostic> noWayBack() {
    return Optional.ofNullable(noWayBack);
  }

  /** Whether UP holds no statement. */
  public boolean isEmpty() {
    return statements(SectionKind.UP).isEmpty();
  }

  private List<Statement> statements(SectionKind kind) {
    return section(kind).map(Section::statements).orElse(List.of());
  }

  /** The included texts, each once, in the order in which they are read. */
  public List<SourceText> includes() {
    return includes;
  }

  /**
   * {@code 1:} and the SHA-256 over the tokens of UP, included texts too, before placeholders.
   *
   * <p>Reads the text again.
   */
  public String tokenHash() {
    return TokenHash.of(statements(SectionKind.UP));
  }

  /** Which of the declared names UP uses; reads the text again. */
  public Set<String> placeholdersUsed(Placeholders declared) {
    Set<String> used = new TreeSet<>();
    try (StatementReader reader = new StatementReader(declared)) {
      for (Statement statement : statements(SectionKind.UP)) {
        used.addAll(reader.read(statement).used());
      }
    }
    return used;
  }
}
