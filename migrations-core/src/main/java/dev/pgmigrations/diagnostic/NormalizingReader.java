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
import java.io.Reader;
import java.nio.ByteBuffer;
import java.nio.CharBuffer;
import java.nio.charset.CharsetDecoder;
import java.nio.charset.CoderResult;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.List;

/** Decodes UTF-8 strictly, drops a byte order mark, and gives {@code \r\n} as {@code \n}. */
final class NormalizingReader extends Reader {

  private static final int SIZE = 1 << 14;

  private final SourceText source;
  private final InputStream in;
  private final CharsetDecoder decoder =
      StandardCharsets.UTF_8
          .newDecoder()
          .onMalformedInput(CodingErrorAction.REPORT)
          .onUnmappableCharacter(CodingErrorAction.REPORT);
  private final ByteBuffer undecoded = ByteBuffer.allocate(SIZE).limit(0);
  private final CharBuffer decoded = CharBuffer.allocate(SIZE).limit(0);
  private boolean ended;
  private boolean started;
  private boolean heldReturn;
  private long given;

  NormalizingReader(SourceText source, InputStream in) {
    this.source = source;
    this.in = in;
  }

  @Override
  public int read(char[] target, int offset, int length) {
    int count = 0;
    while (count < length && (decoded.hasRemaining() || refill(count > 0))) {
      if (heldReturn) {
        heldReturn = false;
        if (decoded.get(decoded.position()) != '\n') {
          target[offset + count++] = '\r';
        }
      } else {
        count += copy(target, offset + count, length - count);
      }
    }
    if (count == 0 && length > 0) {
      if (!heldReturn) {
        return -1;
      }
      heldReturn = false;
      target[offset] = '\r';
      count = 1;
    }
    given += count;
    return count;
  }

  /** Copies up to a carriage return, which is held until it is known what follows. */
  private int copy(char[] target, int offset, int length) {
    char[] from = decoded.array();
    int start = decoded.position();
    int end = Math.min(decoded.limit(), start + length);
    int p = start;
    while (p < end && from[p] != '\r') {
      p++;
    }
    System.arraycopy(from, start, target, offset, p - start);
    heldReturn = p < end;
    decoded.position(heldReturn ? p + 1 : p);
    return p - start;
  }

  /** Decodes more; false at the end of the text, or where that would hide what was read already. */
  private boolean refill(boolean haveSome) {
    while (!ended) {
      undecoded.compact();
      int read = readBytes();
      if (read > 0) {
        undecoded.position(undecoded.position() + read);
      }
      undecoded.flip();
      boolean last = read < 0;
      dropByteOrderMark(last);
      decoded.clear();
      CoderResult result = decoder.decode(undecoded, decoded, last);
      decoded.flip();
      if (result.isError() && !decoded.hasRemaining()) {
        if (haveSome) {
          return false;
        }
        throw malformed();
      }
      ended = last && !result.isError() && !undecoded.hasRemaining();
      if (decoded.hasRemaining()) {
        return true;
      }
    }
    return false;
  }

  private int readBytes() {
    try {
      return in.read(undecoded.array(), undecoded.position(), undecoded.remaining());
    } catch (IOException e) {
      throw source.unreadable(e);
    }
  }

  private void dropByteOrderMark(boolean last) {
    if (!started && (undecoded.remaining() >= 3 || last)) {
      started = true;
      int p = undecoded.position();
      if (undecoded.remaining() >= 3
          && undecoded.get(p) == (byte) 0xEF
          && undecoded.get(p + 1) == (byte) 0xBB
          && undecoded.get(p + 2) == (byte) 0xBF) {
        undecoded.position(p + 3);
      }
    }
  }

  private SourceException malformed() {
    int first = undecoded.get(undecoded.position()) & 0xFF;
    boolean utf16 = given == 0 && (first == 0xFF || first == 0xFE);
    Diagnostic diagnostic =
        Diagnostic.error(
                "not-utf-8",
                utf16
                    ? "the file is not UTF-8, it looks like UTF-16"
                    : "the file is not UTF-8: byte 0x%02X".formatted(first))
            .fix("save the file as UTF-8");
    return new SourceException(List.of(diagnostic.at(place())));
  }

  /** Reads what was given once more, for the position and the line. */
  private Place place() {
    StringBuilder passed = new StringBuilder();
    Position position = Position.START;
    try (NormalizingReader again = new NormalizingReader(source, source.bytes())) {
      char[] one = new char[1];
      for (long i = 0; i < given && again.read(one, 0, 1) > 0; i++) {
        passed.append(one[0]);
        if (one[0] == '\n') {
          position = position.after(passed);
          passed.setLength(0);
        }
      }
    } catch (IOException e) {
      return Place.of(source.name());
    }
    passed.append(heldReturn ? "\r" : "");
    return new Place(source.name(), position.after(passed), passed + "\uFFFD");
  }

  @Override
  public void close() throws IOException {
    in.close();
  }
}
