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

import java.io.IOException;
import java.io.InputStream;

/** The bytes of a UTF-8 text without its byte order mark, and with {@code \r\n} as {@code \n}. */
final class NormalizingBytes extends InputStream {

  private static final int SIZE = 8192;

  private final InputStream in;
  private final byte[] raw = new byte[SIZE];
  private int from;
  private int to;
  private boolean started;

  NormalizingBytes(InputStream in) {
    this.in = in;
  }

  @Override
  public int read() throws IOException {
    byte[] one = new byte[1];
    return read(one, 0, 1) < 0 ? -1 : one[0] & 0xFF;
  }

  @Override
  public int read(byte[] target, int offset, int length) throws IOException {
    int count = 0;
    while (count < length && (from < to || (count == 0 && fill()))) {
      byte b = raw[from];
      if (b == '\r' && isBeforeLineFeed()) {
        from++;
        continue;
      }
      target[offset + count++] = b;
      from++;
    }
    return count == 0 && length > 0 ? -1 : count;
  }

  private boolean isBeforeLineFeed() throws IOException {
    if (from + 1 == to) {
      raw[0] = '\r';
      from = 0;
      to = 1;
      more();
    }
    return from + 1 < to && raw[from + 1] == '\n';
  }

  private boolean fill() throws IOException {
    from = 0;
    to = 0;
    boolean any = more();
    if (!started) {
      started = true;
      while (to < 3 && more()) {
        // A stream may give less than was asked for.
      }
      boolean mark =
          to >= 3 && raw[0] == (byte) 0xEF && raw[1] == (byte) 0xBB && raw[2] == (byte) 0xBF;
      from = mark ? 3 : 0;
      return from < to || (mark && fill());
    }
    return any;
  }

  private boolean more() throws IOException {
    int read = in.read(raw, to, raw.length - to);
    to += Math.max(read, 0);
    return read > 0;
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
