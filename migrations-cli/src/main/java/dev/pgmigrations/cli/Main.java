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

import java.io.BufferedReader;
import java.io.Console;
import java.io.FileDescriptor;
import java.io.FileOutputStream;
import java.io.InputStreamReader;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.lang.reflect.InvocationTargetException;
import java.nio.charset.Charset;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.logging.ConsoleHandler;
import java.util.logging.Level;
import java.util.logging.LogManager;
import java.util.logging.Logger;
import org.jspecify.annotations.Nullable;

/** The process. */
public final class Main {

  private Main() {}

  /** Runs one command and ends with its exit code. */
  public static void main(String[] arguments) {
    quiet();
    StandardOutput output = new StandardOutput(new FileOutputStream(FileDescriptor.out));
    Surroundings surroundings = surroundings(output);
    int exitCode = PgMigrations.execute(surroundings, arguments);
    surroundings.out().flush();
    surroundings.err().flush();
    System.exit(output.exitCode(exitCode, surroundings.err()));
  }

  /** Commands say themselves what is worth saying; the rest is for the log file. */
  private static void quiet() {
    if (System.getProperty("java.util.logging.config.file") != null) {
      return;
    }
    LogManager.getLogManager().reset();
    ConsoleHandler handler = new ConsoleHandler();
    handler.setLevel(Level.SEVERE);
    handler.setFormatter(new LogFile.Line());
    handler.setFilter(entry -> "dev.pgmigrations".equals(nameOf(entry.getLoggerName())));
    Logger.getLogger("").addHandler(handler);
  }

  /** The errors of a command are printed by itself. */
  private static String nameOf(@Nullable String logger) {
    return logger != null
            && logger.startsWith("dev.pgmigrations")
            && !logger.equals("dev.pgmigrations.cli")
        ? "dev.pgmigrations"
        : "";
  }

  private static Surroundings surroundings(OutputStream output) {
    Charset charset = charset();
    return new Surroundings(
        System.getenv(),
        Path.of(""),
        home(),
        System.getProperty("user.name", "postgres"),
        new BufferedReader(new InputStreamReader(System.in, charset)),
        new PrintWriter(output, false, charset),
        new PrintWriter(new FileOutputStream(FileDescriptor.err), false, charset),
        Optional.ofNullable(System.console()).filter(Main::isTerminal).isPresent(),
        new EndOfProcess());
  }

  /** As libpq finds it: {@code HOME} first, which Java passes over. */
  private static Path home() {
    String home = System.getenv("HOME");
    return Path.of(home == null || home.isBlank() ? System.getProperty("user.home", "") : home);
  }

  /** That of the terminal; where the environment names none, ASCII would lose too much. */
  private static Charset charset() {
    String own = System.getProperty("native.encoding", "UTF-8");
    String name = System.getProperty("stdout.encoding", own);
    return name.equals("ANSI_X3.4-1968") || name.equals("US-ASCII")
        ? StandardCharsets.UTF_8
        : Charset.forName(name);
  }

  /** From Java 22 on there is a console in any case, and it is asked what it is. */
  private static boolean isTerminal(Console console) {
    try {
      return (boolean) Console.class.getMethod("isTerminal").invoke(console);
    } catch (NoSuchMethodException e) {
      return true;
    } catch (IllegalAccessException | InvocationTargetException e) {
      return false;
    }
  }
}
