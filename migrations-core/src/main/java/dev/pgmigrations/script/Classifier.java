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

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;

/**
 * Tells from its tokens what the engine has to know of a statement.
 *
 * <p>What PostgreSQL refuses in a transaction block are the callers of its {@code
 * PreventInTransactionBlock}, versions 13 to 18, where the words alone show it.
 */
final class Classifier {

  /**
   * What was found.
   *
   * @param kind what it is
   * @param askable whether it may stand in a REQUIRE or VERIFY section
   * @param refusal why it cannot be part of a script; null where it can
   * @param standardStrings what {@code standard_conforming_strings} becomes; null where it stays
   */
  record Verdict(
      StatementKind kind,
      boolean askable,
      @Nullable Refusal refusal,
      @Nullable Boolean standardStrings) {

    static final Verdict ORDINARY = new Verdict(StatementKind.ORDINARY, true, null, null);

    static Verdict of(StatementKind kind) {
      return new Verdict(kind, kind == StatementKind.CALL_OR_DO, null, null);
    }

    static Verdict refused(String code, String message, String fix) {
      return new Verdict(StatementKind.ORDINARY, true, new Refusal(code, message, fix), null);
    }

    static Verdict strings(boolean standard) {
      return new Verdict(StatementKind.ORDINARY, true, null, standard);
    }

    Verdict notAskable() {
      return new Verdict(kind, false, refusal, standardStrings);
    }
  }

  /** Why a statement cannot be part of a script, and what to do. */
  record Refusal(String code, String message, String fix) {}

  private static final Set<String> FIRST_WORDS =
      Set.of(
          "abort",
          "alter",
          "begin",
          "call",
          "cluster",
          "commit",
          "copy",
          "create",
          "discard",
          "do",
          "drop",
          "end",
          "prepare",
          "reindex",
          "release",
          "reset",
          "rollback",
          "savepoint",
          "set",
          "start",
          "vacuum");
  private static final Set<String> NO_OPTIONS = Set.of("work", "transaction", "local", "session");
  private static final int LONGEST_FIRST_WORD = 9;
  private static final int ENOUGH = 64;
  private static final int LONG_TOKEN = 200;

  private final List<String> words = new ArrayList<>();
  private boolean first = true;
  private boolean collects;
  private int parens;
  private String copyWord = "";
  private String copyTarget = "";
  private boolean joined;
  private @Nullable Refusal joinedRefusal;

  /** Takes the next token of the statement; not comments, and not the semicolon that ends it. */
  void accept(Lexer token) {
    if (first) {
      first = false;
      collects =
          token.kind() == TokenKind.WORD
              && token.length() <= LONGEST_FIRST_WORD
              && FIRST_WORDS.contains(lower(token.text()));
    }
    if (!collects) {
      return;
    }
    if (words.size() < ENOUGH || (words.size() < 1000 && is(1, "subscription"))) {
      words.add(word(token));
    }
    if (is(0, "copy")) {
      followCopy(token);
    }
  }

  private static String word(Lexer token) {
    if (token.kind() == TokenKind.WORD) {
      return lower(token.text());
    }
    return token.length() <= LONG_TOKEN ? token.text() : "'…'";
  }

  private static String lower(String text) {
    return text.toLowerCase(Locale.ROOT);
  }

  /** Finds {@code FROM STDIN} and {@code TO STDOUT} outside parentheses. */
  private void followCopy(Lexer token) {
    if (token.kind() == TokenKind.PUNCTUATION) {
      parens += token.first() == '(' ? 1 : token.first() == ')' ? -1 : 0;
    } else if (parens == 0 && copyTarget.isEmpty() && token.kind() == TokenKind.WORD) {
      String word = token.length() <= LONGEST_FIRST_WORD ? lower(token.text()) : "";
      if (copyWord.equals("from") || copyWord.equals("to")) {
        copyTarget = copyWord + " " + word;
      }
      copyWord = word;
    }
  }

  /** A {@code \;} stands here: what follows is sent together with what precedes. */
  void join() {
    Verdict verdict = verdictOfPart();
    joined = true;
    keepRefusal(verdict);
    clear();
  }

  private void keepRefusal(Verdict verdict) {
    if (joinedRefusal == null) {
      joinedRefusal = verdict.refusal();
    }
    if (joinedRefusal == null
        && verdict.kind() != StatementKind.ORDINARY
        && verdict.kind() != StatementKind.CALL_OR_DO
        && verdict.kind() != StatementKind.ADD_VALUE) {
      joinedRefusal =
          new Refusal(
              "joined",
              "\\; joins a statement that has to be sent alone",
              "end each statement with ; instead of \\;");
    }
  }

  private void clear() {
    words.clear();
    first = true;
    collects = false;
    parens = 0;
    copyWord = "";
    copyTarget = "";
  }

  /** The verdict on the tokens since the last one. */
  Verdict finish() {
    Verdict verdict = collects ? verdictOfPart() : Verdict.ORDINARY;
    if (joined) {
      keepRefusal(verdict);
      verdict =
          new Verdict(verdict.kind(), verdict.askable(), joinedRefusal, verdict.standardStrings());
      joined = false;
      joinedRefusal = null;
    }
    clear();
    return verdict;
  }

