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

import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.Position;
import dev.pgmigrations.diagnostic.SourceText;
import java.util.ArrayDeque;
import java.util.Deque;
import org.jspecify.annotations.Nullable;

/**
 * Cuts a text into statements where psql does, and tells a listener what it meets.
 *
 * <p>A statement ends at a semicolon outside parentheses and outside the {@code BEGIN … END} of a
 * routine's body. Blanks and line comments before a statement are no part of it, block comments
 * are.
 */
final class Cutter {

  /** What was met, in the order of the text. */
  interface Listener {

    /** A line comment; true if it ends the statement that is being read. */
    boolean comment(Comment comment);

    /** A statement ended. */
    void statement(Cut cut);

    /** A backslash command; says what psql does with the statement that is being read. */
    AfterMeta meta(Meta meta);

    /** The text is wrong here. */
    void problem(Diagnostic problem);
  }

  /**
   * A line comment.
   *
   * @param text from the dashes on
   * @param fresh whether it has its line for itself
   * @param inStatement whether a statement has begun
   * @param inside whether it stands within parentheses or a body
   */
  record Comment(
      Position position, String text, boolean fresh, boolean inStatement, boolean inside) {}

  /**
   * A backslash command.
   *
   * @param text from the backslash to the end of the line
   * @param inStatement whether a statement has begun
   */
  record Meta(Position position, String text, boolean inStatement) {}

  /** What a backslash command does to the statement that is being read. */
  enum AfterMeta {
    KEEP,
    SEND,
    RESET,
    STOP
  }

  /**
   * A statement.
   *
   * @param start of the slice, which may begin with a block comment
   * @param firstToken the first character that is no comment
   * @param end after the last character
   * @param empty whether it holds nothing but comments and the semicolon
   * @param terminated whether it ends in a semicolon
   * @param standardStrings how plain strings were read where it began
   * @param escapes whether it holds {@code \;} or {@code \:}
   * @param verdict what it is
   * @param data the data in the text
   */
  record Cut(
      Position start,
      Position firstToken,
      long end,
      boolean empty,
      boolean terminated,
      boolean standardStrings,
      boolean escapes,
      Classifier.Verdict verdict,
      Statement.@Nullable CopyData data) {

    Cut with(Statement.CopyData found) {
      return new Cut(
          start, firstToken, end, empty, terminated, standardStrings, escapes, verdict, found);
    }

    /** As a statement of the text that was cut. */
    Statement of(SourceText text) {
      return new Statement(text, start, end, verdict.kind(), standardStrings, escapes, data);
    }

    boolean lacksData() {
      return verdict.kind() == StatementKind.COPY_FROM_STDIN && data == null;
    }
  }

  private final SourceText source;
  private final Lexer lexer;
  private final Listener listener;
  private final Classifier classifier = new Classifier();
  private final RoutineBody body = new RoutineBody();

  /** Statements after which data is to come at the end of the line, and what follows them there. */
  private final Deque<Cut> held = new ArrayDeque<>();

  private int heldLine;
  private @Nullable Position start;
  private @Nullable Position firstToken;
  private long end;
  private boolean standardStrings;
  private boolean escapes;
  private int parens;
  private long parenOffset;
  private long colonEnd = -1;
  private boolean stopped;

  Cutter(SourceText source, Lexer lexer, Listener listener) {
    this.source = source;
    this.lexer = lexer;
    this.listener = listener;
  }

  /** Reads to the end of the text. */
  void run() {
    while (!stopped && lexer.next() != TokenKind.END) {
      step();
    }
    if (!stopped) {
      finish();
    }
  }

  Lexer lexer() {
    return lexer;
  }

  private void step() {
    switch (lexer.kind()) {
      case LINE_COMMENT -> lineComment();
      case BLOCK_COMMENT -> {
        open();
        if (firstToken == null) {
          end = lexer.end();
        }
        checkClosed();
        checkLine();
      }
      case META_COMMAND -> meta();
      case LINE_END -> readData();
      case PUNCTUATION -> punctuation(lexer.first());
      case ESCAPED -> escaped();
      case WORD -> {
        token();
        body.word(lexer, parens, colonEnd == lexer.start());
      }
      default -> {
        token();
        checkClosed();
        checkLine();
      }
    }
  }

  private void open() {
    if (start == null) {
      start = lexer.position();
      standardStrings = lexer.standardStrings();
    }
  }

  private void token() {
    open();
    if (firstToken == null) {
      firstToken = lexer.position();
    }
    classifier.accept(lexer);
    end = lexer.end();
  }

  private void punctuation(char c) {
    if (c == ';') {
      semicolon();
      return;
    }
    token();
    if (c == '(') {
      if (parens++ == 0) {
        parenOffset = lexer.start();
      }
    } else if (c == ')') {
      parens = Math.max(0, parens - 1);
    } else if (c == ':' && lexer.length() == 1) {
      colonEnd = lexer.end();
    }
  }

  private void semicolon() {
    if (parens > 0 || body.isOpen()) {
      token();
      return;
    }
    open();
    end = lexer.end();
    endStatement(true);
  }

