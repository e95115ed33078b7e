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

import java.io.FilterOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import org.jspecify.annotations.Nullable;

/** Keeps what a writer would swallow: that an answer did not get out, for a disk is full, say. */
final class StandardOutput extends FilterOutputStream {

  private @Nullable IOException failure;

  StandardOutput(OutputStream out) {
    super(out);
  }

  @Override
  public void write(byte[] bytes, int from, int length) throws IOException {
    try {
      out.write(bytes, from, length);
    } catch (IOException e) {
      failure = failure == null ? e : failure;
      throw e;
    }
  }

  /**
   * The exit code of a command that ended with {@code exitCode}: one whose answer is lost has
   * failed. A reader that has had enough, such as {@code head}, loses nothing.
   */
  int exitCode(int exitCode, PrintWriter err) {
    if (failure == null || "Broken pipe".equals(failure.getMessage())) {
      return exitCode;
    }
    err.println("[output] the answer could not be written: " + failure.getMessage());
    err.println("  kept: what the command has done; only its answer is not whole");
    err.println("  fix: make room for the output, or send it elsewhere");
    err.flush();
    return exitCode == ExitCode.DONE ? ExitCode.FAILED : exitCode;
  }
}
