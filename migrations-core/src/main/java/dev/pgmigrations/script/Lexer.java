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
import java.io.Reader;

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

  private final Window window;
  private final StringRules strings;
  private final Quotes quotes;
  private final Comments comments;
  private final Numbers numbers;
  private final Operators operators;

  private TokenKind kind = TokenKind.END;
  private boolean fresh = true;
  private boolean tokenFresh;
  private boolean unclosed;
  private boolean breaksAtLineEnd;
  private boolean afterNumber;

  /** A lexer for whole texts: positions are at hand, of long tokens only the first part. */
  static Lexer ofText(Reader reader, boolean standardStrings) {
    Lexer lexer = new Lexer(Window.moving());
    lexer.start(reader, 0, standardStrings);
    return lexer;
  }

  /** A lexer for a short text that it keeps whole. */
  static Lexer ofShort(Reader reader, boolean standardStrings) {
    Lexer lexer = new Lexer(Window.growing());
    lexer.start(reader, 0, standardStrings);
    return lexer;
  }

  /** A lexer for slices, each begun with {@link #start}, that hands long tokens to {@code sink}. */
  static Lexer ofSlices(Window.Sink sink) {
    return new Lexer(Window.draining(sink));
  }

  private Lexer(Window window) {
    this.window = window;
    strings = new StringRules(window);
    quotes = new Quotes(window);
    comments = new Comments(window);
    numbers = new Numbers(window);
    operators = new Operators(window, comments);
  }

  /** Goes on with other characters, the first of them at {@code offset}. */
  void start(Reader characters, long offset, boolean standardStrings) {
    window.start(characters, offset);
    strings.start(standardStrings);
    fresh = true;
    breaksAtLineEnd = false;
  }

  // What the current token is

  TokenKind kind() {
    return kind;
  }

  /** The offset of the first character of the token. */
  long start() {
    return window.start();
  }

  /** The offset after its last character. */
  long end() {
    return window.end();
  }

  /** The line and column of its first character. */
  Position position() {
    return window.position();
  }

  /** The line on which the token ends. */
  int endLine() {
    return window.endLine();
  }

  /** Its text; of a long one the end may be all there is. */
  String text() {
    return window.text();
  }

  /** Its first character. */
  char first() {
    return window.first();
  }

  /** How many of its characters are at hand. */
  int length() {
    return window.length();
  }

  /** Whether it is these lower-case letters in whatever case. */
  boolean is(String word) {
    return window.is(word);
  }

  /** Whether it is a word to psql: not junk after a number, not the beginning of {@code U&}. */
  boolean isPlainWord() {
    return !afterNumber && !(is("u") && window.peek(0) == '&');
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
    return window.nul();
  }

  /** Hands what is at hand of the token to {@code target}. */
  void drain(Window.Sink target) {
    window.drain(kind, target);
  }

  // What changes the reading

  boolean standardStrings() {
    return strings.standardStrings();
  }

  /** For what is read after this text. */
  boolean standardStringsAfterwards() {
    return strings.standardStringsAfterwards();
  }

  /** A {@code SET standard_conforming_strings} ends here: it holds from the next line on. */
  void standardStringsFromNextLine(boolean plainBackslash) {
    strings.standardStringsFromNextLine(plainBackslash);
  }

  /** An included text left strings so. */
  void standardStrings(boolean plainBackslash) {
    strings.standardStrings(plainBackslash);
  }

  /** Whether the end of this line is to be told, as {@link TokenKind#LINE_END}. */
  void breakAtLineEnd(boolean wanted) {
    breaksAtLineEnd = wanted;
  }

  // Reading

  TokenKind next() {
    boolean number = kind == TokenKind.NUMBER || kind == TokenKind.PARAMETER;
    long before = window.end();
    unclosed = false;
    boolean lineEnd = passBlanks();
    afterNumber = number && window.start() == before;
    tokenFresh = fresh;
    if (lineEnd) {
      kind = TokenKind.LINE_END;
    } else if (window.atEnd()) {
      kind = TokenKind.END;
    } else {
      fresh = false;
      kind = token(window.current());
      strings.token(kind);
    }
    return kind;
  }

  /** Passes over blanks; true at the end of a line that was asked for. */
  private boolean passBlanks() {
    for (; ; ) {
      char c = window.passSpaces();
      window.begin();
      if (c > ' ' || CharacterClass.of(c) != CharacterClass.SPACE) {
        return false;
      }
      window.pass(1);
      strings.blank(c);
      fresh |= c == '\n' || c == '\r'; // either ends a comment
      if (c == '\n' && breaksAtLineEnd) {
        return true;
      }
    }
  }

  private TokenKind token(char c) {
    return switch (CharacterClass.of(c)) {
      case WORD -> wordOrPrefix(c);
      case DIGIT -> number();
      case OPERATOR -> operatorOrComment();
      case PUNCTUATION -> punctuation(c);
      case QUOTE -> stringOrContinuation();
      case NAME_QUOTE -> quotedName(1);
      case DOLLAR -> dollar();
      case BACKSLASH -> backslash();
      case SPACE, OTHER -> other();
    };
  }

  private TokenKind other() {
    window.pass(1);
    return TokenKind.OTHER;
  }

  private TokenKind wordOrPrefix(char c) {
    switch (c) {
      case 'e', 'E' -> {
        if (window.peek(1) == '\'') {
          return string(TokenKind.STRING, 2, true);
        }
      }
      case 'b', 'B', 'x', 'X' -> {
        if (window.peek(1) == '\'') {
          return string(TokenKind.STRING, 2, false);
        }
      }
      case 'n', 'N' -> {
        if (window.peek(1) == '\'') {
          return string(TokenKind.STRING, 2, !strings.plainBackslash());
        }
      }
      case 'u', 'U' -> {
        if (window.peek(1) == '&' && window.peek(2) == '\'') {
          return string(TokenKind.STRING, 3, false);
        }
        if (window.peek(1) == '&' && window.peek(2) == '"') {
          return quotedName(3);
        }
      }
      default -> {}
    }
    window.passWord();
    return TokenKind.WORD;
  }

  private TokenKind stringOrContinuation() {
    return strings.continues()
        ? string(TokenKind.STRING_CONTINUED, 1, strings.escapesBefore())
        : string(TokenKind.STRING, 1, !strings.plainBackslash());
  }

  private TokenKind string(TokenKind what, int prefix, boolean escapes) {
    window.mayBeLong(what);
    window.pass(prefix);
    strings.string(escapes);
    unclosed = !quotes.pass('\'', escapes);
    return what;
  }

  private TokenKind quotedName(int prefix) {
    window.mayBeLong(TokenKind.QUOTED_NAME);
    window.pass(prefix);
    unclosed = !quotes.pass('"', false);
    return TokenKind.QUOTED_NAME;
  }

  private TokenKind dollar() {
    char next = window.peek(1);
    if (CharacterClass.isDigit(next)) {
      window.pass(1);
      numbers.passDigits();
      return TokenKind.PARAMETER;
    }
    return next == '{' ? placeholder() : dollarString();
  }

  private TokenKind placeholder() {
    int length = 2;
    while (Placeholders.isNamePart(window.peek(length))) {
      length++;
    }
    if (length == 2 || window.peek(length) != '}') {
      return other();
    }
    window.pass(length + 1);
    return TokenKind.PLACEHOLDER;
  }

  private TokenKind dollarString() {
    int tag = quotes.tagLength();
    if (tag == 0) {
      return other();
    }
    window.mayBeLong(TokenKind.DOLLAR_STRING);
    unclosed = !quotes.passDollarQuoted(tag);
    return TokenKind.DOLLAR_STRING;
  }

  private TokenKind backslash() {
    char next = window.peek(1);
    if (next == ';' || next == ':') {
      window.pass(2);
      return TokenKind.ESCAPED;
    }
    window.passTo('\n', '\n');
    return TokenKind.META_COMMAND;
  }

  private TokenKind punctuation(char c) {
    if (c == '.' && CharacterClass.isDigit(window.peek(1))) {
      return number();
    }
    operators.passPunctuation(c);
    return TokenKind.PUNCTUATION;
  }

  private TokenKind number() {
    numbers.pass();
    return TokenKind.NUMBER;
  }

  private TokenKind operatorOrComment() {
    if (comments.lineBeginsAt(0)) {
      window.mayBeLong(TokenKind.LINE_COMMENT);
      comments.passLine();
      return TokenKind.LINE_COMMENT;
    }
    if (comments.blockBeginsAt(0)) {
      window.mayBeLong(TokenKind.BLOCK_COMMENT);
      unclosed = !comments.passBlock();
      return TokenKind.BLOCK_COMMENT;
    }
    operators.pass();
    return TokenKind.OPERATOR;
  }

  // Data

  /**
   * Passes over the data of a COPY, from the start of a line up to before the line {@code \.}.
   * False if the text ends first.
   */
  boolean passData() {
    kind = TokenKind.COPY_DATA;
    window.begin();
    window.mayBeLong(kind);
    while (!atDataEnd()) {
      if (!window.passTo('\n', '\n')) {
        return false;
      }
      window.pass(1);
    }
    fresh = false;
    return true;
  }

  private boolean atDataEnd() {
    return window.peek(0) == '\\'
        && window.peek(1) == '.'
        && (window.peek(2) == '\n' || window.peek(2) == '\0');
  }

  /** After {@link #passData()}: passes what ends the data, which is no part of the token. */
  void passDataEnd() {
    window.pass(2);
  }
}
