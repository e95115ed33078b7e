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

import dev.pgmigrations.diagnostic.Diagnostic;
import java.io.PrintWriter;
import java.util.List;
import java.util.Optional;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;
import tools.jackson.databind.node.ObjectNode;

/** Says what is wrong with a command line in three lines, not with all of the help. */
final class UsageErrors implements IParameterExceptionHandler {

  private final Style style;

  UsageErrors(Style style) {
    this.style = style;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    if (List.of(arguments).contains("--json")) {
      document(error);
    } else {
      lines(error);
    }
    return error.getCommandLine().getCommandSpec().exitCodeOnInvalidInput();
  }

  private void lines(ParameterException error) {
    PrintWriter err = error.getCommandLine().getErr();
    err.println(style.bad(message(error)));
    suggestion(error).ifPresent(text -> err.println("  " + text));
    err.println("  help: " + help(error));
    err.flush();
  }

  /** Who wants a document reads one, whatever is wrong. */
  private static void document(ParameterException error) {
    CommandLine command = error.getCommandLine();
    String fix = suggestion(error).map(text -> text + "; see: ").orElse("see: ") + help(error);
    ObjectNode document =
        Documents.of(name(command))
            .put("exitCode", command.getCommandSpec().exitCodeOnInvalidInput());
    Documents.diagnostics(
        document, "errors", List.of(Diagnostic.error("usage", message(error)).fix(fix)));
    PrintWriter out = command.getOut();
    out.print(Documents.text(document));
    out.flush();
  }

  /** As other documents call it: {@code mark done}, without the program. */
  private static String name(CommandLine command) {
    String qualified = command.getCommandSpec().qualifiedName();
    return qualified.substring(qualified.indexOf(' ') + 1);
  }

  private static Optional<String> suggestion(ParameterException error) {
    return error instanceof UnmatchedArgumentException unmatched
            && !unmatched.getSuggestions().isEmpty()
        ? Optional.of("did you mean: " + String.join(", ", unmatched.getSuggestions()) + "?")
        : Optional.empty();
  }

  private static String help(ParameterException error) {
    return error.getCommandLine().getCommandSpec().qualifiedName() + " --help";
  }

  private static String message(ParameterException error) {
    if (error instanceof UnmatchedArgumentException unmatched) {
      return "%s has no %s"
          .formatted(error.getCommandLine().getCommandName(), unmatched(unmatched));
    }
    return String.valueOf(error.getMessage()).lines().findFirst().orElse("wrong usage");
  }

  /** It may be an url with a password in it. */
  private static String unmatched(UnmatchedArgumentException error) {
    String first = error.getUnmatched().get(0).replaceAll("://[^/@]*@", "://…@");
    boolean isCommand = error.getCommandLine().getParent() == null;
    String kind = first.startsWith("-") ? "option" : isCommand ? "command" : "argument";
    return kind + " '" + first + "'";
  }
}