  private void escaped() {
    boolean semicolon = lexer.text().equals("\\;");
    if (!semicolon) {
      token();
    } else {
      open();
      firstToken = firstToken == null ? lexer.position() : firstToken;
      end = lexer.end();
      classifier.join();
      body.forgetWords();
    }
    escapes = true;
  }

  private void endStatement(boolean terminated) {
    Position from = start;
    if (from == null) {
      return;
    }
    Classifier.Verdict verdict = classifier.finish();
    Position first = firstToken == null ? from : firstToken;
    Cut cut =
        new Cut(
            from,
            first,
            end,
            firstToken == null,
            terminated,
            standardStrings,
            escapes,
            verdict,
            null);
    forgetStatement();
    if (verdict.standardStrings() != null) {
      lexer.standardStringsFromNextLine(verdict.standardStrings());
    }
    if (held.isEmpty() && !cut.lacksData()) {
      listener.statement(cut);
    } else {
      hold(cut);
    }
  }

  private void forgetStatement() {
    start = null;
    firstToken = null;
    escapes = false;
    parens = 0;
    body.forget();
  }

  // The data of a COPY begins on the line after

  private void hold(Cut cut) {
    if (held.isEmpty()) {
      heldLine = lexer.endLine();
      lexer.breakAtLineEnd(true);
    }
    held.add(cut);
  }

  private void readData() {
    if (start != null) {
      problemBesideCopy(start);
      forgetStatement();
      classifier.finish();
    }
    if (!lexer.passData()) {
      unfinishedData();
      return;
    }
    Statement.CopyData data =
        new Statement.CopyData(lexer.start(), lexer.end(), lexer.position().line());
    lexer.passDataEnd();
    Cut copy = held.remove();
    listener.statement(copy.with(data));
    while (!held.isEmpty() && !held.element().lacksData()) {
      listener.statement(held.remove());
    }
    lexer.breakAtLineEnd(!held.isEmpty());
  }

  private void checkLine() {
    if (!held.isEmpty() && lexer.endLine() > heldLine) {
      problemBesideCopy(start == null ? lexer.position() : start);
      stopped = true;
    }
  }

  private void problemBesideCopy(Position at) {
    problem(
        "beside-copy",
        "this runs into the data of the COPY on the same line",
        "put it on a line of its own, after the data",
        at);
  }

  private void unfinishedData() {
    problem(
        "unfinished-copy",
        "the data of this COPY does not end",
        "end it with a line \\.",
        held.element().firstToken());
    stopped = true;
  }

  // Comments and commands

  private void lineComment() {
    boolean inside = parens > 0 || body.isOpen();
    boolean ends =
        listener.comment(
            new Comment(lexer.position(), lexer.text(), lexer.fresh(), firstToken != null, inside));
    if (ends) {
      endStatement(false);
    }
  }

  private void meta() {
    Meta meta = new Meta(lexer.position(), lexer.text(), firstToken != null);
    if (!held.isEmpty()) {
      problemBesideCopy(meta.position());
    }
    switch (listener.meta(meta)) {
      case KEEP -> {}
      case SEND -> endStatement(false);
      case RESET -> {
        forgetStatement();
        classifier.finish();
      }
      case STOP -> stopped = true;
    }
  }

  // The end, and what is wrong there

  private void finish() {
    if (!held.isEmpty()) {
      unfinishedData();
    }
    if (lexer.nul() >= 0) {
      problem(
          "nul-character",
          "PostgreSQL knows no NUL character",
          "remove it; save a file in UTF-16 as UTF-8",
          source.positionOf(lexer.nul()));
    }
    if (start != null && parens > 0) {
      problem(
          "unclosed-parenthesis",
          "the parenthesis opened here is not closed",
          "close it",
          source.positionOf(parenOffset));
    } else if (start != null && body.isOpen()) {
      problem(
          "unclosed-body",
          "the BEGIN of this body has no END",
          "end the body with END, or put a name such as begin in double quotes",
          source.positionOf(body.openedAt()));
    }
    endStatement(false);
  }

  private void checkClosed() {
    if (!lexer.unclosed()) {
      return;
    }
    String what =
        switch (lexer.kind()) {
          case BLOCK_COMMENT -> "comment";
          case DOLLAR_STRING -> "dollar quote";
          case QUOTED_NAME -> "double quote";
          default -> "quote";
        };
    problem(
        lexer.kind() == TokenKind.BLOCK_COMMENT ? "unclosed-comment" : "unclosed-quote",
        "the %s opened here is not closed".formatted(what),
        "close it with %s".formatted(closing()),
        lexer.position());
    stopped = true;
  }

  private String closing() {
    return switch (lexer.kind()) {
      case BLOCK_COMMENT -> "*/";
      case DOLLAR_STRING -> {
        String opening = source.slice(lexer.start(), lexer.start() + 256);
        yield opening.substring(0, opening.indexOf('$', 1) + 1);
      }
      case QUOTED_NAME -> "\"";
      default -> "'";
    };
  }

  private void problem(String code, String message, String fix, Position at) {
    listener.problem(Diagnostic.error(code, message).at(source, at).fix(fix));
  }
}
