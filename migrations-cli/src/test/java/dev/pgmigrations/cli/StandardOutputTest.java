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

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.OutputStream;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

class StandardOutputTest {

  private final StringWriter err = new StringWriter();

  @Test
  void an_answer_that_a_full_disk_has_swallowed_is_a_failure() {
    StandardOutput output = written("No space left on device");

    assertThat(output.exitCode(ExitCode.DONE, new PrintWriter(err))).isEqualTo(ExitCode.FAILED);
    assertThat(err.toString().replace("\r\n", "\n"))
        .isEqualTo(
            """
            [output] the answer could not be written: No space left on device
              kept: what the command has done; only its answer is not whole
              fix: make room for the output, or send it elsewhere
            """);
  }

  @Test
  void a_reader_that_has_had_enough_changes_nothing() {
    StandardOutput output = written("Broken pipe");

    assertThat(output.exitCode(ExitCode.DONE, new PrintWriter(err))).isEqualTo(ExitCode.DONE);
    assertThat(err.toString()).isEmpty();
  }

  private static StandardOutput written(String failure) {
    StandardOutput output =
        new StandardOutput(
            new OutputStream() {
              @Override
              public void write(int b) throws IOException {
                throw new IOException(failure);
              }
            });
    PrintWriter out = new PrintWriter(output, false, StandardCharsets.UTF_8);
    out.println("an answer");
    out.flush();
    return output;
  }
}
