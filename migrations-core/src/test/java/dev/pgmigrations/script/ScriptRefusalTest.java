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

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import dev.pgmigrations.diagnostic.ScriptSyntaxException;
import dev.pgmigrations.diagnostic.SourceText;
import java.util.Map;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.Arguments;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.MethodSource;
import org.junit.jupiter.params.provider.ValueSource;

/** What is not a script is refused with its place and what to do. */
class ScriptRefusalTest {

  private static Script parse(String text) {
    return Script.parse(SourceText.of("1_a.sql", text), Includes.NONE);
  }

  private static String refusal(String text) {
    return catchThrowableOfType(ScriptSyntaxException.class, () -> parse(text)).getMessage();
  }

  @ParameterizedTest
  @MethodSource("refusals")
  void it_is_refused(String text, String message) {
    assertThat(refusal(text)).isEqualTo(message.strip());
  }

  static Stream<Arguments> refusals() {
    return Stream.of(
        // open ends
        refused(
            "select 1;\nselect 'a;\n\nselect 2;\n",
            """
            1_a.sql:2:8 [unclosed-quote] the quote opened here is not closed
              2 | select 'a;
                |        ^
              fix: close it with '"""),
        refused(
            "select \"a;\n",
            """
            1_a.sql:1:8 [unclosed-quote] the double quote opened here is not closed
              1 | select "a;
                |        ^
              fix: close it with \""""),
        refused(
            "do $body$ begin $$ end $body; $bodyx$",
            """
            1_a.sql:1:4 [unclosed-quote] the dollar quote opened here is not closed
              1 | do $body$ begin $$ end $body; $bodyx$
                |    ^
              fix: close it with $body$"""),
        refused(
            "select 1; /* a /* b */\n",
            """
            1_a.sql:1:11 [unclosed-comment] the comment opened here is not closed
              1 | select 1; /* a /* b */
                |           ^
              fix: close it with */"""),
        refused(
            "create table a (\n  id int;\n-- DOWN\ndrop table a;\n",
            """
            1_a.sql:1:16 [unclosed-parenthesis] the parenthesis opened here is not closed
              1 | create table a (
                |                ^
              fix: close it"""),
        refused(
            "create function f() returns int\nbegin atomic\n select 1;\n",
            """
            1_a.sql:2:1 [unclosed-body] the BEGIN of this body has no END
              2 | begin atomic
                | ^
              fix: end the body with END, or put a name such as begin in double quotes"""),
        refused(
            "select 1;\n copy t from stdin;\n1\n",
            """
            1_a.sql:2:2 [unfinished-copy] the data of this COPY does not end
              2 |  copy t from stdin;
                |  ^
              fix: end it with a line \\."""),
        refused(
            "copy t from stdin; select\n1\n\\.\n2;",
            """
            1_a.sql:1:20 [beside-copy] this runs into the data of the COPY on the same line
              1 | copy t from stdin; select
                |                    ^
              fix: put it on a line of its own, after the data"""),
        refused(
            "copy t from stdin; select 'a\n1\n\\.\n2';",
            """
            1_a.sql:1:20 [beside-copy] this runs into the data of the COPY on the same line
              1 | copy t from stdin; select 'a
                |                    ^
              fix: put it on a line of its own, after the data"""),
        refused(
            "select 1;\nselect '\0';",
            """
            1_a.sql:2:9 [nul-character] PostgreSQL knows no NUL character
              2 | select '\0';
                |         ^
              fix: remove it; save a file in UTF-16 as UTF-8"""),
        // sections
        refused(
            "-- UP\nselect 1;\n-- DOWN\nselect 2;\n-- up\nselect 3;\n",
            """
            1_a.sql:5:1 [repeated-section] section UP is already at line 1
              5 | -- up
                | ^
              fix: put its statements into one section"""),
        refused(
            "\nselect 1;\n-- UP\nselect 2;\n",
            """
            1_a.sql:2:1 [statement-before-up] this statement stands before the UP marker in line 3
              2 | select 1;
                | ^
              fix: move it below the marker, or remove the marker"""),
        refused(
            "-- REQUIRE\nselect true;\ncreate view a as select 1;\n",
            """
            1_a.sql:1:1 [missing-up] this REQUIRE section is not followed by an UP section
              1 | -- REQUIRE
                | ^
              fix: put a line -- UP above the change"""),
        refused(
            "select 1;\n-- VERIFY\nselect true;\nvacuum;\n",
            """
            1_a.sql:4:1 [not-a-check] VERIFY may only hold checks
              4 | vacuum;
                | ^
              fix: move this statement to UP"""),
        // directives
        refused(
            "-- migrations:transction=none\nvacuum;",
            """
            1_a.sql:1:1 [unknown-directive] unknown directive 'transction'; did you mean 'transaction'?
              1 | -- migrations:transction=none
                | ^
              fix: write -- migrations:transaction=…"""),
        refused(
            "-- migrations:color=blue\nselect 1;",
            """
            1_a.sql:1:1 [unknown-directive] unknown directive 'color'; known are transaction, lock-timeout, statement-timeout, ignore, confirm, until
              1 | -- migrations:color=blue
                | ^
              fix: correct or remove it"""),
        refused(
            "--migration: transaction = none\nvacuum;",
            """
            1_a.sql:1:1 [unknown-directive] 'migration:' is not a directive; did you mean 'migrations:'?
              1 | --migration: transaction = none
                | ^
              fix: write -- migrations:transaction=none"""),
        refused(
            "-- migrations:transaction none\nvacuum;",
            """
            1_a.sql:1:1 [bad-directive] directive 'transaction' lacks its value
              1 | -- migrations:transaction none
                | ^
              fix: correct or remove it"""),
        refused(
            "-- migrations:lock-timeout=5\nselect 1;",
            """
            1_a.sql:1:1 [bad-directive] lock-timeout=5 lacks its unit: ms, s, min, h or d
              1 | -- migrations:lock-timeout=5
                | ^
              fix: correct or remove it"""),
        refused(
            "-- UP\n-- migrations:lock-timeout=5s\n-- migrations:lock-timeout=6s\nselect 1;",
            """
            1_a.sql:3:1 [repeated-directive] directive 'lock-timeout' is already at line 2
              3 | -- migrations:lock-timeout=6s
                | ^
              fix: keep one of them"""),
        refused(
            "select 1;\n-- migrations:transaction=none\nvacuum;",
            """
            1_a.sql:2:1 [misplaced-directive] directive 'transaction' has no effect here
              2 | -- migrations:transaction=none
                | ^
              fix: move it to the head of the file or of a section"""),
        refused(
            "create table t (\n  -- migrations:ignore=x y\n  a int);",
            """
            1_a.sql:2:3 [misplaced-directive] directive 'ignore' has no effect here
              2 |   -- migrations:ignore=x y
                |   ^
              fix: move it to the head of the file or of a section"""),
        refused(
            "-- UP\n-- migrations:until=7\nselect 1;",
            """
            1_a.sql:2:1 [misplaced-directive] directive 'until' has no effect here
              2 | -- migrations:until=7
                | ^
              fix: move it to the head of VERIFY"""),
        refused(
            "select 1;\n-- VERIFY\nselect true;\n-- migrations:until=7\n\nselect true;",
            """
            1_a.sql:4:1 [misplaced-directive] directive 'until' has no effect here
              4 | -- migrations:until=7
                | ^
              fix: move it to the head of VERIFY, or directly above a check"""),
        // commands
        refused(
            "select 1;\n  \\copy t from 'x'\n",
            """
            1_a.sql:2:3 [meta-command] \\copy cannot be part of a migration
              2 |   \\copy t from 'x'
                |   ^
              fix: use COPY … FROM STDIN with the data in the file, ended by a line \\."""),
        refused(
            "select 1 \\gset\n",
            """
            1_a.sql:1:10 [meta-command] \\gset cannot be part of a migration
              1 | select 1 \\gset
                |          ^
              fix: end the statement with ; and use a DO block for what is to be decided"""),
        refused(
            "select 1\n\\echo x\n;",
            """
            1_a.sql:2:1 [meta-command] \\echo stands within a statement
              2 | \\echo x
                | ^
              fix: end the statement before it with ;"""),
        refused(
            "\\echo a \\\\ select 1;\n",
            """
            1_a.sql:1:1 [meta-command] another command follows on this line
              1 | \\echo a \\\\ select 1;
                | ^
              fix: put it on a line of its own"""),
        refused(
            "\\i other.sql\n",
            """
            1_a.sql:1:1 [include] 'other.sql' cannot be included here
              1 | \\i other.sql
                | ^
              fix: put its statements into this file"""),
        // transactions
        refused(
            "begin;\nselect 1;\n/* no */ rollback;\n",
            """
            1_a.sql:3:10 [transaction-control] ROLLBACK would undo what the migration did so far
              3 | /* no */ rollback;
                |          ^
              fix: remove it, or use ROLLBACK TO a savepoint; the engine commits and rolls back"""),
        refused(
            "commit and chain;",
            """
            1_a.sql:1:1 [transaction-control] AND CHAIN would begin a transaction that the engine does not know of
              1 | commit and chain;
                | ^
              fix: write COMMIT; and then BEGIN;"""),
        refused(
            "prepare transaction 'x';",
            """
            1_a.sql:1:1 [transaction-control] PREPARE TRANSACTION would part the change from its history row
              1 | prepare transaction 'x';
                | ^
              fix: remove it; the engine commits"""),
        refused(
            "begin transaction isolation level serializable, read only;",
            """
            1_a.sql:1:1 [read-only] a read-only transaction can neither be migrated in nor recorded
              1 | begin transaction isolation level serializable, read only;
                | ^
              fix: remove READ ONLY"""),
        refused(
            "copy t to stdout;",
            """
            1_a.sql:1:1 [copy-to-stdout] COPY … TO STDOUT: a migration has nowhere to put the rows
              1 | copy t to stdout;
                | ^
              fix: remove it"""),
        refused(
            "insert into t values (1)\\; commit\\; select 1;",
            """
            1_a.sql:1:1 [joined] \\; joins a statement that has to be sent alone
              1 | insert into t values (1)\\; commit\\; select 1;
                | ^
              fix: end each statement with ; instead of \\;"""));
  }

