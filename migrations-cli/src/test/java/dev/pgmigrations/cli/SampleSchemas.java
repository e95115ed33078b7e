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

import dev.pgmigrations.testsupport.TestDatabase;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;

/** Schemas to describe. */
final class SampleSchemas {

  private static final Path RESOURCES =
      Path.of("..", "sample-app", "src", "main", "resources").toAbsolutePath().normalize();

  private SampleSchemas() {}

  /** One of every kind that PostgreSQL has. */
  static void odd(TestDatabase database) {
    database.execute(text("odd.sql"));
  }

  /** A text beside this class. */
  static String text(String name) {
    try (InputStream in =
        Objects.requireNonNull(SampleSchemas.class.getResourceAsStream(name), name)) {
      return new String(in.readAllBytes(), StandardCharsets.UTF_8);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  /** The five targets of the sample application, each with a history of its own. */
  static void sample(TestDatabase database, Cli cli) {
    database.restore(RESOURCES.resolve("platform/auth.sql"));
    for (String target : List.of("learning", "chats", "counsel", "assistant")) {
      migrate(cli, target, "--schema", target);
    }
    migrate(cli, "chatbot", "--history-table", "public.chatbot_history");
  }

  private static void migrate(Cli cli, String target, String option, String value) {
    Cli.Result result =
        cli.run("migrate", "-l", RESOURCES.resolve("db").resolve(target).toString(), option, value);
    assertThat(result.exitCode()).as(result.toString()).isZero();
  }
}
