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

import java.util.Locale;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * A backslash command of psql.
 *
 * @param name without the backslash
 * @param argument the rest of the line
 */
record MetaCommand(String name, String argument) {

  private static final Pattern COMMAND =
      Pattern.compile("\\\\([^\\s\\\\]*)\\s*(.*?)\\s*", Pattern.DOTALL);
  private static final Set<String> HARMLESS = Set.of("restrict", "unrestrict", "echo");
  private static final Set<String> INCLUDES = Set.of("i", "ir", "include", "include_relative");

  static MetaCommand of(String text) {
    Matcher matcher = COMMAND.matcher(text);
    return matcher.matches()
        ? new MetaCommand(matcher.group(1), matcher.group(2))
        : new MetaCommand("", "");
  }

  /** Whether it changes nothing here, so that dumps and psql scripts run as they are. */
  boolean isHarmless() {
    return HARMLESS.contains(name) || (name.equals("set") && setsOnErrorStop());
  }

  private boolean setsOnErrorStop() {
    return argument.toUpperCase(Locale.ROOT).matches("ON_ERROR_STOP(\\s.*)?");
  }

  boolean isInclude() {
    return INCLUDES.contains(name);
  }

  /** Whether the path counts from the including text. */
  boolean isRelative() {
    return name.equals("ir") || name.equals("include_relative");
  }

  /** Whether another command follows on the line. */
  boolean isFollowed() {
    return argument.contains("\\");
  }

  /** The path to include, quotes removed. */
  String path() {
    boolean quoted =
        argument.length() > 1
            && (argument.startsWith("'") || argument.startsWith("\""))
            && argument.endsWith(argument.substring(0, 1));
    return quoted ? argument.substring(1, argument.length() - 1).replace("''", "'") : argument;
  }

  /** What to do instead of a command that is refused. */
  String fix() {
    return switch (name) {
      case "copy" -> "use COPY … FROM STDIN with the data in the file, ended by a line \\.";
      case "c", "connect" -> "remove it; a migration runs in one database";
      case "set" -> "use a placeholder ${name} instead of a psql variable";
      case "g", "gx", "gset", "gexec", "gdesc", "if", "elif", "else", "endif" ->
          "end the statement with ; and use a DO block for what is to be decided";
      default -> "remove it; it is a command of psql, not SQL";
    };
  }
}