  private Verdict verdictOfPart() {
    if (words.isEmpty()) {
      return Verdict.ORDINARY;
    }
    return switch (words.get(0)) {
      case "abort" -> rollback();
      case "rollback" -> rollbackOrSavepoint();
      case "begin" -> begin(1);
      case "start" -> is(1, "transaction") ? begin(2) : Verdict.ORDINARY;
      case "commit", "end" -> commit();
      case "savepoint", "release" -> Verdict.ORDINARY.notAskable();
      case "prepare" -> prepare();
      case "set" -> set();
      case "reset" ->
          is(1, "all") || is(1, "standard_conforming_strings")
              ? Verdict.strings(true)
              : Verdict.ORDINARY;
      case "copy" -> copy();
      case "call", "do" -> Verdict.of(StatementKind.CALL_OR_DO);
      case "discard" ->
          is(1, "all")
              ? new Verdict(StatementKind.NON_TRANSACTIONAL, false, null, true)
              : Verdict.ORDINARY;
      case "alter" -> alter();
      default ->
          refusesTransaction() ? Verdict.of(StatementKind.NON_TRANSACTIONAL) : Verdict.ORDINARY;
    };
  }

  // Transaction control

  private static Verdict rollback() {
    return Verdict.refused(
            "transaction-control",
            "ROLLBACK would undo what the migration did so far",
            "remove it, or use ROLLBACK TO a savepoint; the engine commits and rolls back")
        .notAskable();
  }

  private Verdict rollbackOrSavepoint() {
    int next = afterWork();
    if (is(next, "to")) {
      return Verdict.ORDINARY.notAskable();
    }
    return is(next, "prepared") ? Verdict.of(StatementKind.NON_TRANSACTIONAL) : rollback();
  }

  private int afterWork() {
    return is(1, "work") || is(1, "transaction") ? 2 : 1;
  }

  private Verdict begin(int from) {
    return readOnlyFrom(from) ? readOnly() : Verdict.of(StatementKind.BEGIN);
  }

  private Verdict commit() {
    int next = afterWork();
    if (is(next, "prepared")) {
      return Verdict.of(StatementKind.NON_TRANSACTIONAL);
    }
    if (is(next, "and") && is(next + 1, "chain")) {
      return Verdict.refused(
              "transaction-control",
              "AND CHAIN would begin a transaction that the engine does not know of",
              "write COMMIT; and then BEGIN;")
          .notAskable();
    }
    return Verdict.of(StatementKind.COMMIT);
  }

  private Verdict prepare() {
    return is(1, "transaction")
        ? Verdict.refused(
                "transaction-control",
                "PREPARE TRANSACTION would part the change from its history row",
                "remove it; the engine commits")
            .notAskable()
        : Verdict.ORDINARY;
  }

  // Settings

  private Verdict set() {
    int next = (is(1, "session") && !is(2, "characteristics")) || is(1, "local") ? 2 : 1;
    if (is(next, "transaction")) {
      return readOnlyFrom(next) ? readOnly() : Verdict.of(StatementKind.SET_TRANSACTION);
    }
    if (is(next, "session") && is(next + 1, "characteristics")) {
      return readOnlyFrom(next) ? readOnly() : Verdict.ORDINARY;
    }
    if (is(next, "transaction_read_only") || is(next, "default_transaction_read_only")) {
      return isTrue(next + 2) ? readOnly() : Verdict.ORDINARY;
    }
    Optional<Refusal> unbearable = ClientSettings.refusal(words.subList(next, words.size()));
    if (unbearable.isPresent()) {
      return new Verdict(StatementKind.ORDINARY, false, unbearable.get(), null);
    }
    if (is(next, "standard_conforming_strings")) {
      return isTrue(next + 2) || is(next + 2, "default")
          ? Verdict.strings(true)
          : isFalse(next + 2) ? Verdict.strings(false) : Verdict.ORDINARY;
    }
    return Verdict.ORDINARY;
  }

  private boolean readOnlyFrom(int from) {
    for (int i = from; i < words.size(); i++) {
      if (is(i, "read") && is(i + 1, "only")) {
        return true;
      }
    }
    return false;
  }

  private static Verdict readOnly() {
    return Verdict.refused(
            "read-only",
            "a read-only transaction can neither be migrated in nor recorded",
            "remove READ ONLY")
        .notAskable();
  }

  /** As the server reads a boolean setting: any beginning of a word that is not ambiguous. */
  private boolean isTrue(int index) {
    String value = unquoted(index);
    return value.equals("on")
        || value.equals("1")
        || (!value.isEmpty() && ("true".startsWith(value) || "yes".startsWith(value)));
  }

  private boolean isFalse(int index) {
    String value = unquoted(index);
    return value.equals("of")
        || value.equals("off")
        || value.equals("0")
        || (!value.isEmpty() && ("false".startsWith(value) || "no".startsWith(value)));
  }

