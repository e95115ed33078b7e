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

package dev.pgmigrations.diagnostic;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.Reader;
import java.nio.charset.StandardCharsets;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SourceTextTest {

  private static SourceText text(byte... bytes) {
    return SourceText.of("a.sql", () -> new ByteArrayInputStream(bytes));
  }

  private static byte[] utf8(String text) {
    return text.getBytes(StandardCharsets.UTF_8);
  }

  @Test
  void a_carriage_return_before_a_line_feed_is_dropped_and_any_other_kept() {
    assertThat(SourceText.of("a.sql", "a\r\nb\rc\r\r\nd\r").content()).isEqualTo("a\nb\rc\r\nd\r");
  }

  @Test
  void a_byte_order_mark_is_dropped_at_the_start_only() {
    assertThat(SourceText.of("a.sql", "\uFEFFa\uFEFF").content()).isEqualTo("a\uFEFF");
    assertThat(text((byte) 0xEF, (byte) 0xBB, (byte) 0xBF).content()).isEmpty();
  }

  @Test
  void short_reads_make_no_difference() throws IOException {
    String content = "é\r\n🐘\r\r\nx".repeat(20_000);
    byte[] bytes = utf8("\uFEFF" + content);
    Random random = new Random(1);
    SourceText slow =
        SourceText.of(
            "a.sql",
            () ->
                new ByteArrayInputStream(bytes) {
                  @Override
                  public int read(byte[] target, int offset, int length) {
                    return super.read(target, offset, Math.min(length, 1 + random.nextInt(5)));
                  }
                });
    StringBuilder read = new StringBuilder();
    try (Reader reader = slow.open()) {
      char[] buffer = new char[7];
      for (int n = reader.read(buffer, 0, 1); n >= 0; n = reader.read(buffer, 0, 7)) {
        read.append(buffer, 0, n);
      }
    }
    assertThat(read.toString()).isEqualTo(content.replace("\r\n", "\n"));
  }

  @Test
  void a_byte_that_is_not_utf_8_is_told_with_its_place() {
    byte[] bytes = utf8("select 1;\r\nselect 'caf\u00e9 x';");
    byte[] latin = new String(bytes, StandardCharsets.UTF_8).getBytes(StandardCharsets.ISO_8859_1);
    assertThatThrownBy(() -> text(latin).content())
        .isInstanceOf(SourceException.class)
        .hasMessage(
            """
            a.sql:2:12 [not-utf-8] the file is not UTF-8: byte 0xE9
              2 | select 'caf\uFFFD
                |            ^
              fix: save the file as UTF-8""");
  }

  @Test
  void a_wrong_byte_after_a_carriage_return_is_told_too() {
    assertThatThrownBy(() -> text((byte) 'a', (byte) '\r', (byte) 0xFF).content())
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("a.sql:1:3 [not-utf-8] the file is not UTF-8: byte 0xFF");
  }

  @Test
  void a_character_cut_off_at_the_end_is_wrong() {
    assertThatThrownBy(() -> text((byte) 'a', (byte) 0xC3).content())
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith("a.sql:1:2 [not-utf-8] the file is not UTF-8: byte 0xC3");
  }

  @ParameterizedTest
  @ValueSource(strings = {"UTF-16LE", "UTF-16BE"})
  void utf_16_is_told_by_its_name(String charset) {
    byte[] bytes = "\uFEFFselect 1;".getBytes(java.nio.charset.Charset.forName(charset));
    assertThatThrownBy(() -> text(bytes).content())
        .isInstanceOf(SourceException.class)
        .hasMessageStartingWith(
            "a.sql:1:1 [not-utf-8] the file is not UTF-8, it looks like UTF-16");
  }

  @Test
  void what_cannot_be_opened_or_read_is_told() {
    SourceText absent =
        SourceText.of(
            "a.sql",
            () -> {
              throw new IOException("gone");
            });
    SourceText broken =
        SourceText.of(
            "a.sql",
            () ->
                new InputStream() {
                  @Override
                  public int read() throws IOException {
                    throw new IOException("gone");
                  }
                });
    String message =
        """
        a.sql [unreadable] the file cannot be read: gone
          fix: see that the file exists and may be read""";
    assertThatThrownBy(absent::content).isInstanceOf(SourceException.class).hasMessage(message);
    assertThatThrownBy(broken::content).isInstanceOf(SourceException.class).hasMessage(message);
  }

  @Test
  void slices_and_positions_count_what_a_reader_sees() {
    SourceText text = SourceText.of("a.sql", "\uFEFFa🐘\r\nbc\r\nd");
    assertThat(text.slice(1, 5)).isEqualTo("🐘\nb");
    assertThat(text.slice(5, 99)).isEqualTo("c\nd");
    assertThat(text.positionOf(3)).isEqualTo(new Position(3, 1, 3));
    assertThat(text.positionOf(5)).isEqualTo(new Position(5, 2, 2));
  }
}
