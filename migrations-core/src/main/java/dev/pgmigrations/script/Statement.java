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
import dev.pgmigrations.diagnostic.SourceText;
import java.io.Reader;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * One SQL statement as a slice of a text, read when it runs.
 *
 * <p>It is kept small, because a script may hold a million of them. Immutable.
 */
public final class Statement {

  /** The data of a {@code COPY … FROM STDIN}: whole lines, up to before the line {@code \.}. */
  record CopyData(long start, long end, int line) {}

  private final SourceText source;
  private final long offset;
  private final int length;
  private final int line;
  private final int column;
  private final StatementKind kind;
  private final boolean standardStrings;
  private final boolean escapes;
  private final boolean forSession;
  private final @Nullable CopyData data;

  Statement(
      SourceText source,
      Position start,
      long end,
      StatementKind kind,
      boolean standardStrings,
      boolean escapes,
      @Nullable CopyData data) {
    this.source = source;
    this.offset = start.offset();
    this.line = start.line();
    this.column = start.column();
    this.length = Math.toIntExact(end - start.offset());
    this.kind = kind;
    this.standardStrings = standardStrings;
    this.escapes = escapes;
    this.forSession = false;
    this.data = data;
  }

  private Statement(Statement local) {
    this.source = local.source;
    this.offset = local.offset;
    this.line = local.line;
    this.column = local.column;
    this.length = local.length;
    this.kind = local.kind;
    this.standardStrings = local.standardStrings;
    this.escapes = local.escapes;
    this.forSession = true;
    this.data = local.data;
  }

  /**
   * The same, and if it is a {@code SET LOCAL}, but of a timeout, as a {@code SET}: where the
   * engine ends the transaction for which it was written, it is for what follows, too.
   */
  public Statement forSession() {
    return kind == StatementKind.ORDINARY && !escapes && SetLocal.isIn(text())
        ? new Statement(this)
        : this;
  }

  /** Whether it is a {@code SET LOCAL} that is sent as a {@code SET}. */
  public boolean isForSession() {
    return forSession;
  }

  /** The text that holds it: the script's own or an included one. */
  public SourceText source() {
    return source;
  }

  /** Its first character. */
  public Position start() {
    return new Position(offset, line, column);
  }

  /** The offset after its last character; a semicolon is part of it. */
  public long end() {
    return offset + length;
  }

  public StatementKind kind() {
    return kind;
  }

  /** What PostgreSQL gets, before placeholders: the slice, with {@code \;} as {@code ;}. */
  public String text() {
    return render(Placeholders.NONE).sql();
  }

  /** What follows {@code BEGIN}, such as {@code isolation level serializable}; else empty. */
  public String beginOptions() {
    return kind == StatementKind.BEGIN || kind == StatementKind.SET_TRANSACTION
        ? Classifier.beginOptions(text())
        : "";
  }

  /**
   * The value that an {@code ALTER TYPE … ADD VALUE} adds, before placeholders; empty for any other
   * statement, and where it is written with escapes.
   */
  public Optional<String> addedValue() {
    return kind == StatementKind.ADD_VALUE ? Classifier.addedValue(text()) : Optional.empty();
  }

  /** Whether data for it stands in the file. */
  public boolean hasData() {
    return data != null;
  }

  /**
   * Opens the data, up to before the line {@code \.}.
   *
   * @throws IllegalStateException if there is none
   */
  public Reader openData() {
    return new SliceReader(source).slice(copyData().start(), copyData().end(), true);
  }

  /**
   * The first character of the data.
   *
   * @throws IllegalStateException if there is none
   */
  public Position dataStart() {
    return new Position(copyData().start(), copyData().line(), 1);
  }

  /** What is sent, placeholders replaced. */
  public Rendered render(Placeholders placeholders) {
    return Rendered.of(this, source.slice(offset, end()), placeholders);
  }

  /** The offset of its first character, without making a position. */
  long offset() {
    return offset;
  }

  /** Whether a backslash in a plain string was an ordinary character where it was cut. */
  boolean standardStrings() {
    return standardStrings;
  }

  /** Whether it holds {@code \;}, and so is several commands in one, or {@code \:}. */
  public boolean escapes() {
    return escapes;
  }

  CopyData copyData() {
    if (data == null) {
      throw new IllegalStateException("no data in the file at " + this);
    }
    return data;
  }

  /** Where it stands; never its text, which may hold a password. */
  @Override
  public String toString() {
    return source.name() + ":" + line + ":" + column;
  }
}
