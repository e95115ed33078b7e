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

package dev.pgmigrations.cli;

import dev.pgmigrations.MigrationFailedException;
import dev.pgmigrations.cli.connection.ConnectionException;
import dev.pgmigrations.cli.connection.DatabaseAddress;
import dev.pgmigrations.diagnostic.Diagnostic;
import dev.pgmigrations.diagnostic.MigrationException;
import java.util.List;
import java.util.function.Function;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import tools.jackson.databind.node.ObjectNode;

/** Runs one command: says for which database, prints its answer or its error, in either form. */
final class Invocation {

  private static final Logger log = LoggerFactory.getLogger("dev.pgmigrations.cli");

  private final Surroundings surroundings;
  private final String command;
  private final OutputOptions output;
  private @Nullable DatabaseAddress address;

  Invocation(Surroundings surroundings, String command, OutputOptions output) {
    this.surroundings = surroundings;
    this.command = command;
    this.output = output;
  }

  /** Runs a command that needs a database. */
  static int of(
      Surroundings surroundings,
      String command,
      DatabaseOptions options,
      Function<DatabaseWork, Answer> body) {
    Invocation invocation = new Invocation(surroundings, command, options.output);
    return invocation.run(
        () -> invocation.onDatabase(new DatabaseWork(surroundings, options), body));
  }

  /** Runs a command that needs a migrator. */
  static int ofMigrator(
      Surroundings surroundings,
      String command,
      MigrationOptions options,
      Function<MigrationWork, Answer> body) {
    Invocation invocation = new Invocation(surroundings, command, options.output);
    return invocation.run(
        () -> {
          try (MigrationWork work = new MigrationWork(surroundings, options)) {
            return invocation.onDatabase(work, body);
          }
        });
  }

  /** Runs a command that needs none. */
  int answer(Supplier<Answer> body) {
    return run(
        () -> {
          Answer answer = body.get();
          print(answer);
          return answer.exitCode();
        });
  }

  private <W extends DatabaseWork> int onDatabase(W work, Function<W, Answer> body) {
    address = work.address();
    header(work.address());
    return failing(
        () -> {
          Answer answer = body.apply(work);
          print(answer);
          return answer.exitCode();
        });
  }

  /** The password is no part of an address's text. */
  private void header(DatabaseAddress where) {
    log.info("{} on {}", command, where);
    if (!output.json) {
      Page page = Page.err(surroundings);
      page.line(page.style().faint("%s on %s (%s)".formatted(command, where, where.origin())));
    }
  }

  private int run(Supplier<Integer> body) {
    return failing(
        () -> {
          LogFile file = LogFile.open(surroundings.folder(), output.logFile);
          try {
            return failing(body);
          } finally {
            file.close();
          }
        });
  }

  private int failing(Supplier<Integer> body) {
    try {
      return body.get();
    } catch (ConnectionException e) {
      return failed(ExitCode.USAGE, usage(String.valueOf(e.getMessage()), e.fix()), null);
    } catch (UsageException e) {
      return failed(ExitCode.USAGE, usage(String.valueOf(e.getMessage()), e.fix()), null);
    } catch (RefusedException e) {
      return failed(ExitCode.FAILED, List.of(e.reason()), null);
    } catch (MigrationFailedException e) {
      return failed(ExitCode.FAILED, e.diagnostics(), e);
    } catch (MigrationException e) {
      return failed(ExitCode.FAILED, e.diagnostics(), null);
    } catch (RuntimeException e) {
      log.error("{} failed", command, e);
      return failed(
          ExitCode.FAILED,
          List.of(
              Diagnostic.error("unexpected", String.valueOf(e))
                  .fix("this should not happen: report it, with what --log-file keeps of it")),
          null);
    }
  }

  private static List<Diagnostic> usage(String message, String fix) {
    return List.of(Diagnostic.error("usage", message).fix(fix));
  }

  private void print(Answer answer) {
    if (output.json) {
      ObjectNode document = document(answer.exitCode());
      answer.describe(document);
      Page.out(surroundings).text(Documents.text(document));
    } else {
      answer.print(Page.out(surroundings));
    }
  }

  private ObjectNode document(int exitCode) {
    ObjectNode document = Documents.of(command).put("exitCode", exitCode);
    if (address != null) {
      Documents.database(document, address);
    }
    return document;
  }

  private int failed(
      int exitCode, List<Diagnostic> errors, @Nullable MigrationFailedException failure) {
    if (output.logFile != null) {
      errors.forEach(error -> log.error("{}", error));
    }
    if (output.json) {
      ObjectNode document = document(exitCode);
      if (failure == null) {
        Documents.diagnostics(document, "errors", errors);
      } else {
        new RunAnswer(failure.report()).describe(document);
      }
      Page.out(surroundings).text(Documents.text(document));
    } else {
      Page page = Page.err(surroundings);
      errors.forEach(error -> page.line(new DiagnosticText(page.style()).of(error)));
    }
    return exitCode;
  }
}
