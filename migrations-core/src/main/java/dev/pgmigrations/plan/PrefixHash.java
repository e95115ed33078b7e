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

package dev.pgmigrations.plan;

import dev.pgmigrations.script.Statement;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.List;

/** The hash of the statements that an interrupted run had finished: their exact text and data. */
public final class PrefixHash {

  private PrefixHash() {}

  /** The hash over the first {@code count} of {@code statements}. */
  public static String of(List<Statement> statements, int count) {
    MessageDigest digest = sha256();
    for (Statement statement : statements.subList(0, count)) {
      digest.update(statement.text().getBytes(StandardCharsets.UTF_8));
      digest.update((byte) 0);
      if (statement.hasData()) {
        updateWithData(digest, statement);
      }
    }
    return "1:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void updateWithData(MessageDigest digest, Statement statement) {
    char[] buffer = new char[8192];
    try (Reader data = statement.openData()) {
      for (int n = data.read(buffer); n > 0; n = data.read(buffer)) {
        digest.update(new String(buffer, 0, n).getBytes(StandardCharsets.UTF_16BE));
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  private static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
