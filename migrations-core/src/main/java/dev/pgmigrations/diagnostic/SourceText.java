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

import java.io.BufferedReader;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;

/**
 * A text with a name that can be opened again and again; it is never held in memory as a whole.
 *
 * <p>Every reader sees UTF-8 decoded strictly, without a byte order mark and with {@code \r\n} as
 * {@code \n}; offsets count what a reader sees.
 */
public final class SourceText {

  /** Opens the bytes of a text anew. */
  @FunctionalInterface
  public interface Bytes {
    InputStream open() throws IOException;
  }

  private static final int CONTEXT = 5;
  private static final int LONGEST_LINE = 1 << 20;

  private final String name;
  private final Bytes bytes;

  private SourceText(String name, Bytes bytes) {
    this.name = name;
    this.bytes = bytes;
  }

  /** A text whose bytes come from elsewhere, a file say. */
  public static SourceText of(String name, Bytes bytes) {
    return new SourceText(name, bytes);
  }

  /** A text in memory. */
  public static SourceText of(String name, String content) {
    byte[] encoded = content.getBytes(StandardCharsets.UTF_8);
    return new SourceText(name, () -> new ByteArrayInputStream(encoded));
  }

  /** The name that its user knows it by, such as {@code db/migrations/1_users.sql}. */
  public String name() {
    return name;
  }

  /**
   * Opens the text from its start.
   *
   * @throws SourceException now or while reading, if it cannot be read or is not UTF-8
   */
  public Reader open() {
    try {
      return new NormalizingReader(this, bytes.open());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /**
   * Opens the same as bytes, for hashing; whether they are UTF-8 is not looked at.
   *
   * @throws SourceException if it cannot be opened
   */
  public InputStream openBytes() {
    try {
      return new NormalizingBytes(bytes.open());
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The characters from {@code start} to before {@code end}, fewer where the text ends. */
  public String slice(long start, long end) {
    try (Reader reader = open()) {
      skip(reader, start);
      return read(reader, end - start);
    } catch (IOException e) {
      throw unreadable(e);
    }
  }

  /** The whole text; for small ones. */
  public String content() {
    return slice(0, Long.MAX_VALUE);
  }

  /** The line that holds {@code position}, and a few before it; joined, the last one not ended. */
  String linesUpTo(Position position) {
    Deque<String> lines = new ArrayDeque<>();
    try (Reader reader = new BufferedReader(open())) {
      for (int number = 1; number <= position.line(); number++) {
        lines.add(readLine(reader));
        if (lines.size() > CONTEXT) {
          lines.remove();
        }
      }
    } catch (IOException | SourceException e) {
      return "";
    }
    return String.join("\n", lines);
  }

  /** Up to before a line feed; of a very long line only the beginning. */
  private static String readLine(Reader reader) throws IOException {
    StringBuilder line = new StringBuilder();
    for (int c = reader.read(); c >= 0 && c != '\n'; c = reader.read()) {
      if (line.length() < LONGEST_LINE) {
        line.append((char) c);
      }
    }
    return line.toString();
  }

  /** The position of the character at {@code offset}. */
  public Position positionOf(long offset) {
    Position position = Position.START;
    try (Reader reader = open()) {
      long left = offset;
      while (left > 0) {
        String piece = read(reader, Math.min(left, 8192));
        if (piece.isEmpty()) {
          break;
        }
        position = position.after(piece);
        left -= piece.length();
      }
    } catch (IOException e) {
      throw unreadable(e);
    }
    return position;
  }

  private static void skip(Reader reader, long count) throws IOException {
    long left = count;
    while (left > 0) {
      long skipped = reader.skip(left);
      if (skipped <= 0) {
        return;
      }
      left -= skipped;
    }
  }

  private static String read(Reader reader, long count) throws IOException {
    StringBuilder text = new StringBuilder();
    char[] buffer = new char[(int) Math.min(count, 8192)];
    long left = count;
    while (left > 0) {
      int n = reader.read(buffer, 0, (int) Math.min(left, buffer.length));
      if (n < 0) {
        break;
      }
      text.append(buffer, 0, n);
      left -= n;
    }
    return text.toString();
  }

  InputStream bytes() throws IOException {
    return bytes.open();
  }

  /** What to throw when reading it failed. */
  public SourceException unreadable(IOException cause) {
    return new SourceException(
        List.of(
            Diagnostic.error("unreadable", "the file cannot be read: " + cause.getMessage())
                .at(Place.of(name))
                .fix("see that the file exists and may be read")),
        cause);
  }

  @Override
  public String toString() {
    return name;
  }
}
