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

import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.security.MessageDigest;
import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * Hashes statements by their tokens, so that comments, white space, a missing last semicolon and
 * the case of what is not quoted make no difference.
 *
 * <p>Each token is its characters in UTF-8, a zero byte and a byte for its kind. The values are
 * stored in databases: what changes them needs another number before the colon.
 */
public final class TokenHash implements Window.Sink {

  private static final int BUFFER = 8192;

  private final MessageDigest digest = Sha256.start();
  private final byte[] bytes = new byte[BUFFER];
  private int count;
  private char high;
  private boolean folds;
  private final Lexer lexer = Lexer.ofSlices(this);
  private @Nullable SliceReader reader;

  private TokenHash() {}

  /** {@code 1:} and the SHA-256 over the tokens of all of them; reads their text again. */
  public static String of(List<Statement> statements) {
    TokenHash hash = new TokenHash();
    try {
      for (Statement statement : statements) {
        hash.add(statement);
      }
      return hash.value();
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    } finally {
      hash.close();
    }
  }

  private void add(Statement statement) throws IOException {
    Reader slice = in(statement).slice(statement.offset(), statement.end(), false);
    lexer.start(slice, statement.offset(), statement.standardStrings());
    boolean semicolon = false;
    folds = true;
    while (lexer.next() != TokenKind.END) {
      if (lexer.kind() == TokenKind.LINE_COMMENT || lexer.kind() == TokenKind.BLOCK_COMMENT) {
        continue;
      }
      if (semicolon) {
        addSemicolon();
      }
      semicolon = lexer.kind() == TokenKind.PUNCTUATION && lexer.first() == ';';
      if (!semicolon) {
        lexer.drain(this);
        end(tag(lexer.kind()));
      }
    }
    addSemicolon();
    if (statement.hasData()) {
      addData(statement.copyData());
    }
  }

  private void addSemicolon() {
    put((byte) ';');
    end('u');
  }

  private void addData(Statement.CopyData data) throws IOException {
    SliceReader from = reader;
    if (from != null) {
      Reader slice = from.slice(data.start(), data.end(), false);
      char[] chars = new char[BUFFER];
      for (int n = slice.read(chars); n > 0; n = slice.read(chars)) {
        for (int i = 0; i < n; i++) {
          put(chars[i]);
        }
      }
      end('y');
    }
  }

  private SliceReader in(Statement statement) {
    SliceReader from = reader;
    if (from == null || from.source() != statement.source()) {
      close();
      from = new SliceReader(statement.source());
      reader = from;
    }
    return from;
  }

  private static char tag(TokenKind kind) {
    return switch (kind) {
      case WORD -> 'w';
      case QUOTED_NAME -> 'i';
      case STRING -> 's';
      case STRING_CONTINUED -> 'c';
      case DOLLAR_STRING -> 'd';
      case NUMBER -> 'n';
      case PARAMETER -> 'p';
      case PLACEHOLDER -> 'h';
      case OPERATOR -> 'o';
      case PUNCTUATION -> 'u';
      case ESCAPED -> 'e';
      default -> 'x';
    };
  }

  /** A part of a token; of strings and quoted names only the prefix is folded. */
  @Override
  public void accept(TokenKind kind, char[] buffer, int from, int to) {
    if (kind == TokenKind.LINE_COMMENT || kind == TokenKind.BLOCK_COMMENT) {
      return;
    }
    folds &= kind != TokenKind.PLACEHOLDER && kind != TokenKind.DOLLAR_STRING;
    for (int i = from; i < to; i++) {
      char c = buffer[i];
      folds &= c != '\'' && c != '"';
      put(folds && c >= 'A' && c <= 'Z' ? (char) (c + 0x20) : c);
    }
  }

  private void end(char tag) {
    put('\0');
    put(tag);
    folds = true;
  }

  private void put(char c) {
    if (c < 0x80) {
      put((byte) c);
    } else if (c < 0x800) {
      put((byte) (0xC0 | (c >> 6)));
      put((byte) (0x80 | (c & 0x3F)));
    } else if (Character.isHighSurrogate(c)) {
      high = c;
    } else if (Character.isLowSurrogate(c)) {
      int point = Character.toCodePoint(high, c);
      put((byte) (0xF0 | (point >> 18)));
      put((byte) (0x80 | ((point >> 12) & 0x3F)));
      put((byte) (0x80 | ((point >> 6) & 0x3F)));
      put((byte) (0x80 | (point & 0x3F)));
    } else {
      put((byte) (0xE0 | (c >> 12)));
      put((byte) (0x80 | ((c >> 6) & 0x3F)));
      put((byte) (0x80 | (c & 0x3F)));
    }
  }

  private void put(byte b) {
    if (count == BUFFER) {
      flush();
    }
    bytes[count++] = b;
  }

  private void flush() {
    digest.update(bytes, 0, count);
    count = 0;
  }

  private String value() {
    flush();
    return Sha256.stored(digest);
  }

  private void close() {
    try {
      if (reader != null) {
        reader.close();
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
