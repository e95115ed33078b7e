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

package dev.pgmigrations.boot.command;

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import java.io.PrintStream;
import java.util.function.IntFunction;
import java.util.stream.Collectors;
import org.springframework.boot.SpringApplication.AbandonedRunException;

/** Where a command writes: what was asked for here, what is wrong there, and at last a number. */
final class Console {

  private static final String HELP =
      """
      java -jar app.jar --migrations.command=<command>, or MIGRATIONS_COMMAND set

        status     what is applied and pending; with --migrations.fail-on-pending=true
                   the exit code is 3 when anything is pending
        migrate    apply what is pending
        dry-run    print the SQL of migrate, or of a rollback, for psql -f
        validate   do files and history agree
        verify     do the VERIFY checks of what is applied still say yes
        rollback   undo what one of these says
                     --migrations.rollback.steps=<n>       the last n versions
                     --migrations.rollback.to=<version>    all above this one
                     --migrations.rollback.only=<version>  this one
                     --migrations.rollback.all=true        everything
                   and, where a way back asks for a phrase,
                     --migrations.rollback.confirm=<phrase>

      --migrations.target=<name>,… leaves out the other targets.
      Exit codes: 0 done, 1 failed, 2 wrong usage, 3 pending
      """;

  private final PrintStream out;
  private final PrintStream err;
  private final IntFunction<RuntimeException> exit;

  /**
   * A console.
   *
   * @param exit ends the process; where it cannot, what it returns ends the start of the
   *     application
   */
  Console(PrintStream out, PrintStream err, IntFunction<RuntimeException> exit) {
    this.out = out;
    this.err = err;
    this.exit = exit;
  }

  /**
   * The console of this process, whose output is that of the command from now on: logs, and
   * whatever else writes there, go to where errors do.
   */
  static Console ofProcess() {
    PrintStream out = System.out;
    System.setOut(System.err);
    return new Console(
        out,
        System.err,
        code -> {
          System.exit(code);
          return new AbandonedRunException();
        });
  }

  /** For SQL and the like, which is written as it comes. */
  Appendable out() {
    return out;
  }

  /** What was asked for. */
  void tell(String text) {
    out.println(text.stripTrailing());
  }

  /** What is wrong. */
  void complain(String text) {
    err.println(text.stripTrailing());
  }

  /** Why it failed, and what was done before. */
  static String text(MigrationException failure) {
    return failure instanceof MigrationFailedException failed
        ? failed.report().text()
        : failure.diagnostics().stream().map(Console::text).collect(Collectors.joining("\n"));
  }

  private static String text(Diagnostic diagnostic) {
    return diagnostic.code().equals("confirm") && diagnostic.fix() != null
        ? diagnostic.fix(diagnostic.fix() + ", as migrations.rollback.confirm").toString()
        : diagnostic.toString();
  }

  /** Ends the process. */
  RuntimeException exit(ExitCode code) {
    out.flush();
    err.flush();
    return exit.apply(code.number());
  }

  /** Says what is possible, and ends the process. */
  RuntimeException help() {
    tell(HELP);
    return exit(ExitCode.DONE);
  }

  /** Says what is wrong, and ends the process. */
  RuntimeException wrongUsage(UsageException wrong) {
    complain(wrong.getMessage() + "\nWhat is possible is told by --migrations.command=help");
    return exit(ExitCode.WRONG_USAGE);
  }
}
