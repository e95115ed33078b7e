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

import java.io.PrintWriter;
import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.IParameterExceptionHandler;
import picocli.CommandLine.ParameterException;
import picocli.CommandLine.UnmatchedArgumentException;

/** Says what is wrong with a command line in three lines, not with all of the help. */
final class UsageErrors implements IParameterExceptionHandler {

  private final Style style;

  UsageErrors(Style style) {
    this.style = style;
  }

  @Override
  public int handleParseException(ParameterException error, String[] arguments) {
    CommandLine command = error.getCommandLine();
    PrintWriter err = command.getErr();
    err.println(style.bad(message(error)));
    if (error instanceof UnmatchedArgumentException unmatched) {
      List<String> suggestions = unmatched.getSuggestions();
      if (!suggestions.isEmpty()) {
        err.println("  did you mean: " + String.join(", ", suggestions) + "?");
      }
    }
    err.println("  help: " + command.getCommandSpec().qualifiedName() + " --help");
    err.flush();
    return command.getCommandSpec().exitCodeOnInvalidInput();
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
