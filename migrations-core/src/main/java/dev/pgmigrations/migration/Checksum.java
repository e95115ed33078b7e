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

package dev.pgmigrations.migration;

import dev.pgmigrations.diagnostic.SourceText;
import java.io.IOException;
import java.io.Reader;
import java.io.UncheckedIOException;
import java.nio.CharBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.Collection;
import java.util.HexFormat;

/**
 * Two hashes of a migration, each {@code 1:<hex>}: the number is that of the algorithm.
 *
 * <p>Equal texts: unchanged. Equal tokens: a cosmetic change of comments, white space or the case
 * of unquoted words. Else the migration was changed.
 *
 * @param text SHA-256 over the characters, line ends as {@code \n}, without a byte order mark
 * @param tokens SHA-256 over the tokens of what it does
 */
public record Checksum(String text, String tokens) {

  /** The first half, cheap: reads but does not lex. */
  static String ofText(Collection<SourceText> texts) {
    MessageDigest digest = sha256();
    for (SourceText text : texts) {
      update(digest, text);
    }
    return "1:" + HexFormat.of().formatHex(digest.digest());
  }

  private static void update(MessageDigest digest, SourceText text) {
    char[] buffer = new char[8192];
    try (Reader reader = text.open()) {
      int kept = 0;
      for (int n = reader.read(buffer, 0, buffer.length);
          n > 0;
          n = reader.read(buffer, kept, buffer.length - kept)) {
        int length = kept + n;
        boolean split = Character.isHighSurrogate(buffer[length - 1]);
        kept = split ? 1 : 0;
        digest.update(StandardCharsets.UTF_8.encode(CharBuffer.wrap(buffer, 0, length - kept)));
        buffer[0] = buffer[length - 1];
      }
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e); // every Java platform has it
    }
  }
}
