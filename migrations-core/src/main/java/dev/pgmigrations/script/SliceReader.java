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

import dev.pgmigrations.diagnostic.SourceText;
import java.io.Closeable;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import org.jspecify.annotations.Nullable;

/** Slices of one text, read in one pass as long as they come in order. */
final class SliceReader implements Closeable {

  private final SourceText source;
  private @Nullable Reader reader;
  private long offset;

  SliceReader(SourceText source) {
    this.source = source;
  }

  SourceText source() {
    return source;
  }

  /** The characters from {@code start} to before {@code end}. */
  String read(long start, long end) {
    StringBuilder text = new StringBuilder((int) Math.min(end - start, 1 << 30));
    char[] buffer = new char[(int) Math.max(1, Math.min(end - start, 1 << 13))];
    try (Reader slice = slice(start, end, false)) {
      for (int n; (n = slice.read(buffer)) > 0; ) {
        text.append(buffer, 0, n);
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
    return text.toString();
  }

  /**
   * A reader of the characters from {@code start} to before {@code end}; to be used up before the
   * next one.
   */
  Reader slice(long start, long end, boolean closesSource) {
    try {
      Reader from = seek(start);
      return new Slice(from, end, closesSource);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private Reader seek(long start) throws IOException {
    Reader from = reader;
    if (from == null || start < offset) {
      close();
      from = source.open();
      reader = from;
      offset = 0;
    }
    while (offset < start) {
      long skipped = from.skip(start - offset);
      if (skipped <= 0) {
        break;
      }
      offset += skipped;
    }
    return from;
  }

  @Override
  public void close() throws IOException {
    if (reader != null) {
      reader.close();
      reader = null;
    }
  }

  private final class Slice extends Reader {
    private final Reader from;
    private final long end;
    private final boolean closesSource;

    Slice(Reader from, long end, boolean closesSource) {
      this.from = from;
      this.end = end;
      this.closesSource = closesSource;
    }

    @Override
    public int read(char[] target, int at, int length) throws IOException {
      int wanted = (int) Math.min(length, end - offset);
      if (wanted <= 0) {
        return length == 0 ? 0 : -1;
      }
      int n = from.read(target, at, wanted);
      offset += Math.max(n, 0);
      return n;
    }

    @Override
    public void close() throws IOException {
      if (closesSource) {
        SliceReader.this.close();
      }
    }
  }
}
