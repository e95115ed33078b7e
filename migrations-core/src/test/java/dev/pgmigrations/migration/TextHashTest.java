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

import static org.assertj.core.api.Assertions.assertThat;

import dev.pgmigrations.diagnostic.SourceText;
import dev.pgmigrations.script.Sha256;
import java.io.ByteArrayInputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TextHashTest {

  private static String hash(String text) {
    return new TextScan().add(SourceText.of("a.sql", text)).hash();
  }

  /** Frozen: users' databases hold these. */
  @ParameterizedTest
  @CsvSource({
    "'', 1:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855",
    "'select 1;', 1:354b7196c9ba5fb4b21cf615bb6ec4cd5c07503c34229feef033fc081a8c03f4",
    "'ä😀', 1:41cdb6f90a10b81f7bb0b8654e469a8866b8d24988d1bb2706dadc3641a8db3b",
  })
  void is_the_sha_256_of_the_text(String text, String expected) {
    assertThat(hash(text)).isEqualTo(expected);
  }

  @Test
  void line_ends_and_a_byte_order_mark_do_not_count() {
    assertThat(hash("\uFEFFa\r\nb\r\n")).isEqualTo(hash("a\nb\n"));
    assertThat(hash("a\rb\r")).isNotEqualTo(hash("a\nb\n")).isNotEqualTo(hash("ab"));
    assertThat(hash("a\r\r\nb")).isNotEqualTo(hash("a\nb"));
  }

  @Test
  void the_bytes_are_those_that_a_reader_decodes() {
    Random random = new Random(7);
    String letters = "ab\r\n\\iä😀";
    for (int round = 0; round < 300; round++) {
      StringBuilder text = new StringBuilder(random.nextBoolean() ? "\uFEFF" : "");
      int length = random.nextInt(round < 290 ? 40 : 40_000);
      for (int i = 0; i < length; i++) {
        int at = random.nextInt(letters.codePointCount(0, letters.length()));
        text.appendCodePoint(letters.codePointAt(letters.offsetByCodePoints(0, at)));
      }
      SourceText source = dripping(text.toString(), random);

      assertThat(new TextScan().add(source).hash())
          .as("round %d", round)
          .isEqualTo(plain(source.content()));
    }
  }

  private static String plain(String text) {
    MessageDigest digest = Sha256.start();
    digest.update(text.getBytes(StandardCharsets.UTF_8));
    return Sha256.stored(digest);
  }

  /** Gives a few bytes at a time. */
  private static SourceText dripping(String text, Random random) {
    byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
    int most = 1 + random.nextInt(9000);
    return SourceText.of(
        "a.sql",
        () ->
            new ByteArrayInputStream(bytes) {
              @Override
              public synchronized int read(byte[] target, int offset, int length) {
                return super.read(target, offset, Math.min(length, most));
              }
            });
  }

  @Test
  void an_include_is_suspected_where_there_may_be_one() {
    assertThat(new TextScan().add(SourceText.of("a", "\\i b.sql")).mayInclude()).isTrue();
    assertThat(new TextScan().add(SourceText.of("a", "select 'i\\'")).mayInclude()).isFalse();
  }
}
