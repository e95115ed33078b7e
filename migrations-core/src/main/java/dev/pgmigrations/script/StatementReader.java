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

import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import org.jspecify.annotations.Nullable;

/**
 * Reads statement after statement in one pass over their text.
 *
 * <p>Statements of one text that come in order are read without opening it again; any order works.
 * Not thread-safe.
 */
public final class StatementReader implements Closeable {

  private final Placeholders placeholders;
  private @Nullable SliceReader current;

  public StatementReader(Placeholders placeholders) {
    this.placeholders = placeholders;
  }

  /** What is sent for this statement. */
  public Rendered read(Statement next) {
    String raw = in(next).read(next.offset(), next.end());
    return Rendered.of(next, raw, placeholders);
  }

  /**
   * The data of a {@code COPY … FROM STDIN}; to be used up before the next call of this reader.
   *
   * @throws IllegalStateException if there is none
   */
  public Reader data(Statement statement) {
    Statement.CopyData data = statement.copyData();
    return in(statement).slice(data.start(), data.end(), false);
  }

  private SliceReader in(Statement statement) {
    SliceReader reader = current;
    if (reader == null || reader.source() != statement.source()) {
      closeQuietly(reader);
      reader = new SliceReader(statement.source());
      current = reader;
    }
    return reader;
  }

  private static void closeQuietly(@Nullable SliceReader reader) {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new java.io.UncheckedIOException(e);
    }
  }

  @Override
  public void close() {
    closeQuietly(current);
    current = null;
  }
}
