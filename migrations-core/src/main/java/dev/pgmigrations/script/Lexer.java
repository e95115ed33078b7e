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
 * Cuts characters into tokens by the rules of PostgreSQL's {@code scan.l} and psql's {@code
 * psqlscan.l}, holding no more than a window of the text.
 *
 * <p>One difference from psql: a string continued on the next line keeps its kind, as the server
 * has it (psql takes the second part of {@code E'a'⏎'b\''} for a plain string).
 *
 * @see <a href="https://www.postgresql.org/docs/current/sql-syntax-lexical.html">PostgreSQL,
 *     4.1</a>
 */
final class Lexer {

  /** Gets the characters of tokens that are too long for the window. */
  interface Sink {
    void accept(char[] buffer, int from, int to);
  }

  /** How much of a long token {@link #text()} still has. */
  private static final int KEPT = 4096;

  private static final byte OTHER = 0;
  private static final byte SPACE = 1;
  private static final byte WORD = 2;
  private static final byte DIGIT = 3;
  private static final byte OPERATOR = 4;
  private static final byte PUNCTUATION = 5;
  private static final byte QUOTE = 6;
  private static final byte NAME_QUOTE = 7;
  private static final byte DOLLAR = 8;
  private static final byte BACKSLASH = 9;
  private static final byte[] CLASSES = classes();

  private final boolean keepsAll;
  private final @Nullable Sink sink;
  private Reader reader = Reader.nullReader();
  private char[] buffer = new char[1 << 14];
  private int pos;
  private int limit;
  private boolean ended;
  private long base;
  private long nul = -1;

  private TokenKind kind = TokenKind.END;
  private int tokenStart;
  private long dropped;
  private @Nullable Position longTokenStart;
  private boolean droppable;
  private boolean fresh = true;
  private boolean tokenFresh;
  private boolean unclosed;

  private boolean tracks;
  private int tracked;
  private int line;
  private int column;

  private boolean standardStrings;
  private @Nullable Boolean nextStandardStrings;
  private int nextStandardStringsAfter;
  private boolean breaksAtLineEnd;
  private boolean stringBefore;
  private boolean stringBeforeEscapes;
  private boolean lineEndSinceString;
  private boolean afterNumber;

  /** A lexer for whole texts: positions are at hand, of long tokens only the first part. */
  static Lexer ofText(Reader reader, boolean standardStrings) {
    Lexer lexer = new Lexer(false, null);
    lexer.start(reader, 0, standardStrings);
    lexer.tracks = true;
    return lexer;
  }

  /** A lexer for a short text that it keeps whole. */
  static Lexer ofShort(Reader reader, boolean standardStrings) {
    Lexer lexer = new Lexer(true, null);
    lexer.start(reader, 0, standardStrings);
    return lexer;
  }

  /** A lexer for slices, each begun with {@link #start}, that hands long tokens to {@code sink}. */
  static Lexer ofSlices(Sink sink) {
    return new Lexer(false, sink);
  }

  private Lexer(boolean keepsAll, @Nullable Sink sink) {
    this.keepsAll = keepsAll;
    this.sink = sink;
  }

  /** Goes on with other characters, the first of them at {@code offset}. */
  void start(Reader characters, long offset, boolean plainBackslash) {
    reader = characters;
    base = offset;
    standardStrings = plainBackslash;
    pos = 0;
    limit = 0;
    tokenStart = 0;
    ended = false;
    fresh = true;
    tracked = 0;
    line = 1;
    column = 1;
    nextStandardStrings = null;
    breaksAtLineEnd = false;
    stringBefore = false;
  }

  // What the current token is

  TokenKind kind() {
    return kind;
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
    track(tokenStart);
    return new Position(base + tokenStart, line, column);
  }

