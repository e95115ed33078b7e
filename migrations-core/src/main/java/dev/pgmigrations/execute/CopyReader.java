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

package dev.pgmigrations.execute;

import dev.pgmigrations.script.Statement;
import java.io.FilterReader;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.concurrent.atomic.AtomicLong;

/** Counts the bytes that go over as UTF-8. */
final class CopyReader extends FilterReader {

  private static final int BUFFER = 1 << 16;

  private final AtomicLong bytes = new AtomicLong();

  CopyReader(Reader in) {
    super(in);
  }

  /** How many went over so far. */
  long bytes() {
    return bytes.get();
  }

  /** How many there are in all; reads them. */
  static long total(Statement statement) {
    try (CopyReader data = new CopyReader(statement.openData())) {
      char[] buffer = new char[BUFFER];
      while (data.read(buffer, 0, BUFFER) >= 0) {
        // The reader counts.
      }
      return data.bytes();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @Override
  public int read() throws IOException {
    int c = super.read();
    if (c >= 0) {
      count(new char[] {(char) c}, 0, 1);
    }
    return c;
  }

  @Override
  public int read(char[] buffer, int offset, int length) throws IOException {
    int n = super.read(buffer, offset, length);
    if (n > 0) {
      count(buffer, offset, n);
    }
    return n;
  }

  /** Half of a surrogate pair is two of its four bytes. */
  private void count(char[] buffer, int offset, int length) {
    long more = 0;
    for (int i = offset; i < offset + length; i++) {
      char c = buffer[i];
      more += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
    }
    bytes.addAndGet(more);
  }
}