  private String unquoted(int index) {
    String word = index < words.size() ? lower(words.get(index)) : "";
    boolean quoted = word.length() > 2 && (word.startsWith("'") || word.startsWith("\""));
    return quoted ? word.substring(1, word.length() - 1) : word;
  }

  // COPY

  private Verdict copy() {
    return switch (copyTarget) {
      case "from stdin" -> Verdict.of(StatementKind.COPY_FROM_STDIN);
      case "to stdout" ->
          Verdict.refused(
                  "copy-to-stdout",
                  "COPY … TO STDOUT: a migration has nowhere to put the rows",
                  "remove it")
              .notAskable();
      default -> Verdict.ORDINARY.notAskable();
    };
  }

  // What PostgreSQL refuses in a transaction block

  private boolean refusesTransaction() {
    return switch (words.get(0)) {
      case "vacuum" -> true;
      case "cluster" -> afterOptions(is(1, "verbose") ? 2 : 1) == words.size();
      case "reindex" -> reindex();
      case "create" -> create();
      case "drop" ->
          is(1, "database") || is(1, "tablespace") || (is(1, "index") && is(2, "concurrently"));
      case "alter" -> alters();
      default -> false;
    };
  }

  private boolean reindex() {
    int next = afterOptions(1);
    return is(next, "schema")
        || is(next, "database")
        || is(next, "system")
        || is(next + 1, "concurrently")
        || isSwitchedOn("concurrently", next);
  }

  private boolean isSwitchedOn(String name, int before) {
    int option = lastOption(name, before);
    return option > 0 && !hasValueFalse(option);
  }

  private boolean create() {
    int index = is(1, "unique") ? 2 : 1;
    if (is(index, "index")) {
      return is(index + 1, "concurrently");
    }
    if (is(1, "subscription")) {
      return !isSwitchedOff("create_slot") && !isSwitchedOff("connect");
    }
    return is(1, "database") || is(1, "tablespace");
  }

  private Verdict alter() {
    return refusesTransaction()
        ? Verdict.of(StatementKind.NON_TRANSACTIONAL)
        : is(1, "type") && Collections.indexOfSubList(words, List.of("add", "value")) > 2
            ? new Verdict(StatementKind.ADD_VALUE, true, null, null)
            : Verdict.ORDINARY;
  }

  private boolean alters() {
    if (is(1, "system")) {
      return true;
    }
    if (is(1, "database")) {
      return is(3, "set") && is(4, "tablespace");
    }
    if (is(1, "subscription")) {
      return alterSubscription();
    }
    return is(1, "table") && detachesConcurrently();
  }

  private boolean alterSubscription() {
    if (is(3, "set") && is(4, "(")) {
      return lastOption("failover", words.size()) > 0 || isSwitchedOff("two_phase");
    }
    return is(3, "refresh") || (is(4, "publication") && !isSwitchedOff("refresh"));
  }

  private boolean detachesConcurrently() {
    int last = words.size() - 1;
    return is(last, "concurrently")
        && Collections.indexOfSubList(words, List.of("detach", "partition")) > 0;
  }

  /** The index after a list in parentheses that may stand at {@code from}. */
  private int afterOptions(int from) {
    if (!is(from, "(")) {
      return from;
    }
    int end = words.subList(from, words.size()).indexOf(")");
    return end < 0 ? words.size() : from + end + 1;
  }

  /** Where the last option with this name stands in a list in parentheses; -1 if none does. */
  private int lastOption(String name, int before) {
    for (int i = before - 1; i > 0; i--) {
      if (is(i, name) && (is(i - 1, "(") || is(i - 1, ","))) {
        return i;
      }
    }
    return -1;
  }

  /** Whether an option is given whose value is no. */
  private boolean isSwitchedOff(String name) {
    int option = lastOption(name, words.size());
    return option > 0 && hasValueFalse(option);
  }

  private boolean hasValueFalse(int option) {
    return isFalse(is(option + 1, "=") ? option + 2 : option + 1);
  }

  private boolean is(int index, String word) {
    return index >= 0 && index < words.size() && words.get(index).equals(word);
  }

  /**
   * The value that an {@code ALTER TYPE … ADD VALUE} adds; empty where it is written with escapes.
   */
  static Optional<String> addedValue(String text) {
    for (Token token : Tokens.of(text)) {
      if (token.kind() == TokenKind.STRING) {
        String value = token.text();
        return value.startsWith("'")
            ? Optional.of(value.substring(1, value.length() - 1).replace("''", "'"))
            : Optional.empty();
      }
    }
    return Optional.empty();
  }

  /**
   * What follows {@code BEGIN}, {@code START TRANSACTION} or {@code SET TRANSACTION}, in lower case
   * and one line.
   */
  static String beginOptions(String text) {
    List<String> words =
        Tokens.of(text).stream()
            .map(token -> lower(token.text()))
            .filter(word -> !word.equals(";"))
            .collect(Collectors.toCollection(ArrayList::new));
    words.remove(0);
    while (!words.isEmpty() && NO_OPTIONS.contains(words.get(0))) {
      words.remove(0);
    }
    return String.join(" ", words).replace(" ,", ",");
  }
}