  private static Arguments refused(String text, String message) {
    return Arguments.of(text, message);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rollback",
        "abort",
        "ROLLBACK WORK",
        "rollback and no chain",
        "abort transaction",
        "commit and chain",
        "end work and chain",
        "rollback and chain",
        "prepare transaction 'x'",
        "begin read only",
        "start transaction read only",
        "begin work read only",
        "set transaction read only",
        "set local transaction isolation level serializable, read only",
        "set session characteristics as transaction read only",
        "set transaction_read_only = on",
        "set local transaction_read_only to 'true'",
        "set session default_transaction_read_only = 1",
        "SET Default_Transaction_Read_Only TO yes",
        "copy (select 1) to stdout with csv",
        "select 1\\; vacuum",
        "begin\\; select 1",
      })
  void no_script_may_hold(String statement) {
    assertThatThrownBy(() -> parse(statement)).isInstanceOf(ScriptSyntaxException.class);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "rollback to s",
        "rollback work to savepoint s",
        "prepare transactions as select 1",
        "begin read write",
        "set transaction_read_only = off",
        "set transaction read write",
        "set default_transaction_read_only to default",
        "alter role a set transaction_read_only = on",
        "select 'rollback'",
        "create table rollback ()",
      })
  void a_script_may_hold(String statement) {
    assertThat(parse(statement).isEmpty()).isFalse();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "begin",
        "commit",
        "savepoint s",
        "release s",
        "rollback to s",
        "vacuum",
        "copy t to '/x'",
        "set transaction isolation level serializable",
        "create index concurrently on t (a)",
      })
  void checks_are_none_of(String statement) {
    assertThat(refusal("select 1;\n-- VERIFY\n" + statement)).contains("[not-a-check]");
    assertThat(refusal("-- REQUIRE\n" + statement + ";\n-- UP\nselect 1;"))
        .contains("[not-a-check]");
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "transaction=on | transaction=on: the only value is none",
        "lock-timeout=soon | lock-timeout=soon is not a time such as 5s",
        "lock-timeout= | lock-timeout= is not a time such as 5s",
        "lock-timeout=-5s | lock-timeout=-5s is not a time such as 5s",
        "statement-timeout=25d | statement-timeout=25d is more than PostgreSQL's 24 days",
        "ignore=drop-column | ignore=drop-column lacks its reason: ignore=<rule> <reason>",
        "confirm= | confirm= lacks the phrase to be given",
        "until=next | until=next is not a version: digits, optionally dotted",
      })
  void a_value_that_is_none_is_refused(String directive, String message) {
    assertThat(refusal("-- migrations:" + directive + "\nselect 1;")).contains("] " + message);
  }

  @Test
  void everything_that_is_wrong_is_told_at_once() {
    String text =
        """
        -- migrations:transction=none
        rollback;
        -- UP
        \\gexec
        -- UP
        select 'open
        """;
    ScriptSyntaxException e = catchThrowableOfType(ScriptSyntaxException.class, () -> parse(text));
    assertThat(e.diagnostics())
        .extracting(d -> d.code())
        .containsExactly(
            "unknown-directive",
            "transaction-control",
            "meta-command",
            "repeated-section",
            "unclosed-quote",
            "statement-before-up");
  }

  @Test
  void a_file_that_includes_itself_is_refused() {
    Map<String, String> files = Map.of("a.sql", "\\i b.sql\n", "b.sql", "select 1;\n\\ir a.sql\n");
    Includes includes =
        (from, path, relative, at) -> SourceText.of(path, files.getOrDefault(path, ""));
    assertThatThrownBy(
            () -> Script.parse(SourceText.of("a.sql", files.getOrDefault("a.sql", "")), includes))
        .hasMessage(
            """
            b.sql:2:1 [include-cycle] a.sql includes itself
              2 | \\ir a.sql
                | ^
              fix: remove one of the includes: a.sql > b.sql > a.sql""");
  }

  @Test
  void sections_and_directives_do_not_hide_in_an_included_file() {
    Includes includes =
        (from, path, relative, at) ->
            SourceText.of(path, "-- migrations:transaction=none\nselect 1;\n-- DOWN\nselect 2;");
    assertThatThrownBy(() -> Script.parse(SourceText.of("a.sql", "\\i b.sql"), includes))
        .isInstanceOf(ScriptSyntaxException.class)
        .hasMessageContaining("b.sql:1:1 [misplaced-directive]")
        .hasMessageContaining("b.sql:3:1 [misplaced-directive]");
  }
}
