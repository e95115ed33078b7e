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

package dev.pgmigrations.migration;

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Place;
import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.script.Includes;
import dev.pgmigrations.script.Placeholders;
import dev.pgmigrations.script.Script;
import dev.pgmigrations.script.Section;
import dev.pgmigrations.script.SectionKind;
import dev.pgmigrations.script.Sha256;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/** A migration in an SQL file, perhaps with its way back in a second one. Read when it is asked. */
public final class SqlBody implements Body {

  private final SourceText source;
  private final @Nullable SourceText rollbackFile;
  private final Includes includes;
  private final Placeholders hashedValues;
  private @Nullable Script script;
  private @Nullable String textHash;

  /**
   * A body.
   *
   * @param rollbackFile the way back, null if the file holds it or there is none
   * @param hashedValues the placeholders whose values are part of the hashes: those of a repeatable
   */
  SqlBody(
      SourceText source,
      @Nullable SourceText rollbackFile,
      Includes includes,
      Placeholders hashedValues) {
    this.source = source;
    this.rollbackFile = rollbackFile;
    this.includes = includes;
    this.hashedValues = hashedValues;
  }

  @Override
  public SourceText source() {
    return source;
  }

  @Override
  public boolean hasSameText(Checksum applied) {
    return applied.text().equals(textHash());
  }

  @Override
  public void readAhead() {
    textHash();
  }

  /** The hash of the text, without lexing it. */
  synchronized String textHash() {
    if (textHash == null) {
      TextScan scan = new TextScan().add(source);
      if (scan.mayInclude() && !script().includes().isEmpty()) {
        scan = new TextScan().add(source);
        script().includes().forEach(scan::add);
      }
      String hash = scan.hash();
      textHash = hashedValues.names().isEmpty() ? hash : withValues(hash);
    }
    return textHash;
  }

  @Override
  public Optional<Checksum> checksum() {
    String tokens = script().tokenHash();
    return Optional.of(
        new Checksum(textHash(), hashedValues.names().isEmpty() ? tokens : withValues(tokens)));
  }

  private String withValues(String hash) {
    TreeSet<String> used = new TreeSet<>(script().placeholdersUsed(hashedValues));
    if (used.isEmpty()) {
      return hash;
    }
    MessageDigest digest = Sha256.start();
    digest.update(hash.getBytes(StandardCharsets.UTF_8));
    for (String name : used) {
      digest.update(
          (name + "\0" + hashedValues.value(name) + "\0").getBytes(StandardCharsets.UTF_8));
    }
    return Sha256.stored(digest);
  }

  /**
   * The script, parsed once.
   *
   * @throws ScriptSyntaxException if it is none
   */
  public synchronized Script script() {
    if (script == null) {
      refuseOtherTools(source);
      script = Script.parse(source, includes);
    }
    return script;
  }

  private static void refuseOtherTools(SourceText text) {
    ForeignFiles.byMarker(text)
        .ifPresent(
            diagnostic -> {
              throw new ScriptSyntaxException(List.of(diagnostic));
            });
  }

  /** The way back: the DOWN section or the rollback file; empty if there is none. */
  public Optional<Section> down() {
    Optional<Section> own = script().section(SectionKind.DOWN);
    if (rollbackFile == null) {
      return own;
    }
    if (own.isPresent()) {
      throw new ScriptSyntaxException(
          List.of(
              Diagnostic.error(
                      "two-ways-back",
                      "this DOWN section and the file %s are both the way back"
                          .formatted(rollbackFile.name()))
                  .at(source, own.get().position())
                  .fix("keep one of them")));
    }
    return wayBack(rollbackFile, includes);
  }

  /** Reads a text that is a way back as a whole. */
  public static Optional<Section> wayBack(SourceText text, Includes includes) {
    refuseOtherTools(text);
    Script back = Script.parse(text, includes);
    for (SectionKind kind : List.of(SectionKind.DOWN, SectionKind.REQUIRE, SectionKind.VERIFY)) {
      Optional<Section> section = back.section(kind);
      if (section.isPresent()) {
        throw new ScriptSyntaxException(
            List.of(
                Diagnostic.error(
                        "section-in-rollback-file",
                        "a rollback file is the way back as a whole, it has no %s section"
                            .formatted(kind))
                    .at(text, section.get().position())
                    .fix("remove the marker, or put the section into the migration's own file")));
      }
    }
    return back.section(SectionKind.UP).filter(up -> !up.statements().isEmpty());
  }

  @Override
  public String toString() {
    return Place.of(source.name()).toString();
  }
}