  /** The line on which the token ends. */
  int endLine() {
    track(pos);
    return line;
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

  /** Whether it is a word to psql: not junk after a number, not the beginning of {@code U&}. */
  boolean isPlainWord() {
    return !afterNumber && !(is("u") && peek(0) == '&');
  }

  /** Whether the text ended within it. */
  boolean unclosed() {
    return unclosed;
  }

  /** Whether nothing but blanks stands before it on its line. */
  boolean fresh() {
    return tokenFresh;
  }

  /** The offset of the first NUL character so far, or -1. */
  long nul() {
    return nul;
  }

  /** Hands what is at hand of the token to the sink. */
  void drain(Sink target) {
    target.accept(buffer, tokenStart, pos);
  }

  // What changes the reading

  boolean standardStrings() {
    return standardStrings;
  }

  /** A {@code SET standard_conforming_strings} ends here: it holds from the next line on. */
  void standardStringsFromNextLine(boolean plainBackslash) {
    nextStandardStrings = plainBackslash;
    nextStandardStringsAfter = endLine();
  }

  /** An included text left strings so. */
  void standardStrings(boolean plainBackslash) {
    standardStrings = plainBackslash;
  }

  /** Whether the end of this line is to be told, as {@link TokenKind#LINE_END}. */
  void breakAtLineEnd(boolean wanted) {
    breaksAtLineEnd = wanted;
  }

  // Reading

  TokenKind next() {
    unclosed = false;
    droppable = false;
    dropped = 0;
    longTokenStart = null;
    boolean number = kind == TokenKind.NUMBER || kind == TokenKind.PARAMETER;
    long before = end();
    boolean lineEnd = passBlanks();
    afterNumber = number && start() == before;
    tokenFresh = fresh;
    if (lineEnd) {
      kind = TokenKind.LINE_END;
    } else if (pos == limit) {
      kind = TokenKind.END;
    } else {
      fresh = false;
      kind = token();
      rememberString();
    }
    return kind;
  }

  private void rememberString() {
    if (kind != TokenKind.LINE_COMMENT) {
      stringBefore = kind == TokenKind.STRING || kind == TokenKind.STRING_CONTINUED;
      lineEndSinceString = false;
    }
  }

  /** Passes over blanks; true at the end of a line that was asked for. */
  private boolean passBlanks() {
    for (; ; ) {
      tokenStart = pos;
      if (pos == limit && !fill()) {
        return false;
      }
      char c = buffer[pos];
      if (c > ' ' || CLASSES[c] != SPACE) {
        return false;
      }
      pos++;
      if (c == '\n') {
        fresh = true;
        lineEndSinceString = true;
        if (nextStandardStrings != null) {
          standardStrings = nextStandardStrings;
          nextStandardStrings = null;
        }
        if (breaksAtLineEnd) {
          return true;
        }
      } else if (c == '\r') {
        lineEndSinceString = true;
      }
    }
  }

  private TokenKind token() {
    char c = buffer[pos];
    return switch (c < 128 ? CLASSES[c] : WORD) {
      case WORD -> wordOrPrefix(c);
      case DIGIT -> number();
      case OPERATOR -> operatorOrComment(c);
      case PUNCTUATION -> punctuation(c);
      case QUOTE -> stringOrContinuation();
      case NAME_QUOTE -> {
        pos++;
        yield quoted(TokenKind.QUOTED_NAME, '"', false);
      }
      case DOLLAR -> dollar();
      case BACKSLASH -> backslash();
      default -> {
        pos++;
        yield TokenKind.OTHER;
      }
    };
  }

  private TokenKind wordOrPrefix(char c) {
    switch (c) {
      case 'e', 'E' -> {
        if (peek(1) == '\'') {
          pos += 2;
          return string(TokenKind.STRING, true);
        }
      }
      case 'b', 'B', 'x', 'X' -> {
        if (peek(1) == '\'') {
          pos += 2;
          return string(TokenKind.STRING, false);
        }
      }
      case 'n', 'N' -> {
        if (peek(1) == '\'') {
          pos += 2;
          return string(TokenKind.STRING, !plainBackslash());
        }
      }
      case 'u', 'U' -> {
        if (peek(1) == '&' && peek(2) == '\'') {
          pos += 3;
          return string(TokenKind.STRING, false);
        }
        if (peek(1) == '&' && peek(2) == '"') {
          pos += 3;
          return quoted(TokenKind.QUOTED_NAME, '"', false);
        }
      }
      default -> {}
    }
    do {
      int p = pos + 1;
      while (p < limit && isWordPart(buffer[p])) {
        p++;
      }
      pos = p;
    } while (pos == limit && fill() && isWordPart(buffer[pos]));
    return TokenKind.WORD;
  }

  private static boolean isWordPart(char c) {
    return c >= 128 || CLASSES[c] == WORD || CLASSES[c] == DIGIT || c == '$';
  }

  private static boolean isTagPart(char c, boolean first) {
    return c >= 128 || CLASSES[c] == WORD || (!first && CLASSES[c] == DIGIT);
  }

  private TokenKind stringOrContinuation() {
    pos++;
    return stringBefore && lineEndSinceString
        ? string(TokenKind.STRING_CONTINUED, stringBeforeEscapes)
        : string(TokenKind.STRING, !plainBackslash());
  }

  private TokenKind string(TokenKind what, boolean escapes) {
    stringBeforeEscapes = escapes;
    return quoted(what, '\'', escapes);
  }

  /** Whether a backslash in a plain string that begins here is an ordinary character. */
  private boolean plainBackslash() {
    Boolean next = nextStandardStrings;
    if (next != null && endLine() > nextStandardStringsAfter) {
      standardStrings = next;
      nextStandardStrings = null;
    }
    return standardStrings;
  }

  /** From after the opening quote to after the closing one. */
  private TokenKind quoted(TokenKind what, char quote, boolean escapes) {
    kind = what;
    droppable = true;
    while (pos < limit || fill()) {
      char[] chars = buffer;
      int p = pos;
      if (escapes) {
        while (p < limit && chars[p] != quote && chars[p] != '\\') {
          p++;
        }
      } else {
        while (p < limit && chars[p] != quote) {
          p++;
        }
      }
      pos = p;
      if (p < limit) {
        pos++;
        if (chars[p] == '\\') {
          passEscaped();
        } else if (peek(0) == quote) {
          pos++;
        } else {
          return what;
        }
      }
    }
    unclosed = true;
    return what;
  }

  private void passEscaped() {
    if (pos < limit || fill()) {
      pos++;
    }
  }

  private TokenKind dollar() {
    char next = peek(1);
    if (next >= '0' && next <= '9') {
      pos++;
      digits();
      return TokenKind.PARAMETER;
    }
    if (next == '{') {
      return placeholder();
    }
    int length = 1;
    while (isTagPart(peek(length), length == 1)) {
      length++;
    }
    if (peek(length) != '$') {
      pos++;
      return TokenKind.OTHER;
    }
    return dollarString(Arrays.copyOfRange(buffer, pos, pos + length + 1));
  }

  private TokenKind dollarString(char[] tag) {
    kind = TokenKind.DOLLAR_STRING;
    pos += tag.length;
    droppable = true;
    while (pos < limit || fill()) {
      int p = pos;
      while (p < limit && buffer[p] != '$') {
        p++;
      }
      pos = p;
      if (p < limit) {
        if (standsHere(tag)) {
          pos += tag.length;
          return TokenKind.DOLLAR_STRING;
        }
        pos++;
      }
    }
    unclosed = true;
    return TokenKind.DOLLAR_STRING;
  }

  private boolean standsHere(char[] wanted) {
    for (int i = 1; i < wanted.length; i++) {
      if (peek(i) != wanted[i]) {
        return false;
      }
    }
    return true;
  }

  private TokenKind placeholder() {
    int length = 2;
    while (Placeholders.isNamePart(peek(length))) {
      length++;
    }
    if (length == 2 || peek(length) != '}') {
      pos++;
      return TokenKind.OTHER;
    }
    pos += length + 1;
    return TokenKind.PLACEHOLDER;
  }

  private TokenKind backslash() {
    char next = peek(1);
    if (next == ';' || next == ':') {
      pos += 2;
      return TokenKind.ESCAPED;
    }
    passTo('\n', '\n');
    return TokenKind.META_COMMAND;
  }

  private TokenKind punctuation(char c) {
    char next = c == '.' || c == ':' ? peek(1) : '\0';
    if (c == '.' && next >= '0' && next <= '9') {
      return number();
    }
    boolean two = c == '.' ? next == '.' : c == ':' && (next == ':' || next == '=');
    pos += two ? 2 : 1;
    return TokenKind.PUNCTUATION;
  }

  private TokenKind operatorOrComment(char c) {
    if (c == '-' && peek(1) == '-') {
      kind = TokenKind.LINE_COMMENT;
      droppable = true;
      passTo('\n', '\r');
      return TokenKind.LINE_COMMENT;
    }
    if (c == '/' && peek(1) == '*') {
      return blockComment();
    }
    int length = 1;
    while (isOperatorPart(peek(length)) && !commentAt(length)) {
      length++;
    }
    int taken = withoutTrailingSign(length);
    pos += taken;
    return TokenKind.OPERATOR;
  }

  private static boolean isOperatorPart(char c) {
    return c < 128 && CLASSES[c] == OPERATOR;
  }

  private boolean commentAt(int ahead) {
    char c = peek(ahead);
    return c == '-' ? peek(ahead + 1) == '-' : c == '/' && peek(ahead + 1) == '*';
  }

  /** An operator does not end in + or - unless it has a character that no SQL operator has. */
  private int withoutTrailingSign(int length) {
    int shorter = length;
    while (shorter > 1 && (peek(shorter - 1) == '+' || peek(shorter - 1) == '-')) {
      shorter--;
    }
    if (shorter < length) {
      for (int i = 0; i < length - 1; i++) {
        if ("~!@#^&|`?%".indexOf(peek(i)) >= 0) {
          return length;
        }
      }
    }
    return shorter;
  }

  private TokenKind blockComment() {
    kind = TokenKind.BLOCK_COMMENT;
    pos += 2;
    droppable = true;
    int depth = 1;
    while (pos < limit || fill()) {
      int p = pos;
      while (p < limit && buffer[p] != '*' && buffer[p] != '/') {
        p++;
      }
      pos = p;
      if (p == limit) {
        continue;
      }
      char c = buffer[p];
      char next = peek(1);
      if (c == '*' && next == '/') {
        pos += 2;
        if (--depth == 0) {
          return TokenKind.BLOCK_COMMENT;
        }
      } else if (c == '/' && next == '*') {
        pos += 2;
        depth++;
      } else {
        pos++;
      }
    }
    unclosed = true;
    return TokenKind.BLOCK_COMMENT;
  }

  private TokenKind number() {
    if (!radixNumber()) {
      digits();
      if (peek(0) == '.' && peek(1) != '.') {
        pos++;
        digits();
      }
      exponent();
    }
    return TokenKind.NUMBER;
  }

  private boolean radixNumber() {
    int radix =
        peek(0) != '0'
            ? 0
            : switch (peek(1)) {
              case 'x', 'X' -> 16;
              case 'o', 'O' -> 8;
              case 'b', 'B' -> 2;
              default -> 0;
            };
    int first = peek(2) == '_' ? 3 : 2;
    if (radix == 0 || Character.digit(asciiOnly(peek(first)), radix) < 0) {
      return false;
    }
    pos += first;
    while (Character.digit(asciiOnly(peek(0)), radix) >= 0 || peek(0) == '_') {
      pos++;
    }
    return true;
  }

  private static char asciiOnly(char c) {
    return c < 128 ? c : '\0';
  }

  private void digits() {
    while (isDigit(peek(0)) || (peek(0) == '_' && isDigit(peek(1)))) {
      pos++;
    }
  }

  /** A sign belongs to the number even if no digit follows; the server refuses that. */
  private void exponent() {
    if ((peek(0) | 0x20) == 'e') {
      boolean sign = peek(1) == '+' || peek(1) == '-';
      if (sign || isDigit(peek(1))) {
        pos += sign ? 2 : 1;
        digits();
      }
    }
  }

  private static boolean isDigit(char c) {
    return c >= '0' && c <= '9';
  }

  /** Up to before one of the two characters, or to the end of the text. */
  private void passTo(char one, char other) {
    while (pos < limit || fill()) {
      int p = pos;
      while (p < limit && buffer[p] != one && buffer[p] != other) {
        p++;
      }
      pos = p;
      if (p < limit) {
        return;
      }
    }
  }

  /**
   * Passes over the data of a COPY, from the start of a line up to before the line {@code \.}; that
   * line is passed too, and is no part of the token. False if the text ends first.
   */
  boolean passData() {
    kind = TokenKind.COPY_DATA;
    dropped = 0;
    longTokenStart = null;
    tokenStart = pos;
    droppable = true;
    for (; ; ) {
      if (peek(0) == '\\' && peek(1) == '.' && (peek(2) == '\n' || peek(2) == '\0')) {
        fresh = false;
        return true;
      }
      passTo('\n', '\n');
      if (pos == limit) {
        return false;
      }
      pos++;
    }
  }

  /** After {@link #passData()}: passes the line that ends the data. */
  void passDataEnd() {
    pos += 2;
  }

  /** The whole rest as one token, for data. */
  void passAll() {
    kind = TokenKind.COPY_DATA;
    dropped = 0;
    longTokenStart = null;
    tokenStart = pos;
    droppable = true;
    do {
      pos = limit;
    } while (fill());
  }

  private char peek(int ahead) {
    while (pos + ahead >= limit) {
      if (!fill()) {
        return '\0';
      }
    }
    return buffer[pos + ahead];
  }

  /** Brings in more characters; the window moves, but the token stays in it unless it is long. */
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
    if (droppable && !keepsAll && pos - tokenStart > KEPT) {
      if (tracks) {
        longTokenStart = position();
      }
      if (sink != null) {
        sink.accept(buffer, tokenStart, pos);
      }
      dropped += pos - tokenStart;
      tokenStart = pos;
    }
    if (tokenStart == 0) {
      buffer = Arrays.copyOf(buffer, buffer.length * 2);
      return;
    }
    track(tokenStart);
    System.arraycopy(buffer, tokenStart, buffer, 0, limit - tokenStart);
    base += tokenStart;
    pos -= tokenStart;
    limit -= tokenStart;
    tracked = Math.max(0, tracked - tokenStart);
    tokenStart = 0;
  }

  private void track(int to) {
    if (!tracks) {
      return;
    }
    for (int i = tracked; i < to; i++) {
      char c = buffer[i];
      if (c == '\n') {
        line++;
        column = 1;
      } else if (!Character.isLowSurrogate(c)) {
        column++;
      }
    }
    tracked = Math.max(tracked, to);
  }

  private static byte[] classes() {
    byte[] classes = new byte[128];
    Arrays.fill(classes, OTHER);
    put(classes, " \t\n\r\f\u000b", SPACE);
    put(classes, "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ_", WORD);
    put(classes, "0123456789", DIGIT);
    put(classes, "~!@#^&|`?+-*/%<>=", OPERATOR);
    put(classes, ",()[].;:", PUNCTUATION);
    put(classes, "'", QUOTE);
    put(classes, "\"", NAME_QUOTE);
    put(classes, "$", DOLLAR);
    put(classes, "\\", BACKSLASH);
    return classes;
  }

  private static void put(byte[] classes, String characters, byte what) {
    for (int i = 0; i < characters.length(); i++) {
      classes[characters.charAt(i)] = what;
    }
  }
}
