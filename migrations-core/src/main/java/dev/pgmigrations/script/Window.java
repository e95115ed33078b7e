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
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/**
 * What of a text is at hand: the token that is being read, and what was read ahead of it. It moves
 * along the text, and a token stays in it as a whole unless it {@linkplain #mayBeLong may be long}.
 */
final class Window {

  /** Gets the characters of tokens that are too long for the window. */
  interface Sink {
    void accept(TokenKind kind, char[] buffer, int from, int to);
  }

  /** How much of a long token {@link #text()} still has. */
  private static final int KEPT = 4096;

  private final boolean keepsAll;
  private final @Nullable Sink sink;

  private Reader reader = Reader.nullReader();
  private char[] buffer = new char[1 << 14];
  private int pos;
  private int limit;
  private boolean ended;
  private long base;
  private long nul = -1;
  private LineCount lines = new LineCount();

  private int tokenStart;
  private long dropped;
  private @Nullable TokenKind longKind;
  private @Nullable Position longTokenStart;

  private Window(boolean keepsAll, @Nullable Sink sink) {
    this.keepsAll = keepsAll;
    this.sink = sink;
  }

  /** Of long tokens it has a part at a time. */
  static Window moving() {
    return new Window(false, null);
  }

  /** Grows with its tokens. */
  static Window growing() {
    return new Window(true, null);
  }

  /** Hands the parts of long tokens to {@code sink}, and counts no lines. */
  static Window draining(Sink sink) {
    return new Window(false, sink);
  }

  /** Goes on with other characters, the first of them at {@code offset}. */
  void start(Reader characters, long offset) {
    reader = characters;
    base = offset;
    pos = 0;
    limit = 0;
    ended = false;
    lines = new LineCount();
    begin();
  }

  // The token

  /** A token begins here. */
  void begin() {
    tokenStart = pos;
    dropped = 0;
    longKind = null;
    longTokenStart = null;
  }

  /** The token need not be kept whole, for it may go on for long. */
  void mayBeLong(TokenKind kind) {
    longKind = kind;
  }

  /** The offset of the first character of the token. */
  long start() {
    return base + tokenStart - dropped;
  }

  /** The offset after its last character. */
  long end() {
    return base + pos;
  }

  /** The line and column of its first character. */
  Position position() {
    if (longTokenStart != null) {
      return longTokenStart;
    }
    lines.countTo(buffer, tokenStart);
    return new Position(base + tokenStart, lines.line(), lines.column());
  }

  /** The line on which the token ends. */
  int endLine() {
    lines.countTo(buffer, pos);
    return lines.line();
  }

  /** Its text; of a long one the end may be all there is. */
  String text() {
    return new String(buffer, tokenStart, pos - tokenStart);
  }

  /** Its first character. */
  char first() {
    return buffer[tokenStart];
  }

  /** How many of its characters are at hand. */
  int length() {
    return pos - tokenStart;
  }

  /** Whether it is these lower-case letters in whatever case. */
  boolean is(String word) {
    int length = word.length();
    if (pos - tokenStart != length) {
      return false;
    }
    for (int i = 0; i < length; i++) {
      if ((buffer[tokenStart + i] | 0x20) != word.charAt(i)) {
        return false;
      }
    }
    return true;
  }

  /** Hands what is at hand of it to {@code target}. */
  void drain(TokenKind kind, Sink target) {
    target.accept(kind, buffer, tokenStart, pos);
  }

  /** The offset of the first NUL character so far, or -1. */
  long nul() {
    return nul;
  }

  // Reading

  /** Whether the text ends here. */
  boolean atEnd() {
    return pos == limit && !fill();
  }

  /** The next character, where the text is not {@linkplain #atEnd at its end}. */
  char current() {
    return buffer[pos];
  }

  /** A character further on, 0 for the next; NUL after the end of the text. */
  char peek(int ahead) {
    int place = pos + ahead;
    return place < limit ? buffer[place] : peekBeyond(ahead);
  }

  /** Apart, for {@link #peek} is all over the lexer's code when that is compiled. */
  private char peekBeyond(int ahead) {
    while (pos + ahead >= limit) {
      if (!fill()) {
        return '\0';
      }
    }
    return buffer[pos + ahead];
  }

  /** The next characters, which were peeked at. */
  char[] peeked(int count) {
    return Arrays.copyOfRange(buffer, pos, pos + count);
  }

  /** Passes characters that were looked at. */
  void pass(int count) {
    pos += count;
  }

  /** Up to before one of the two characters; false if the text ends first. */
  boolean passTo(char one, char other) {
    do {
      char[] chars = buffer;
      int end = limit;
      int p = pos;
      while (p < end && chars[p] != one && chars[p] != other) {
        p++;
      }
      pos = p;
      if (p < end) {
        return true;
      }
    } while (fill());
    return false;
  }

  /** To what is no space, which it returns; NUL at the end of the text. */
  char passSpaces() {
    for (; ; ) {
      char[] chars = buffer;
      int end = limit;
      int p = pos;
      while (p < end && chars[p] == ' ') {
        p++;
      }
      pos = p;
      if (p < end) {
        return chars[p];
      }
      tokenStart = p;
      if (!fill()) {
        return '\0';
      }
    }
  }

  /** To the end of a word whose first character was looked at. */
  void passWord() {
    do {
      char[] chars = buffer;
      int end = limit;
      int p = pos + 1;
      while (p < end && CharacterClass.continuesWord(chars[p])) {
        p++;
      }
      pos = p;
    } while (pos == limit && fill() && CharacterClass.continuesWord(buffer[pos]));
  }

  // Moving along

  private boolean fill() {
    if (ended) {
      return false;
    }
    if (limit == buffer.length) {
      makeRoom();
    }
    int read = read();
    if (read <= 0) {
      ended = true;
      return false;
    }
    for (int i = limit; nul < 0 && i < limit + read; i++) {
      if (buffer[i] == '\0') {
        nul = base + i;
      }
    }
    limit += read;
    return true;
  }

  private int read() {
    try {
      return reader.read(buffer, limit, buffer.length - limit);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private void makeRoom() {
    if (longKind != null && !keepsAll && pos - tokenStart > KEPT) {
      dropPassed(longKind);
    }
    if (tokenStart == 0) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
    } else {
      dropBefore();
    }
  }

  private void dropPassed(TokenKind kind) {
    if (sink == null) {
      longTokenStart = position();
    } else {
      sink.accept(kind, buffer, tokenStart, pos);
    }
    dropped += pos - tokenStart;
    tokenStart = pos;
  }

  private void dropBefore() {
    if (sink == null) {
      lines.countTo(buffer, tokenStart);
    }
    lines.moved(tokenStart);
    System.arraycopy(buffer, tokenStart, buffer, 0, limit - tokenStart);
    base += tokenStart;
    pos -= tokenStart;
    limit -= tokenStart;
    tokenStart = 0;
  }
}
