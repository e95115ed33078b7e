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

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UnsupportedEncodingException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.time.temporal.ChronoUnit;
import java.util.Locale;
import java.util.logging.Formatter;
import java.util.logging.Level;
import java.util.logging.LogRecord;
import java.util.logging.Logger;
import java.util.logging.StreamHandler;
import org.jspecify.annotations.Nullable;

/** Keeps what is logged while a command runs, where a file is named. */
final class LogFile {

  private static final Logger ROOT = Logger.getLogger("");

  /** Held on to, or its level would be forgotten. */
  private final Logger ours = Logger.getLogger("dev.pgmigrations");

  private final @Nullable Level before = ours.getLevel();
  private final @Nullable StreamHandler handler;

  private LogFile(@Nullable StreamHandler handler) {
    this.handler = handler;
    if (handler != null) {
      ROOT.addHandler(handler);
      ours.setLevel(Level.INFO);
    }
  }

  /** Appends to a file, or does nothing where none is named. */
  static LogFile open(Path folder, @Nullable Path file) {
    if (file == null) {
      return new LogFile(null);
    }
    try {
      return new LogFile(new Lines(append(folder.resolve(file))));
    } catch (IOException e) {
      throw new UsageException("the log file %s cannot be written".formatted(file), "name another");
    }
  }

  private static OutputStream append(Path file) throws IOException {
    Path parent = file.toAbsolutePath().getParent();
    if (parent != null) {
      Files.createDirectories(parent);
    }
    return Files.newOutputStream(file, StandardOpenOption.CREATE, StandardOpenOption.APPEND);
  }

  void close() {
    if (handler != null) {
      ROOT.removeHandler(handler);
      ours.setLevel(before);
      handler.close();
    }
  }

  /** Written at once, for the process may die. */
  private static final class Lines extends StreamHandler {

    Lines(OutputStream out) throws UnsupportedEncodingException {
      super(out, new Line());
      setLevel(Level.INFO);
      setEncoding(StandardCharsets.UTF_8.name());
    }

    @Override
    public synchronized void publish(LogRecord entry) {
      super.publish(entry);
      flush();
    }
  }

  /** A line, and the stack trace where there is one. */
  static final class Line extends Formatter {

    @Override
    public String format(LogRecord entry) {
      StringWriter text = new StringWriter();
      text.append(
          String.format(
              Locale.ROOT,
              "%s %-7s %s: %s%n",
              entry.getInstant().truncatedTo(ChronoUnit.MILLIS),
              entry.getLevel().getName(),
              entry.getLoggerName(),
              formatMessage(entry)));
      if (entry.getThrown() != null) {
        entry.getThrown().printStackTrace(new PrintWriter(text));
      }
      return text.toString();
    }
  }
}
